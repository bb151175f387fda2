using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// The register of nodes: the operator enrols a key once, and one key for each URN. Once a node is revoked, he may give its URN to another key himself;
/// nothing does so by itself.
/// </summary>
internal sealed class NodeRegister : Register<NodeRegister.Change>
{
    private readonly Dictionary<byte[], NodeRecord> _byThumbprint = new(ThumbprintComparer.Instance);
    private readonly Dictionary<string, NodeRecord> _byUrn = new(StringComparer.Ordinal);

    public override EntryKind Kind => EntryKind.NodeEnrolled;

    internal IReadOnlyDictionary<byte[], NodeRecord> ByThumbprint => _byThumbprint;

    internal IReadOnlyDictionary<string, NodeRecord> ByUrn => _byUrn;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Change? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, NodeEnrolment.ContentType, NodeEnrolment.MaxLength);
        NodeEnrolment enrolment = NodeEnrolment.ParsePayload(signed.Payload);
        Evidence? evidence = enrolment.Evidence is { } kept ? Evidence.Parse(kept.Evidence) : null;
        RegisterResult authority = Charter.Authorise(state, signed, enrolment.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        Es256Key? key = null;
        if (enrolment.PublicKey is not null && !Es256Key.TryCreate(enrolment.PublicKey, out key))
        {
            return RegisterResult.InvalidKey;
        }

        NodeRecord node = new(enrolment, key);
        if (_byThumbprint.ContainsKey(node.Thumbprint))
        {
            return RegisterResult.AlreadyPresent;
        }

        if (_byUrn.TryGetValue(enrolment.Urn, out NodeRecord? holder)
            && !(holder.Status == NodeStatus.Revoked && enrolment.Basis == EnrolmentBasis.Approved))
        {
            return RegisterResult.UrnTaken;
        }

        RegisterResult result = evidence is null
            ? RegisterResult.Accepted
            : AttestationRegister.JudgeEvidence(state, node, enrolment.Evidence!, evidence);
        record = result == RegisterResult.Accepted ? new Change(node, evidence?.Claims.BootCount ?? 0) : null;
        return result;
    }

    protected override void Fold(Change record)
    {
        NodeRecord node = record.Node;
        _byThumbprint.Add(node.Thumbprint, node);
        _byUrn[node.Urn] = node;
        if (node.Enrolment.Evidence is { } evidence)
        {
            node.Attest(new AcceptedEvidence(record.Boot, node.EnrolledAtMs, node.Enrolment.AssuranceLevel, evidence));
        }
    }

    /// <summary>A node and, where it was enrolled with evidence, the boot that is of.</summary>
    internal sealed record Change(NodeRecord Node, uint Boot);
}
