using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// The register of attestations: an enrolled gateway records evidence of an active node, each once. Whether the evidence deserved it is for who can
/// appraise; here it need only be the node's, new, and judged by the policy in force.
/// </summary>
internal sealed class AttestationRegister : Register<AttestationRegister.Change>
{
    public override EntryKind Kind => EntryKind.NodeAttested;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Change? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, NodeAttestation.ContentType, NodeAttestation.MaxLength);
        NodeAttestation attestation = NodeAttestation.ParsePayload(signed.Payload);
        Evidence evidence = Evidence.Parse(attestation.Evidence.Evidence);
        RegisterResult authority = Authorise(state, signed, attestation.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        if (state.Nodes.GetValueOrDefault(attestation.Node) is not { } node)
        {
            return RegisterResult.UnknownNode;
        }

        RegisterResult result = node.Status != NodeStatus.Active ? RegisterResult.NotActive : JudgeEvidence(state, node, attestation.Evidence, evidence);
        record = result == RegisterResult.Accepted
            ? new Change(node, new AcceptedEvidence(evidence.Claims.BootCount, attestation.AtMs, attestation.AssuranceLevel, attestation.Evidence))
            : null;
        return result;
    }

    protected override void Fold(Change record) => record.Node.Attest(record.Evidence);

    /// <summary>What evidence in an enrolment or attestation must be, short of appraising it.</summary>
    internal static RegisterResult JudgeEvidence(LedgerState state, NodeRecord node, EvidenceRecord record, Evidence evidence) =>
        node.Key is null || !evidence.KeyId.AsSpan().SequenceEqual(node.Thumbprint) ? RegisterResult.WrongEvidence
        : state.Policy is not { } policy || !record.PolicyHash.AsSpan().SequenceEqual(policy.Hash) ? RegisterResult.WrongPolicy
        : evidence.Claims.BootCount < node.Attestation?.Boot ? RegisterResult.OutOfOrder
        : node.HasAnswered(evidence.Claims.BootCount, record.Nonce) ? RegisterResult.AlreadyPresent
        : RegisterResult.Accepted;

    private static RegisterResult Authorise(LedgerState state, SignedMessage signed, byte[] chainId) =>
        state.Charter is not { } charter ? RegisterResult.MissingCharter
        : state.ServiceKeys.GetValueOrDefault(signed.KeyId)?.ServiceKey is not { } key ? RegisterResult.NotAuthorised
        : !signed.IsSignedBy(key) ? RegisterResult.BadSignature
        : !chainId.AsSpan().SequenceEqual(charter.ChainId) ? RegisterResult.WrongChain
        : RegisterResult.Accepted;

    /// <summary>A node and its evidence from now on.</summary>
    internal sealed record Change(NodeRecord Node, AcceptedEvidence Evidence);
}
