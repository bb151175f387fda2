namespace Enviro.Simulator;

/// <summary>True time in one simulated node's world, which its sensors measure in. The node's own clock may differ or be unset.</summary>
public sealed class VirtualClock
{
    /// <summary>Now, Unix ms.</summary>
    public long UnixMs { get; internal set; }
}
