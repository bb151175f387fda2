namespace Enviro.Ledger.Registers;

/// <summary>
/// The register of gateways: the operator enrols a seal key once, and may replace the service key beside it. The service key that was replaced
/// vouches for nothing from then on.
/// </summary>
internal sealed class GatewayRegister : Register<GatewayRegister.Change>
{
    private readonly Dictionary<byte[], GatewayRecord> _byThumbprint = new(ThumbprintComparer.Instance);
    private readonly Dictionary<byte[], GatewayRecord> _byServiceKey = new(ThumbprintComparer.Instance);

    public override EntryKind Kind => EntryKind.GatewayEnrolled;

    internal IReadOnlyDictionary<byte[], GatewayRecord> ByThumbprint => _byThumbprint;

    internal IReadOnlyDictionary<byte[], GatewayRecord> ByServiceKey => _byServiceKey;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Change? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, GatewayEnrolment.ContentType, GatewayEnrolment.MaxLength);
        GatewayEnrolment enrolment = GatewayEnrolment.ParsePayload(signed.Payload);
        RegisterResult authority = Charter.Authorise(state, signed, enrolment.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        Es256Key? serviceKey = null;
        if (!Es256Key.TryCreate(enrolment.PublicKey, out Es256Key? key)
            || (enrolment.ServiceKey is not null && !Es256Key.TryCreate(enrolment.ServiceKey, out serviceKey)))
        {
            return RegisterResult.InvalidKey;
        }

        GatewayRecord? known = _byThumbprint.GetValueOrDefault(key.Thumbprint);
        if (known is not null && (serviceKey is null || serviceKey.Thumbprint.AsSpan().SequenceEqual(known.ServiceKey?.Thumbprint)))
        {
            return RegisterResult.AlreadyPresent;
        }

        if (known is not null && enrolment.EnrolledAtMs <= known.ServiceKeyAtMs - (known.ServiceKey is null ? 1 : 0))
        {
            return RegisterResult.OutOfOrder;
        }

        if (serviceKey is not null && _byServiceKey.ContainsKey(serviceKey.Thumbprint))
        {
            return RegisterResult.KeyTaken;
        }

        record = new Change(known ?? new GatewayRecord(enrolment, key), serviceKey, enrolment.EnrolledAtMs);
        return RegisterResult.Accepted;
    }

    protected override void Fold(Change record)
    {
        _byThumbprint[record.Gateway.Thumbprint] = record.Gateway;
        if (record.Gateway.ServiceKey is not null)
        {
            _byServiceKey.Remove(record.Gateway.ServiceKey.Thumbprint);
        }

        record.Gateway.ServiceKey = record.ServiceKey;
        record.Gateway.ServiceKeyAtMs = record.AtMs;
        if (record.ServiceKey is not null)
        {
            _byServiceKey.Add(record.ServiceKey.Thumbprint, record.Gateway);
        }
    }

    /// <summary>A gateway, new or known, and its service key from this time on.</summary>
    internal sealed record Change(GatewayRecord Gateway, Es256Key? ServiceKey, long AtMs);
}
