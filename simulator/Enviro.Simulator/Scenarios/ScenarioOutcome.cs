namespace Enviro.Simulator;

/// <summary>What came of a run: the ledger's readings, and what is said of the ledger as a whole.</summary>
internal sealed record ScenarioOutcome
{
    /// <summary>What was run.</summary>
    internal required Scenario Scenario { get; init; }

    /// <summary>With which seed.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>What the ledger has.</summary>
    internal required LedgerReadings Readings { get; init; }

    /// <summary>Reading messages that the nodes signed.</summary>
    internal required long Signed { get; init; }

    /// <summary>What the verifier found wrong with the ledger; null for nothing.</summary>
    internal required string? Unsound { get; init; }

    /// <summary>Entries that no block has.</summary>
    internal required long Unsealed { get; init; }

    /// <summary>Blocks.</summary>
    internal required long Blocks { get; init; }

    /// <summary>Most messages that waited in a node's flash.</summary>
    internal required int MostWaiting { get; init; }

    /// <summary>Messages that nodes gave up because their flash was full.</summary>
    internal required long Dropped { get; init; }

    /// <summary>Invariants of the simulation that did not hold.</summary>
    internal required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>What was injected, by its kind.</summary>
    internal required IReadOnlyDictionary<string, long> Faults { get; init; }

    /// <summary>Hash over everything that happened.</summary>
    internal required string TraceHash { get; init; }

    /// <summary>Each expectation with what was found.</summary>
    internal IReadOnlyList<ExpectationResult> Results => [.. Scenario.Expectations.Select(expectation => expectation.Check(this))];
}
