namespace Enviro.Ledger.Registers;

/// <summary>An enrolled node.</summary>
public sealed class NodeRecord
{
    internal NodeRecord(NodeEnrolment enrolment, Es256Key key)
    {
        Urn = enrolment.Urn;
        Site = enrolment.Site;
        AssuranceLevel = enrolment.AssuranceLevel;
        EnrolledAtMs = enrolment.EnrolledAtMs;
        Key = key;
    }

    /// <summary>URN of the node (RFC 9039).</summary>
    public string Urn { get; }

    /// <summary>Where it stands.</summary>
    public string Site { get; }

    /// <summary>Assurance level 0, 1 or 2.</summary>
    public uint AssuranceLevel { get; }

    /// <summary>When it was enrolled, Unix ms.</summary>
    public long EnrolledAtMs { get; }

    /// <summary>Its key, ready to verify with.</summary>
    public Es256Key Key { get; }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    public byte[] PublicKey => Key.PublicKey;

    /// <summary>Thumbprint of its key, 32 bytes.</summary>
    public byte[] Thumbprint => Key.Thumbprint;
}

/// <summary>The register of nodes: the operator enrols a key once, and one key for each URN.</summary>
internal sealed class NodeRegister : Register<NodeRecord>
{
    private readonly Dictionary<byte[], NodeRecord> _byThumbprint = new(ThumbprintComparer.Instance);
    private readonly Dictionary<string, NodeRecord> _byUrn = new(StringComparer.Ordinal);

    public override EntryKind Kind => EntryKind.NodeEnrolled;

    internal IReadOnlyDictionary<byte[], NodeRecord> ByThumbprint => _byThumbprint;

    internal IReadOnlyDictionary<string, NodeRecord> ByUrn => _byUrn;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out NodeRecord? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, NodeEnrolment.ContentType, NodeEnrolment.MaxLength);
        NodeEnrolment enrolment = NodeEnrolment.ParsePayload(signed.Payload);
        if (state.Charter is not { } charter)
        {
            return RegisterResult.MissingCharter;
        }

        RegisterResult authority = charter.Authorise(signed, enrolment.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        if (!Es256Key.TryCreate(enrolment.PublicKey, out Es256Key? key))
        {
            return RegisterResult.InvalidKey;
        }

        if (_byThumbprint.ContainsKey(key.Thumbprint))
        {
            return RegisterResult.AlreadyPresent;
        }

        if (_byUrn.ContainsKey(enrolment.Urn))
        {
            return RegisterResult.UrnTaken;
        }

        record = new NodeRecord(enrolment, key);
        return RegisterResult.Accepted;
    }

    protected override void Fold(NodeRecord record)
    {
        _byThumbprint.Add(record.Thumbprint, record);
        _byUrn.Add(record.Urn, record);
    }
}
