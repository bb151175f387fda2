using Enviro.Node;

namespace Enviro.Devices.Ds3231;

/// <summary>The clock chip DS3231.</summary>
public sealed class Ds3231Clock : IRealTimeClock
{
    private readonly II2cBus _bus;

    /// <summary>Creates a driver.</summary>
    public Ds3231Clock(II2cBus bus)
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
