using System.Text;

namespace Enviro.Simulator;

/// <summary>A world as one station sees it, with noise from the seed: the same at the same place, time and seed, whatever was asked before.</summary>
internal sealed class StationWorld(World world, Station station, VirtualClock clock, ulong seed) : ISimulatedWorld
{
    private readonly ulong _seed = new SimulationRandom(seed).Fork(station.Name).Next();

    /// <inheritdoc/>
    public long UnixMs => clock.UnixMs;

    /// <inheritdoc/>
    public double ValueOf(string quantity)
    {
        Noise noise = world.NoiseOf(quantity);
        double value = world.ValueOf(station.Place, quantity, clock.UnixMs);

        // Sizes of particles are shares of one dust: what a gust does to one it does to all.
        string source = quantity.StartsWith("pm", StringComparison.Ordinal) ? "pm" : quantity;
        return Math.Max(noise.Lowest, (value * (1 + (noise.Relative * Chance(source, 1)))) + (noise.Absolute * Chance(source, 2)));
    }

    /// <summary>A number in −1 … 1.</summary>
    private double Chance(string quantity, ulong part)
    {
        ulong mixed = _seed ^ ((ulong)clock.UnixMs * 0x9E3779B97F4A7C15) ^ part;
        foreach (byte letter in Encoding.ASCII.GetBytes(quantity))
        {
            mixed = (mixed ^ letter) * 1099511628211;
        }

        return (new SimulationRandom(mixed).Fraction() * 2) - 1;
    }
}
