using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary><c>enviro node suspend</c>, <c>resume</c> and <c>revoke</c>.</summary>
internal static class NodeDecisions
{
    internal static int Change(DirectoryInfo directory, string name, NodeStatus status, string reason)
    {
        if (!OperatorCommand.Fits(reason, NodeStatusChange.MaxReasonLength))
        {
            return CommandRunner.Fail($"--reason must have 1 to {NodeStatusChange.MaxReasonLength} bytes and no control characters.");
        }

        return OperatorCommand.Run(directory, desk =>
        {
            if (NodeName.Find(name, desk.State) is not NodeRecord node)
            {
                return OperatorCommand.Decision.Refuse(NodeName.Unknown(name));
            }

            byte[] message = new NodeStatusChange
            {
                Node = node.Thumbprint,
                Status = status,
                Reason = reason,

                // A clock set back must not make it older than what it replaces.
                AtMs = Math.Max(desk.NowMs, (node.LastStatusChange?.AtMs ?? -1) + 1),
                ChainId = desk.State.ChainId,
            }.Sign(desk.Key);
            string done = status switch { NodeStatus.Active => "Resumed", NodeStatus.Suspended => "Suspended", _ => "Revoked" };
            return new OperatorCommand.Decision(EntryKind.NodeStatus, message, $"{done} {node.Urn}");
        });
    }
}
