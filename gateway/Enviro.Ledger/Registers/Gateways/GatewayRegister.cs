namespace Enviro.Ledger.Registers;

/// <summary>An enrolled gateway.</summary>
public sealed class GatewayRecord
{
    internal GatewayRecord(GatewayEnrolment enrolment, Es256Key key)
    {
        Name = enrolment.Name;
        KeyKind = enrolment.KeyKind;
        EnrolledAtMs = enrolment.EnrolledAtMs;
        Key = key;
    }

    /// <summary>Name of the gateway.</summary>
    public string Name { get; }

    /// <summary>Where its seal key lives.</summary>
    public SealKeyKind KeyKind { get; }

    /// <summary>When it was enrolled, Unix ms.</summary>
    public long EnrolledAtMs { get; }

    /// <summary>Its seal key, ready to verify with.</summary>
    public Es256Key Key { get; }

    /// <summary>Public seal key X‖Y, 64 bytes.</summary>
    public byte[] PublicKey => Key.PublicKey;

    /// <summary>Thumbprint of the seal key, 32 bytes.</summary>
    public byte[] Thumbprint => Key.Thumbprint;
}

/// <summary>The register of gateways: the operator enrols a seal key once.</summary>
internal sealed class GatewayRegister : Register<GatewayRecord>
{
    private readonly Dictionary<byte[], GatewayRecord> _byThumbprint = new(ThumbprintComparer.Instance);

    public override EntryKind Kind => EntryKind.GatewayEnrolled;

    internal IReadOnlyDictionary<byte[], GatewayRecord> ByThumbprint => _byThumbprint;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out GatewayRecord? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, GatewayEnrolment.ContentType, GatewayEnrolment.MaxLength);
        GatewayEnrolment enrolment = GatewayEnrolment.ParsePayload(signed.Payload);
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

        record = new GatewayRecord(enrolment, key);
        return RegisterResult.Accepted;
    }

    protected override void Fold(GatewayRecord record) => _byThumbprint.Add(record.Thumbprint, record);
}
