using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Plausible air: every quantity follows a daily cycle with noise. A reading depends on the seed and the time alone, so a node that
/// starts again measures the same world.
/// </summary>
public sealed class DailyCycleSensor : ISensor
{
    private const double DayMs = 86_400_000;

    /// <summary>Mean, daily swing, hour (UTC) of the highest value, noise, decimals: a temperate city in spring.</summary>
    private static readonly Cycle[] Cycles =
    [
        new("pm25", "ug/m3", 38, 14, 8, 4, 0, 0),
        new("pm10", "ug/m3", 64, 22, 8, 7, 0, 0),
        new("temp", "Cel", 14.5, 5.5, 15, 0.3, 1, -60),
        new("pressure", "hPa", 1013.2, 1.6, 10, 0.2, 1, 800),
        new("humidity", "%RH", 58, 17, 5, 1.5, 1, 0),
    ];

    private readonly VirtualClock _clock;
    private readonly ulong _seed;

    /// <summary>Creates a sensor in the world of <paramref name="clock"/>; each seed is another place.</summary>
    public DailyCycleSensor(VirtualClock clock, ulong seed)
    {
        _clock = clock;
        _seed = seed;
    }

    /// <inheritdoc />
    public string Name => "daily-cycle";

    /// <inheritdoc />
    public int MaxReadings => Cycles.Length;

    /// <inheritdoc />
    public ReadingLimits? LimitsOf(Reading reading) => null;

    /// <inheritdoc />
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        for (int i = 0; i < Cycles.Length; i++)
        {
            Cycle cycle = Cycles[i];
            double hour = _clock.UnixMs % DayMs / 3_600_000;
            double daily = cycle.Swing * Math.Cos((hour - cycle.PeakHour) * Math.Tau / 24);
            double place = cycle.Swing * 0.5 * Noise((ulong)i, 0);
            double value = cycle.Mean + daily + place + (cycle.NoiseSwing * Noise((ulong)i, (ulong)_clock.UnixMs));
            double scaled = Math.Max(value, cycle.Lowest) * Math.Pow(10, cycle.Decimals);
            readings[count++] = new Reading(cycle.Name, cycle.Unit, (long)Math.Round(scaled), -cycle.Decimals);
        }

        return SensorStatus.Measured;
    }

    /// <summary>A number in −1 … 1 from seed, quantity and time (SplitMix64's output function).</summary>
    private double Noise(ulong quantity, ulong time)
    {
        ulong mixed = (_seed * 0x9E3779B97F4A7C15) ^ (quantity << 56) ^ time;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return ((mixed >> 11) * (2.0 / (1UL << 53))) - 1;
    }

    private sealed record Cycle(
        string Name, string Unit, double Mean, double Swing, double PeakHour, double NoiseSwing, int Decimals, double Lowest);
}
