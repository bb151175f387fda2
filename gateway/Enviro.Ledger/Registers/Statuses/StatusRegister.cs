namespace Enviro.Ledger.Registers;

/// <summary>The register of nodes' statuses: the operator suspends, resumes and revokes. What is revoked stays so.</summary>
internal sealed class StatusRegister : Register<StatusRegister.Change>
{
    public override EntryKind Kind => EntryKind.NodeStatus;

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Change? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, NodeStatusChange.ContentType, NodeStatusChange.MaxLength);
        NodeStatusChange change = NodeStatusChange.ParsePayload(signed.Payload);
        RegisterResult authority = Charter.Authorise(state, signed, change.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        if (state.Nodes.GetValueOrDefault(change.Node) is not { } node)
        {
            return RegisterResult.UnknownNode;
        }

        if (node.Status == change.Status)
        {
            return RegisterResult.AlreadyPresent;
        }

        if (node.Status == NodeStatus.Revoked)
        {
            return RegisterResult.NotActive;
        }

        if (change.AtMs <= node.LastStatusChange?.AtMs)
        {
            return RegisterResult.OutOfOrder;
        }

        record = new Change(node, change);
        return RegisterResult.Accepted;
    }

    protected override void Fold(Change record) => record.Node.LastStatusChange = record.Status;

    /// <summary>A node and its status from now on.</summary>
    internal sealed record Change(NodeRecord Node, NodeStatusChange Status);
}
