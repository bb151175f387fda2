namespace Enviro.Ledger.Registers;

/// <summary>An enrolled gateway.</summary>
public sealed class GatewayRecord
{
    internal GatewayRecord(GatewayEnrolment enrolment, Es256Key key)
    {
        Name = enrolment.Name;
        KeyKind = enrolment.KeyKind;
        EnrolledAtMs = enrolment.EnrolledAtMs;
        ServiceKeyAtMs = enrolment.EnrolledAtMs;
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

    /// <summary>The key its service signs challenges and attestations with now; null where it attests no nodes.</summary>
    public Es256Key? ServiceKey { get; internal set; }

    /// <summary>When its service key was enrolled, Unix ms; when it was itself, where it has none.</summary>
    public long ServiceKeyAtMs { get; internal set; }

    /// <summary>Public seal key X‖Y, 64 bytes.</summary>
    public byte[] PublicKey => Key.PublicKey;

    /// <summary>Thumbprint of the seal key, 32 bytes.</summary>
    public byte[] Thumbprint => Key.Thumbprint;
}
