using Enviro.Gateway;
using Enviro.Ledger;

namespace Enviro.Simulator;

/// <summary>
/// A finished ledger in the hands of who operates its gateway: he may write anything into the database and have the gateway's keys sign anything now. The
/// keys of nodes he does not have, and what a TPM has counted it does not count back for him.
/// </summary>
public sealed class HostileLedger
{
    /// <summary>Makes a fresh copy, for one edit each.</summary>
    public required Func<LedgerCopy> Copy { get; init; }

    /// <summary>Makes a copy of a backup from earlier in the run; null where there is none.</summary>
    public Func<LedgerCopy>? OlderCopy { get; init; }

    /// <summary>The key the gateway seals with.</summary>
    public required ISealKey SealKey { get; init; }

    /// <summary>The operator's key.</summary>
    public required ISigningKey OperatorKey { get; init; }

    /// <summary>The key of the gateway's service.</summary>
    public required ISigningKey ServiceKey { get; init; }

    /// <summary>The last block's header as a citizen kept it elsewhere; null where nobody did: then edits that only this shows are left out.</summary>
    public byte[]? PinnedHeader { get; init; }

    /// <summary>The key of one enrolled node that was stolen; null where none was.</summary>
    public ISigningKey? StolenNodeKey { get; init; }

    /// <summary>
    /// Has the TPM quote a hash with its attestation key over PCRs that whoever has the machine can reset; null where the seal key is no TPM's. The result
    /// is the seal.
    /// </summary>
    public Func<byte[], Seal>? QuoteResettable { get; init; }

    /// <summary>Takes the TPM's power away and gives it back; null where the seal key is no TPM's.</summary>
    public Action? CutTpmPower { get; init; }

    /// <summary>Lets time pass for the TPM, ms; null where the seal key is no TPM's.</summary>
    public Action<long>? PassTime { get; init; }
}
