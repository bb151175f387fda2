using Enviro.Node;

namespace Enviro.Cli;

/// <summary>
/// A secure element somewhere near a workstation, as the driver's port sees it. One driver for the chip on a board and at the
/// provisioning bench: only what carries the bytes differs.
/// </summary>
internal abstract class ChipBus : II2cBus, IDisposable
{
    /// <summary>The addresses that <see cref="Open"/> takes, for help texts.</summary>
    internal const string Addresses = "kit:/dev/ttyACM0, tcp:HOST:PORT or i2c:/dev/i2c-1";

    /// <summary>Opens the way to a chip; the chip itself is spoken to only where the way needs it.</summary>
    /// <param name="uri">
    /// <c>kit:PATH</c>, a kit that speaks the Kit Protocol on a serial port; <c>tcp:HOST:PORT</c>, a chip that
    /// <c>enviro-sim secure-element serve --tcp</c> serves; <c>i2c:PATH</c>, an I2C bus of this machine.
    /// </param>
    /// <returns>The open bus; disposing it closes the way and leaves the chip as it is.</returns>
    /// <exception cref="ChipBusException">The address cannot be understood or opened; the message says what to do.</exception>
    internal static ChipBus Open(string uri)
    {
        int colon = uri.IndexOf(':', StringComparison.Ordinal);
        string place = colon < 0 ? "" : uri[(colon + 1)..];
        return (colon < 0 ? "" : uri[..colon], place.Length > 0) switch
        {
            ("kit", true) => KitProtocolBus.Open(place),
            ("tcp", true) => RawPacketBus.Open(place),
            ("i2c", true) => LinuxI2cBus.Open(place),
            _ => throw new ChipBusException($"'{uri}' is no address of a chip. Write {Addresses}."),
        };
    }

    /// <inheritdoc/>
    public abstract I2cStatus Write(int address, byte[] buffer, int offset, int count);

    /// <inheritdoc/>
    public abstract I2cStatus Read(int address, byte[] buffer, int offset, int count);

    /// <inheritdoc/>
    public void Wait(int microseconds) => Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(microseconds / 1000.0)));

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what was opened.</summary>
    protected abstract void Close();
}

/// <summary>The way to a chip cannot be opened, or broke; the message says what to do.</summary>
internal sealed class ChipBusException(string message, Exception? innerException = null) : IOException(message, innerException);
