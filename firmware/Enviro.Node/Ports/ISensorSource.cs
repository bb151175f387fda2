using Enviro.Wire;

namespace Enviro.Node;

/// <summary>Makes sensors of their settings: the drivers of Enviro.Devices on the board's bus, or models of them.</summary>
public interface ISensorSource
{
    /// <summary>Makes a sensor; false for a kind this firmware does not know, or a channel or curve that kind cannot have.</summary>
    bool TryCreate(SensorSettings settings, out ISensor? sensor);
}
