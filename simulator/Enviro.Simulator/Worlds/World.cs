namespace Enviro.Simulator;

/// <summary>
/// What there is to measure where a scenario's stations stand. A value is a closed formula of place and time: nothing is remembered, so it can be asked
/// at any time in any order, and tests can compute it too.
/// </summary>
internal abstract class World
{
    /// <summary>Quantities it has, as <see cref="ISimulatedWorld"/> names them.</summary>
    internal abstract IReadOnlyCollection<string> Quantities { get; }

    /// <summary>Reads where a station stands; refuses what does not exist in this world.</summary>
    internal abstract StationPlace ReadPlace(YamlMap place);

    /// <summary>The value without noise at a place and time, in the unit of <see cref="ISimulatedWorld"/>.</summary>
    internal abstract double ValueOf(StationPlace place, string quantity, long unixMs);

    /// <summary>What happens in it that a chart's reader must know, in a stretch of time.</summary>
    internal virtual IEnumerable<(Stretch When, string What)> Marks(Stretch whole) => [];

    /// <summary>How much of a quantity is noise: turbulence, passers-by, counting.</summary>
    internal virtual Noise NoiseOf(string quantity) => quantity switch
    {
        "pm1" or "pm25" or "pm4" or "pm10" => new Noise(0.10, 0.6, 0),
        "co2" => new Noise(0, 6, 400),
        "temp" => new Noise(0, 0.15, -60),
        "humidity" => new Noise(0, 0.6, 0.5),
        "pressure" => new Noise(0, 0.05, 300),
        "noise" => new Noise(0, 2.5, 30),
        "ph" => new Noise(0, 0.015, 0),
        "conductivity" => new Noise(0.004, 0, 0),
        _ => default,
    };
}

/// <summary>Noise of a quantity.</summary>
/// <param name="Relative">Largest share of the value.</param>
/// <param name="Absolute">Largest part of its own.</param>
/// <param name="Lowest">Least value with noise.</param>
internal readonly record struct Noise(double Relative, double Absolute, double Lowest);
