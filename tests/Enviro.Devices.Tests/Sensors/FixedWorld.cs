using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>A world as a test wants it; a quantity nobody set is 0.</summary>
internal sealed class FixedWorld : ISimulatedWorld
{
    private readonly Dictionary<string, double> _values = [];

    public long UnixMs { get; set; } = 1_790_000_000_000;

    public double this[string quantity]
    {
        set => _values[quantity] = value;
    }

    public double ValueOf(string quantity) => _values.GetValueOrDefault(quantity);
}
