using System.Runtime.InteropServices;
using Enviro.Node;

namespace Enviro.Cli;

/// <summary>
/// An I2C bus of this machine, <c>/dev/i2c-N</c>. Transfers go through the kernel's I2C_RDWR, which tells a chip that does not
/// acknowledge, asleep or computing, from a bus that failed; a driver that polls needs the difference.
/// </summary>
internal sealed class LinuxI2cBus : ChipBus
{
    private const nuint Functions = 0x0705; // I2C_FUNCS
    private const nuint ReadWrite = 0x0707; // I2C_RDWR
    private const nuint PlainI2c = 1; // I2C_FUNC_I2C
    private const ushort ReadFlag = 1; // I2C_M_RD
    private const int LongestTransfer = 8192; // the kernel's limit

    private readonly int _descriptor;

    private LinuxI2cBus(int descriptor) => _descriptor = descriptor;

    /// <summary>Opens the bus. It has to run at 100 kHz: faster, and a byte to address 0 is too short to wake the chip.</summary>
    /// <exception cref="ChipBusException">No such bus, or no permission; the message says what to do.</exception>
    internal static new LinuxI2cBus Open(string path)
    {
        int descriptor = Libc.Open(path, Libc.ReadWrite | Libc.CloseOnExec);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new ChipBusException(error switch
            {
                Libc.NoSuchFile => $"There is no {path}. Switch I2C on (on a Raspberry Pi: sudo raspi-config nonint do_i2c 0), load it (sudo modprobe i2c-dev), and look: ls /dev/i2c-*",
                Libc.NotPermitted => $"No permission for {path}. Join the group that owns it: sudo usermod -aG i2c \"$USER\", and log in again.",
                _ => $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.",
            });
        }

        nuint functions = 0;
        if (Libc.Control(descriptor, Functions, ref functions) < 0 || (functions & PlainI2c) == 0)
        {
            _ = Libc.Close(descriptor);
            throw new ChipBusException($"{path} is no I2C bus that carries plain transfers. Look which there are: i2cdetect -l");
        }

        return new LinuxI2cBus(descriptor);
    }

    /// <inheritdoc/>
    public override I2cStatus Write(int address, byte[] buffer, int offset, int count) => Transfer(address, 0, buffer, offset, count);

    /// <inheritdoc/>
    public override I2cStatus Read(int address, byte[] buffer, int offset, int count) => Transfer(address, ReadFlag, buffer, offset, count);

    /// <inheritdoc/>
    protected override void Close() => _ = Libc.Close(_descriptor);

    private I2cStatus Transfer(int address, ushort flags, byte[] buffer, int offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LongestTransfer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, buffer.Length - count);
        GCHandle bytes = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        Libc.I2cMessage message = new()
        {
            Address = (ushort)address,
            Flags = flags,
            Length = (ushort)count,
            Buffer = bytes.AddrOfPinnedObject() + offset,
        };
        GCHandle messages = GCHandle.Alloc(message, GCHandleType.Pinned);
        try
        {
            Libc.I2cTransfer transfer = new() { Messages = messages.AddrOfPinnedObject(), Count = 1 };
            return Libc.Control(_descriptor, ReadWrite, ref transfer) >= 0 ? I2cStatus.Ok : Judge(Marshal.GetLastPInvokeError());
        }
        finally
        {
            messages.Free();
            bytes.Free();
        }
    }

    // Documentation/i2c/fault-codes of the kernel: ENXIO is the missing acknowledgement; older adapters say EREMOTEIO.
    private static I2cStatus Judge(int error) =>
        error is Libc.NoSuchDeviceOrAddress or Libc.RemoteIo ? I2cStatus.NotAcknowledged : I2cStatus.Failed;
}
