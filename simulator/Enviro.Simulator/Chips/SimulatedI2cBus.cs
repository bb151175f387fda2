using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// An I2C bus at 100 kHz in virtual time, with chips attached to it and, for tests, faults. Time passes by <see cref="Wait"/>, by
/// <see cref="Advance"/> and by the transfers themselves, nine bits a byte.
/// </summary>
public sealed class SimulatedI2cBus : II2cBus
{
    private const int MicrosecondsPerByte = 90;
    private const long StallMicroseconds = 2_000_000;

    private readonly List<ISimulatedI2cDevice> _devices = [];

    /// <summary>Virtual time since the bus was made, in microseconds.</summary>
    public long NowMicroseconds { get; private set; }

    /// <summary>Transfers begun so far, general calls included; the index of the next one.</summary>
    public int TransferCount { get; private set; }

    /// <summary>Chooses the fault of a transfer by its index; null for a bus without faults.</summary>
    public Func<int, BusFault>? FaultAt { get; set; }

    /// <summary>Chooses the transfers before which the devices lose power and get it back at once; the master sees nothing of it.</summary>
    public Func<int, bool>? LosesPowerBefore { get; set; }

    /// <summary>As <see cref="LosesPowerBefore"/>, after the device has seen the whole transfer.</summary>
    public Func<int, bool>? LosesPowerAfter { get; set; }

    /// <summary>Connects a chip.</summary>
    public void Attach(ISimulatedI2cDevice device)
    {
        _devices.Add(device);
    }

    /// <summary>Lets time pass without a transfer.</summary>
    public void Advance(long microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(microseconds);
        NowMicroseconds += microseconds;
    }

    /// <inheritdoc/>
    public void Wait(int microseconds)
    {
        Advance(microseconds);
    }

    /// <inheritdoc/>
    public I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        BusFault fault = BeginTransfer();
        byte[] bytes = buffer.AsSpan(offset, count).ToArray();
        if (fault is BusFault.Unacknowledged or BusFault.Failed)
        {
            return fault == BusFault.Failed ? I2cStatus.Failed : I2cStatus.NotAcknowledged;
        }

        EndTransfer(count);
        if (address == 0)
        {
            foreach (ISimulatedI2cDevice device in _devices)
            {
                device.GeneralCall(NowMicroseconds);
            }

            CutPower(LosesPowerAfter, TransferCount - 1);
            return I2cStatus.NotAcknowledged;
        }

        if (fault == BusFault.BitFlip)
        {
            bytes[count / 2] ^= 0x10;
        }

        int delivered = fault == BusFault.Partial ? count / 2 : count;
        I2cStatus status = Find(address)?.Write(NowMicroseconds, bytes.AsSpan(0, delivered)) ?? I2cStatus.NotAcknowledged;
        CutPower(LosesPowerAfter, TransferCount - 1);
        return status == I2cStatus.Ok ? Seen(fault) : status;
    }

    /// <inheritdoc/>
    public I2cStatus Read(int address, byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        BusFault fault = BeginTransfer();
        if (fault is BusFault.Unacknowledged or BusFault.Failed)
        {
            return fault == BusFault.Failed ? I2cStatus.Failed : I2cStatus.NotAcknowledged;
        }

        Span<byte> target = buffer.AsSpan(offset, count);
        I2cStatus status = Find(address)?.Read(NowMicroseconds, target) ?? I2cStatus.NotAcknowledged;
        CutPower(LosesPowerAfter, TransferCount - 1);
        EndTransfer(count);
        if (status == I2cStatus.Ok && fault == BusFault.BitFlip)
        {
            target[count / 2] ^= 0x10;
        }

        if (status == I2cStatus.Ok && fault == BusFault.Partial)
        {
            target[(count / 2)..].Clear();
        }

        return status == I2cStatus.Ok ? Seen(fault) : status;
    }

    private static I2cStatus Seen(BusFault fault)
    {
        return fault switch
        {
            BusFault.FailedAfterDelivery => I2cStatus.Failed,
            BusFault.Partial => I2cStatus.Partial,
            _ => I2cStatus.Ok,
        };
    }

    private BusFault BeginTransfer()
    {
        BusFault fault = FaultAt?.Invoke(TransferCount) ?? BusFault.None;
        TransferCount++;
        if (fault == BusFault.Stall)
        {
            Advance(StallMicroseconds);
        }

        CutPower(LosesPowerBefore, TransferCount - 1);
        return fault;
    }

    private void CutPower(Func<int, bool>? loses, int transfer)
    {
        if (loses?.Invoke(transfer) == true)
        {
            _devices.ForEach(device => device.CutPower());
        }
    }

    private void EndTransfer(int count)
    {
        Advance((count + 1) * MicrosecondsPerByte);
    }

    private ISimulatedI2cDevice? Find(int address)
    {
        return _devices.Find(device => device.Address == address);
    }
}
