using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary><c>enviro node approve</c>.</summary>
internal static class NodeApproval
{
    internal static int Run(DirectoryInfo directory, string urn, string site, string? reason, string? key, bool withoutEvidence)
    {
        if (!OperatorCommand.Fits(site, NodeEnrolment.MaxSiteLength) || (reason is not null && !OperatorCommand.Fits(reason, NodeEnrolment.MaxReasonLength)))
        {
            return CommandRunner.Fail($"--site must have 1 to {NodeEnrolment.MaxSiteLength} bytes, --reason 1 to {NodeEnrolment.MaxReasonLength}, both without control characters.");
        }

        if (key is not null && !NodeName.MayBeKey(key))
        {
            return CommandRunner.Fail($"--key must be a short address, or a thumbprint's 64 hexadecimal digits, or at least its first {NodeName.MinPrefixLength}.");
        }

        return OperatorCommand.Run(directory, desk => Decide(desk, urn, site, reason, key, withoutEvidence));
    }

    private static OperatorCommand.Decision Decide(OperatorCommand.Desk desk, string urn, string site, string? reason, string? key, bool withoutEvidence)
    {
        PendingNode[] waiting = [.. desk.Store.PendingNodes(urn).Where(node => key is null || NodeName.IsKeyOrPrefix(key, node.Thumbprint, node.PublicKey))];
        if (waiting.Length == 0)
        {
            return OperatorCommand.Decision.Refuse($"No node {urn}{(key is null ? "" : $" with the key {key}")} waits. `enviro node pending` shows those that do.");
        }

        if (key is not null && waiting.Length > 1)
        {
            string keys = string.Join(" and ", waiting.Select(one => Convert.ToHexStringLower(one.Thumbprint)));
            return OperatorCommand.Decision.Refuse($"--key {key} is the beginning of {keys}. Name one of them with more digits.");
        }

        PendingNode node = waiting[0];
        if (desk.State.Nodes.ContainsKey(node.Thumbprint))
        {
            return OperatorCommand.Decision.Refuse("Nothing to do: this key is enrolled already.");
        }

        if (desk.State.NodesByUrn.GetValueOrDefault(urn) is { Status: not NodeStatus.Revoked } holder)
        {
            return OperatorCommand.Decision.Refuse($"{urn} is key {Convert.ToHexStringLower(holder.Thumbprint)}. If key {Convert.ToHexStringLower(node.Thumbprint)} is to replace it, revoke that first.");
        }

        if (key is null && waiting.FirstOrDefault(one => one.ContestedBy is not null) is PendingNode contested)
        {
            return OperatorCommand.Decision.Refuse($"{urn} is contested. {NodePending.Contest(contested)}. Find out which is the node, then name it with --key.");
        }

        if (waiting.Length > 1)
        {
            string keys = string.Join(" and ", waiting.Select(one => Convert.ToHexStringLower(one.Thumbprint)));
            return OperatorCommand.Decision.Refuse($"{urn} is claimed by {keys}. Find out which is the node, then name it with --key.");
        }

        return Enrol(desk, node, site, reason, withoutEvidence);
    }

    private static OperatorCommand.Decision Enrol(OperatorCommand.Desk desk, PendingNode node, string site, string? reason, bool withoutEvidence)
    {
        EvidenceRecord? record = null;
        uint level = 0;
        if (!withoutEvidence)
        {
            PendingEvidence evidence = PendingEvidence.Of(node, desk.State.Policy, desk.NowMs);
            if (!evidence.IsAccepted)
            {
                return OperatorCommand.Decision.Refuse(
                    $"Its evidence is not accepted: {evidence.Result}, {evidence.Detail}. Mend that and let the node start anew; or enrol it on your word alone, as AL0, with --without-evidence.");
            }

            level = evidence.AssuranceLevel;
            record = new EvidenceRecord { Evidence = node.Evidence!, Nonce = node.Nonce!, PolicyHash = desk.State.PolicyHash };
        }

        byte[] message = new NodeEnrolment
        {
            Urn = node.Urn,
            PublicKey = node.PublicKey,
            Site = site,
            AssuranceLevel = level,
            EnrolledAtMs = desk.NowMs,
            ChainId = desk.State.ChainId,
            Evidence = record,
            Basis = EnrolmentBasis.Approved,
            Reason = reason,
        }.Sign(desk.Key);
        return new OperatorCommand.Decision(EntryKind.NodeEnrolled, message, $"Approved {node.Urn} at {site}, AL{level}");
    }
}
