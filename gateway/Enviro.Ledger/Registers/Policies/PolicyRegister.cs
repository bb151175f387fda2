namespace Enviro.Ledger.Registers;

/// <summary>The register of the attestation policy: the operator's last one is in force.</summary>
internal sealed class PolicyRegister : Register<AttestationPolicy>
{
    public override EntryKind Kind => EntryKind.Policy;

    internal AttestationPolicy? Policy { get; private set; }

    protected override RegisterResult Judge(LedgerState state, byte[] message, out AttestationPolicy? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, AttestationPolicy.ContentType, AttestationPolicy.MaxLength);
        AttestationPolicy policy = AttestationPolicy.ParsePayload(signed.Payload);
        RegisterResult authority = Charter.Authorise(state, signed, policy.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        if (Policy?.SaysTheSameAs(policy) == true)
        {
            return RegisterResult.AlreadyPresent;
        }

        if (policy.AtMs <= Policy?.AtMs)
        {
            return RegisterResult.OutOfOrder;
        }

        record = policy;
        return RegisterResult.Accepted;
    }

    protected override void Fold(AttestationPolicy record) => Policy = record;
}
