namespace Enviro.Ledger;

/// <summary>How bad a finding is.</summary>
public enum FsckSeverity
{
    /// <summary>A cache does not agree with the chain; <see cref="Fsck.RebuildCaches"/> mends it.</summary>
    Cache,

    /// <summary>The chain itself is damaged; only a backup mends it.</summary>
    Damage,
}

/// <summary>Something <see cref="Fsck"/> found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Block">Height of the block it concerns, if one.</param>
/// <param name="Entry">Index of the entry it concerns, if one.</param>
/// <param name="Text">What is wrong.</param>
public sealed record FsckFinding(FsckSeverity Severity, long? Block, long? Entry, string Text);
