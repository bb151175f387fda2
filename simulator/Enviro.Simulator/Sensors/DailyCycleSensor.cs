using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>The air of a <see cref="DailyCycle"/>, measured by a sensor without faults, limits or a chip.</summary>
public sealed class DailyCycleSensor : ISensor
{
    private static readonly Quantity[] Quantities =
    [
        new("pm25", "ug/m3", 0),
        new("pm10", "ug/m3", 0),
        new("temp", "Cel", 1),
        new("pressure", "hPa", 1),
        new("humidity", "%RH", 1),
    ];

    private readonly DailyCycle _world;

    /// <summary>Creates a sensor in the world of <paramref name="clock"/>; each seed is another place.</summary>
    public DailyCycleSensor(VirtualClock clock, ulong seed)
    {
        _world = new DailyCycle(clock, seed);
    }

    /// <inheritdoc />
    public string Name => "daily-cycle";

    /// <inheritdoc />
    public int MaxReadings => Quantities.Length;

    /// <inheritdoc />
    public ReadingLimits? LimitsOf(Reading reading) => null;

    /// <inheritdoc />
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        foreach (Quantity quantity in Quantities)
        {
            double scaled = _world.ValueOf(quantity.Name) * Math.Pow(10, quantity.Decimals);
            readings[count++] = new Reading(quantity.Name, quantity.Unit, (long)Math.Round(scaled), -quantity.Decimals);
        }

        return SensorStatus.Measured;
    }

    private sealed record Quantity(string Name, string Unit, int Decimals);
}
