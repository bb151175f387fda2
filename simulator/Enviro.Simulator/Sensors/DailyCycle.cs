namespace Enviro.Simulator;

/// <summary>
/// A plausible place: every quantity follows a daily cycle with noise. A value depends on the seed and the time alone, so a node that
/// starts again measures the same world.
/// </summary>
public sealed class DailyCycle : ISimulatedWorld
{
    private const double DayMs = 86_400_000;

    /// <summary>Mean, daily swing, hour (UTC) of the highest value, noise, lowest: a temperate city in spring, and a pond in it.</summary>
    private static readonly Cycle[] Cycles =
    [
        new("pm25", 38, 14, 8, 4, 0),
        new("pm10", 64, 22, 8, 7, 0),
        new("temp", 14.5, 5.5, 15, 0.3, -60),
        new("pressure", 1013.2, 1.6, 10, 0.2, 800),
        new("humidity", 58, 17, 5, 1.5, 0),
        new("co2", 452, 25, 5, 8, 400),
        new("noise", 57, 9, 17, 4, 30),
        new("ph", 7.6, 0.3, 16, 0.02, 0),
        new("conductivity", 0.0612, 0.002, 15, 0.0004, 0),
    ];

    private readonly VirtualClock _clock;
    private readonly ulong _seed;

    /// <summary>Creates a place in the time of <paramref name="clock"/>; each seed is another one.</summary>
    public DailyCycle(VirtualClock clock, ulong seed)
    {
        _clock = clock;
        _seed = seed;
    }

    /// <inheritdoc/>
    public long UnixMs => _clock.UnixMs;

    /// <inheritdoc/>
    public double ValueOf(string quantity)
    {
        return quantity switch
        {
            // Sizes of particles are shares of one dust: they never cross.
            "pm1" => ValueOf("pm25") * 0.6,
            "pm4" => Math.Max(ValueOf("pm25"), (ValueOf("pm25") + ValueOf("pm10")) / 2),
            _ => ValueOf(Array.FindIndex(Cycles, cycle => cycle.Quantity == quantity)),
        };
    }

    private double ValueOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Cycle cycle = Cycles[index];
        double hour = _clock.UnixMs % DayMs / 3_600_000;
        double daily = cycle.Swing * Math.Cos((hour - cycle.PeakHour) * Math.Tau / 24);
        double place = cycle.Swing * 0.5 * Noise((ulong)index, 0);
        double value = cycle.Mean + daily + place + (cycle.NoiseSwing * Noise((ulong)index, (ulong)_clock.UnixMs));
        return Math.Max(value, cycle.Lowest);
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

    private sealed record Cycle(string Quantity, double Mean, double Swing, double PeakHour, double NoiseSwing, double Lowest);
}
