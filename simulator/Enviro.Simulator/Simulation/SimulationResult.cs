namespace Enviro.Simulator;

/// <summary>What came of a simulation.</summary>
public sealed record SimulationResult
{
    /// <summary>What was run.</summary>
    public required SimulationPlan Plan { get; init; }

    /// <summary>Virtual hours times nodes, the time after the faults included.</summary>
    public required double NodeHours { get; init; }

    /// <summary>Reading messages that nodes signed and stored.</summary>
    public required long Readings { get; init; }

    /// <summary>Reading messages in the ledger at the end.</summary>
    public required long Accepted { get; init; }

    /// <summary>Faults injected, by the name of their kind, such as <c>packetLost</c>; in the order of the names.</summary>
    public required IReadOnlyDictionary<string, long> Faults { get; init; }

    /// <summary>Invariants that did not hold; empty for a clean run.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>SHA-256 over everything that happened, 64 hexadecimal digits: the same for the same plan and program.</summary>
    public required string TraceHash { get; init; }
}
