using System;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices;

/// <summary>
/// The sensors this firmware knows, by kind, on one I2C bus. A kind is the name of its driver's folder in small letters; the analogue kinds are
/// <c>noise</c>, <c>ph</c> and <c>conductivity</c>.
/// </summary>
public sealed class SensorCatalog : ISensorSource
{
    private readonly II2cBus _bus;
    private readonly Uptime _uptime;

    /// <summary>Creates the catalogue of a board, whose uptime is the system's.</summary>
    public SensorCatalog(II2cBus bus)
        : this(bus, SystemUptime)
    {
    }

    /// <summary>Creates the catalogue in a time of its own, as a simulator has.</summary>
    public SensorCatalog(II2cBus bus, Uptime uptime)
    {
        _bus = bus;
        _uptime = uptime;
    }

    /// <inheritdoc/>
    public bool TryCreate(SensorSettings settings, out ISensor? sensor)
    {
        sensor = null;
        return false;
    }

    private static long SystemUptime() => Environment.TickCount64;
}
