namespace Enviro.Simulator;

/// <summary>What a simulation is: with the same program, the same plan gives the same run, to the byte.</summary>
public sealed record SimulationPlan
{
    /// <summary>Most nodes of a plan.</summary>
    public const int MaxNodes = 10_000;

    /// <summary>Most hours of a plan: a month of 31 days.</summary>
    public const int MaxHours = 744;

    /// <summary>Where all randomness of the run comes from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Nodes of the fleet.</summary>
    public int Nodes { get; init; } = 4;

    /// <summary>Hours of virtual time with faults; after them the faults end, and everything that waits must arrive.</summary>
    public int Hours { get; init; } = 24;

    /// <summary>Which families of faults are injected.</summary>
    public FaultKinds Faults { get; init; } = FaultKinds.All;

    /// <summary>From one reading message of a node to the next, s.</summary>
    public int SampleIntervalS { get; init; } = 1_800;

    /// <summary>When the run starts, Unix ms: 2026-01-01T00:00:00Z.</summary>
    public static long StartMs => 1_767_225_600_000;
}
