namespace Enviro.Simulator;

/// <summary>What is wrong with a simulated sensor, as long as it is set.</summary>
public enum SensorFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It does not acknowledge its address: unplugged or without supply, its state kept for when it is back.</summary>
    NoAnswer,

    /// <summary>It goes on giving the values it measured last.</summary>
    Stuck,

    /// <summary>Every value is half as much again, and 10 units more, than the truth.</summary>
    Spike,

    /// <summary>Every value moves away from the truth by a twentieth of it an hour.</summary>
    Drift,

    /// <summary>The checksums of all its answers are wrong; a chip whose answers have none is not changed by it.</summary>
    CrcErrors,
}
