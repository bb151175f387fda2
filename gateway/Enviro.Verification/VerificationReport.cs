using Enviro.Ledger;

namespace Enviro.Verification;

/// <summary>The rules a ledger is verified by. A finding names one.</summary>
public enum LedgerRule
{
    /// <summary>The database itself cannot be read: damaged pages or a damaged schema.</summary>
    Storage,

    /// <summary>An entry that must be there is not.</summary>
    EntryMissing,

    /// <summary>An entry's message, context, salt or kind is not what its leaf commits to.</summary>
    EntryCommitment,

    /// <summary>An entry's content is not its format.</summary>
    EntryFormat,

    /// <summary>A transaction that its register refuses: not signed by who may do it, or contradicting what is there.</summary>
    RegisterEntry,

    /// <summary>A reading that should not have been accepted: its signer, the signer's status, signature, content or place in its node's chain.</summary>
    ReadingMessage,

    /// <summary>Evidence in an enrolment or attestation that should not have been accepted, or not with that level.</summary>
    Attestation,

    /// <summary>An entry's context says something else than its message and the entries before it prove.</summary>
    EntryContext,

    /// <summary>A block that must be there is not.</summary>
    BlockMissing,

    /// <summary>A block header is not its format.</summary>
    HeaderFormat,

    /// <summary>The header does not carry the chain id, SHA-256 of the charter.</summary>
    ChainId,

    /// <summary>The header does not name the hash of the header before it.</summary>
    PreviousHash,

    /// <summary>The header's first index or tree size does not fit the entries.</summary>
    TreeSize,

    /// <summary>The header's root is not that of the Merkle tree over all leaves so far.</summary>
    RootHash,

    /// <summary>The header's times do not fit its entries, or go backwards.</summary>
    BlockTime,

    /// <summary>The rollback counter did not advance.</summary>
    RollbackCounter,

    /// <summary>The header names a gateway that is not enrolled.</summary>
    GatewayKey,

    /// <summary>The seal is not its format, or not the kind the gateway was enrolled with.</summary>
    SealFormat,

    /// <summary>The seal is over something else than this header.</summary>
    SealBinding,

    /// <summary>The seal's signature does not verify with the gateway's key.</summary>
    SealSignature,

    /// <summary>The TPM's reset counts or clock went backwards between two blocks.</summary>
    TpmClock,

    /// <summary>A header the caller holds from before is not part of this chain.</summary>
    PinnedHeader,
}

/// <summary>One thing that is not sound.</summary>
/// <param name="Rule">The rule that does not hold.</param>
/// <param name="Height">The block concerned, where there is one.</param>
/// <param name="Index">The entry concerned, where there is one.</param>
/// <param name="Text">What was found, for a person.</param>
public sealed record Finding(LedgerRule Rule, long? Height, long? Index, string Text);

/// <summary>How many reading messages there are of one assurance level and freshness.</summary>
/// <param name="AssuranceLevel">0, 1 or 2.</param>
/// <param name="Freshness">How recently their nodes had been attested.</param>
/// <param name="ReadingMessages">How many.</param>
public readonly record struct AssuranceCount(uint AssuranceLevel, Freshness Freshness, long ReadingMessages);

/// <summary>What verifying a ledger found.</summary>
public sealed class VerificationReport
{
    /// <summary>Most findings that are listed; further ones are only counted.</summary>
    public const int MaxListed = 200;

    private const int Levels = (int)EntryContext.MaxAssuranceLevel + 1;
    private const int Freshnesses = (int)Freshness.Fresh + 1;

    private readonly List<Finding> _findings = [];
    private readonly long[,] _assurances = new long[Levels, Freshnesses];

    /// <summary>Whether every rule holds everywhere.</summary>
    public bool IsSound => FindingCount == 0;

    /// <summary>The findings, the first <see cref="MaxListed"/> in the order of the chain.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>How many findings there are, listed or not.</summary>
    public int FindingCount { get; private set; }

    /// <summary>Blocks read.</summary>
    public long Blocks { get; internal set; }

    /// <summary>Entries read, sealed and journaled.</summary>
    public long Entries { get; internal set; }

    /// <summary>Reading messages among them.</summary>
    public long ReadingMessages { get; internal set; }

    /// <summary>Entries behind the last block: kept, signed by their nodes, not yet sealed.</summary>
    public long Unsealed { get; internal set; }

    /// <summary>Messages that the nodes' chains show to be missing, at least.</summary>
    public long MissingMessages { get; internal set; }

    /// <summary>Blocks whose seal is an ordinary signature of a software key: no platform attestation.</summary>
    public long SoftwareSeals { get; internal set; }

    /// <summary>Enrolled nodes.</summary>
    public int Nodes { get; internal set; }

    /// <summary>Nodes among them whose evidence was accepted at least once.</summary>
    public int AttestedNodes { get; internal set; }

    /// <summary>Nodes among them that are suspended at the end of the ledger.</summary>
    public int SuspendedNodes { get; internal set; }

    /// <summary>Nodes among them that are revoked.</summary>
    public int RevokedNodes { get; internal set; }

    /// <summary>Pieces of evidence that were appraised once more, in enrolments and attestations.</summary>
    public long Attestations { get; internal set; }

    /// <summary>Reading messages under a key that node and gateway share: the gateway's word, which nobody else can check.</summary>
    public long MacReadings { get; private set; }

    /// <summary>Calibrations.</summary>
    public int Calibrations { get; internal set; }

    /// <summary>Measured values that a calibration corrects; a message has up to 32.</summary>
    public long CorrectedReadings { get; internal set; }

    /// <summary>What the nodes' own checks found about the readings.</summary>
    public SourceQuality Quality { get; } = new();

    /// <summary>How many reading messages there are of each assurance level and freshness, the highest first; none of 0.</summary>
    public IReadOnlyList<AssuranceCount> Assurances =>
    [
        .. from level in Enumerable.Range(0, Levels).Reverse()
           from freshness in Enumerable.Range(0, Freshnesses).Reverse()
           where _assurances[level, freshness] > 0
           select new AssuranceCount((uint)level, (Freshness)freshness, _assurances[level, freshness]),
    ];

    /// <summary>
    /// What a sound ledger proves of its readings, in words; null where it is not sound. Who enrolled, suspended and attested, the entries show; what a
    /// shared key authenticated is proved to nobody but the gateway.
    /// </summary>
    public string? Proved
    {
        get
        {
            long never = Enumerable.Range(0, Levels).Sum(level => _assurances[level, (int)Freshness.Never]) - MacReadings;
            string reading = MacReadings > 0 ? "signed reading" : "reading";
            return IsSound
                ? $"every {reading}'s key was enrolled, attested ({never} never attested) and not suspended when its reading was kept"
                : null;
        }
    }

    /// <summary>Chain id, SHA-256 of the charter; null without one.</summary>
    public byte[]? ChainId { get; internal set; }

    /// <summary>Hash of the last header; null without blocks. Kept elsewhere, its header pins the chain up to here.</summary>
    public byte[]? HeadHash { get; internal set; }

    internal void CountReading(NodeAssurance assurance, bool isMac)
    {
        _assurances[assurance.AssuranceLevel, (int)assurance.Freshness]++;
        MacReadings += isMac ? 1 : 0;
    }

    internal void Add(LedgerRule rule, long? height, long? index, string text)
    {
        FindingCount++;
        if (_findings.Count < MaxListed)
        {
            _findings.Add(new Finding(rule, height, index, text));
        }
    }
}
