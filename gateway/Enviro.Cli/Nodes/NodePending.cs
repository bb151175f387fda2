using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node pending</c> and <c>approve</c>.</summary>
internal static class NodePending
{
    internal static int List(DirectoryInfo directory, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        LedgerState state = LedgerState.Fold(store);
        PendingNode[] nodes = [.. store.PendingNodes().Where(node => !state.Nodes.ContainsKey(node.Thumbprint))];
        if (json)
        {
            WriteJson(nodes);
            return ExitCode.Done;
        }

        if (nodes.Length == 0)
        {
            AnsiConsole.WriteLine("no node waits");
        }

        foreach (PendingNode node in nodes)
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]{node.Urn}[/] {node.ResultName}{(node.ContestedBy is null ? "" : ", contested")}");
            AnsiConsole.MarkupLineInterpolated($"   key {Convert.ToHexStringLower(node.Thumbprint)}, short address {ShortAddress.Of(node.PublicKey)}");
            if (node.ContestedBy is not null)
            {
                AnsiConsole.MarkupLineInterpolated($"   {Contest(node)}");
            }

            AnsiConsole.MarkupLineInterpolated($"   boot {node.Boot}, first {Text.Time(node.FirstMs)}, last {Text.Time(node.LastMs)} from {node.Source}");
            AnsiConsole.MarkupLineInterpolated($"   {node.Detail}");
        }

        return ExitCode.Done;
    });

    internal static int Approve(DirectoryInfo directory, string urn, string site, string? reason, string? key, bool withoutEvidence)
    {
        if (!OperatorCommand.Fits(site, NodeEnrolment.MaxSiteLength) || (reason is not null && !OperatorCommand.Fits(reason, NodeEnrolment.MaxReasonLength)))
        {
            return CommandRunner.Fail($"--site must have 1 to {NodeEnrolment.MaxSiteLength} bytes, --reason 1 to {NodeEnrolment.MaxReasonLength}, both without control characters.");
        }

        return OperatorCommand.Run(directory, desk => Decide(desk, urn, site, reason, key, withoutEvidence));
    }

    private static OperatorCommand.Decision Decide(OperatorCommand.Desk desk, string urn, string site, string? reason, string? key, bool withoutEvidence)
    {
        PendingNode[] waiting = [.. desk.Store.PendingNodes(urn).Where(node => key is null || NodeName.IsKey(key, node.Thumbprint, node.PublicKey))];
        if (waiting.Length == 0)
        {
            return OperatorCommand.Decision.Refuse($"No node {urn}{(key is null ? "" : $" with the key {key}")} waits. `enviro node pending` shows those that do.");
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

        if (key is null && (waiting.Length > 1 || node.ContestedBy is not null))
        {
            return OperatorCommand.Decision.Refuse($"{urn} is contested. {Contest(node)}. Find out which is the node, then name it with --key.");
        }

        return Enrol(desk, node, site, reason, withoutEvidence);
    }

    private static OperatorCommand.Decision Enrol(OperatorCommand.Desk desk, PendingNode node, string site, string? reason, bool withoutEvidence)
    {
        EvidenceRecord? record = null;
        uint level = 0;
        if (!withoutEvidence)
        {
            (AppraisalResult result, string detail, level) = Appraise(desk, node);
            if (result != AppraisalResult.Accepted)
            {
                return OperatorCommand.Decision.Refuse(
                    $"Its evidence is not accepted: {result}, {detail}. Mend that and let the node start anew; or enrol it on your word alone, as AL0, with --without-evidence.");
            }

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

    /// <summary>The verdict by the policy in force now, which may be another than when the node presented itself.</summary>
    private static (AppraisalResult Result, string Detail, uint Level) Appraise(OperatorCommand.Desk desk, PendingNode node)
    {
        if (node.Evidence is null || node.Nonce is null || desk.State.Policy is not AttestationPolicy policy)
        {
            return (AppraisalResult.NotApproved, desk.State.Policy is null ? "no policy is in force" : "none was kept", 0);
        }

        EvidenceAppraisal appraisal = EvidenceAppraisal.Appraise(Evidence.Parse(node.Evidence), node.Nonce, node.Urn, node.PublicKey, policy, desk.NowMs);
        return (appraisal.Result, appraisal.Detail, appraisal.AssuranceLevel);
    }

    private static string Contest(PendingNode node) => node.ContestedBy!.AsSpan().SequenceEqual(node.Thumbprint)
        ? $"Key {Convert.ToHexStringLower(node.Thumbprint)} also went by another URN"
        : $"Key {Convert.ToHexStringLower(node.Thumbprint)} and key {Convert.ToHexStringLower(node.ContestedBy!)} both claim it";

    private static void WriteJson(PendingNode[] nodes) => Json.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (PendingNode node in nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("urn", node.Urn);
            writer.WriteHex("thumbprint", node.Thumbprint);
            writer.WriteHex("publicKey", node.PublicKey);
            writer.WriteString("shortAddress", ShortAddress.Of(node.PublicKey));
            writer.WriteString("result", node.ResultName);
            writer.WriteString("detail", node.Detail);
            writer.WriteHex("contestedBy", node.ContestedBy);
            writer.WriteNumber("boot", node.Boot);
            writer.WriteTime("firstAt", node.FirstMs);
            writer.WriteTime("lastAt", node.LastMs);
            writer.WriteString("source", node.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
