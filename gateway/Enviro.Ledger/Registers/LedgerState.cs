namespace Enviro.Ledger.Registers;

/// <summary>A register entry that changed nothing, and why: it is in the chain, but the rules do not accept it.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Result">The verdict.</param>
public readonly record struct RejectedEntry(long Index, EntryKind Kind, RegisterResult Result);

/// <summary>
/// What the chain knows after the entries up to some height: the fold of their transactions, register by register. Nothing else feeds it,
/// so whoever has the entries has the state. For one thread at a time.
/// </summary>
public sealed class LedgerState
{
    private readonly CharterRegister _charters = new();
    private readonly GatewayRegister _gateways = new();
    private readonly NodeRegister _nodes = new();
    private readonly AttestationRegister _attestations = new();
    private readonly StatusRegister _statuses = new();
    private readonly PolicyRegister _policies = new();
    private readonly CalibrationRegister _calibrations = new();
    private readonly Dictionary<EntryKind, IRegister> _registers;
    private readonly List<RejectedEntry> _rejected = [];

    /// <summary>Creates the state before the first entry.</summary>
    public LedgerState()
    {
        // A new register is a folder beside this file and one more word here.
        IRegister[] registers = [_charters, _gateways, _nodes, _attestations, _statuses, _policies, _calibrations];
        _registers = registers.ToDictionary(register => register.Kind);
    }

    /// <summary>The charter; null before it.</summary>
    public Charter? Charter => _charters.Charter;

    /// <summary>SHA-256 of the charter's message, 32 bytes; empty before the charter.</summary>
    public byte[] ChainId => _charters.Charter?.ChainId ?? [];

    /// <summary>Enrolled gateways by the thumbprint of their seal key.</summary>
    public IReadOnlyDictionary<byte[], GatewayRecord> Gateways => _gateways.ByThumbprint;

    /// <summary>Gateways by the thumbprint of the key their service signs with now.</summary>
    public IReadOnlyDictionary<byte[], GatewayRecord> ServiceKeys => _gateways.ByServiceKey;

    /// <summary>The attestation policy in force; null before the first.</summary>
    public AttestationPolicy? Policy => _policies.Policy;

    /// <summary>SHA-256 of the payload of the policy in force, 32 bytes; empty before the first.</summary>
    public byte[] PolicyHash => Policy?.Hash ?? [];

    /// <summary>Calibrations.</summary>
    public CalibrationTable Calibrations => _calibrations.Table;

    /// <summary>Enrolled nodes by the thumbprint of their key, whatever their status.</summary>
    public IReadOnlyDictionary<byte[], NodeRecord> Nodes => _nodes.ByThumbprint;

    /// <summary>Enrolled nodes by URN; of several keys that had one URN after another, the last.</summary>
    public IReadOnlyDictionary<string, NodeRecord> NodesByUrn => _nodes.ByUrn;

    /// <summary>Entries that <see cref="Fold"/> or <see cref="ApplyEntry"/> met and the rules did not accept.</summary>
    public IReadOnlyList<RejectedEntry> Rejected => _rejected;

    /// <summary>The fold of a ledger's first <paramref name="treeSize"/> entries; of all of them without it.</summary>
    public static LedgerState Fold(LedgerStore store, long treeSize = long.MaxValue)
    {
        LedgerState state = new();
        foreach (StoredEntry entry in store.ReadRegisterEntries(treeSize))
        {
            state.ApplyEntry(entry);
        }

        return state;
    }

    /// <summary>Says whether entries of this kind are transactions of a register.</summary>
    public bool IsTransaction(EntryKind kind) => _registers.ContainsKey(kind);

    /// <summary>The verdict on a transaction, without any effect. A kind that no register has is refused with <see cref="ArgumentException"/>.</summary>
    public RegisterResult Check(EntryKind kind, byte[] message) => RegisterOf(kind).Check(this, message);

    /// <summary>
    /// The verdict on a transaction, which changes the state if it is accepted. A kind that no register has is refused with
    /// <see cref="ArgumentException"/>.
    /// </summary>
    public RegisterResult Apply(EntryKind kind, byte[] message) => RegisterOf(kind).Apply(this, message);

    /// <summary>
    /// Applies an entry of the chain. One that is not accepted is listed in <see cref="Rejected"/>; one whose message has been erased, or whose
    /// kind no register has, counts as malformed, since what it did cannot be shown.
    /// </summary>
    public RegisterResult ApplyEntry(StoredEntry entry)
    {
        RegisterResult result = entry.Message is { } message && IsTransaction(entry.Kind)
            ? Apply(entry.Kind, message)
            : RegisterResult.Malformed;
        if (result != RegisterResult.Accepted)
        {
            _rejected.Add(new RejectedEntry(entry.Index, entry.Kind, result));
        }

        return result;
    }

    private IRegister RegisterOf(EntryKind kind) => _registers.TryGetValue(kind, out IRegister? register)
        ? register
        : throw new ArgumentException($"Entries of kind {kind} are no transactions.", nameof(kind));
}
