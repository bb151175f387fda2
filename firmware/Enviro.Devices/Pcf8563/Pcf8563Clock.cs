using Enviro.Node;

namespace Enviro.Devices.Pcf8563;

/// <summary>The clock chip PCF8563.</summary>
public sealed class Pcf8563Clock : IRealTimeClock
{
    private readonly II2cBus _bus;

    /// <summary>Creates a driver.</summary>
    public Pcf8563Clock(II2cBus bus)
    {
        _bus = bus;
    }

    /// <inheritdoc/>
    public bool TryRead(out long unixMs)
    {
        unixMs = 0;
        return false;
    }

    /// <inheritdoc/>
    public bool TryWrite(long unixMs) => false;
}
