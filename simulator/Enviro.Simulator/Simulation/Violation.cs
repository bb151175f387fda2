namespace Enviro.Simulator;

/// <summary>An invariant that did not hold.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="AtMs">When it was noticed, virtual Unix ms.</param>
/// <param name="Detail">What was found, with the node, boot and sequence number or the height it is about.</param>
public sealed record Violation(Invariant Invariant, long AtMs, string Detail);

/// <summary>What must hold in every world.</summary>
public enum Invariant
{
    /// <summary>A reading that its node forgot, because the gateway acknowledged it, is in the ledger.</summary>
    AcknowledgedIsKept,

    /// <summary>No reading is in the ledger twice.</summary>
    KeptOnce,

    /// <summary>Nothing is in the ledger that no enrolled, active node signed: nothing altered, unsigned, unknown, suspended or revoked.</summary>
    OnlyAuthentic,

    /// <summary>Whatever a node signed and the ledger does not have is told: by a gap, by a counted refusal, or by the node's own count of what it dropped.</summary>
    GapsAreVisible,

    /// <summary>A node's readings are in the ledger in the order it made them.</summary>
    OrderHolds,

    /// <summary>An untouched ledger verifies, with nothing missing and nothing repeated, and its caches agree with it.</summary>
    SoundLedgerVerifies,

    /// <summary>What was committed once is never changed: block and entry are the same after every crash.</summary>
    CommittedIsFinal,

    /// <summary>No salt is used twice.</summary>
    SaltsAreUnique,

    /// <summary>Every edit of a hostile operator is found.</summary>
    EditsAreFound,

    /// <summary>Queues, tables and memory stay within their limits.</summary>
    LimitsHold,

    /// <summary>No reading of a node that did everything right is refused for good, but one from a time that cannot be.</summary>
    RefusedForCause,

    /// <summary>When the faults end, everything that waits arrives and is sealed.</summary>
    ProgressResumes,

    /// <summary>No part of the product fails in a way that it does not name.</summary>
    NoUnnamedFailure,
}
