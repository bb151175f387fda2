namespace Enviro.Simulator;

/// <summary>What there is to measure where a node stands. Quantities have the names of the node's readings, values their units.</summary>
public interface ISimulatedWorld
{
    /// <summary>True time, Unix ms.</summary>
    long UnixMs { get; }

    /// <summary>
    /// The true value now: <c>temp</c> in °C, <c>humidity</c> in %, <c>pressure</c> in hPa, <c>pm1</c>, <c>pm25</c>, <c>pm4</c> and <c>pm10</c> in µg/m³,
    /// <c>co2</c> in ppm, <c>noise</c> in dB, <c>ph</c>, <c>conductivity</c> in S/m.
    /// </summary>
    double ValueOf(string quantity);
}
