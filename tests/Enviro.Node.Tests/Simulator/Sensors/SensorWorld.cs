using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>A clock that stands at one moment, set the only way there is: by a simulated node that starts then.</summary>
internal sealed class SensorWorld : IDisposable
{
    private readonly NodeWorld _world = new();

    internal SensorWorld(long unixMs)
    {
        SimulatedNode node = new(_world.Settings, _world.Element, [_world.Sensor], _world.Flash, _world.Link, Clock);
        node.Start(unixMs);
    }

    internal VirtualClock Clock { get; } = new();

    public void Dispose() => _world.Dispose();
}
