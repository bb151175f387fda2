using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Takes the evidence that was asked for, appraises it, and makes the verdict known: first to the ledger or the list of pending nodes, then to the node.
/// </summary>
internal sealed class EvidenceIntake(GatewayParts parts)
{
    /// <summary>Where a node stands that was enrolled without anybody saying so.</summary>
    internal const string UnassignedSite = "unassigned";

    /// <summary>Judges one message of evidence. May write to the ledger: what came before it must be there already.</summary>
    internal void Take(Arrival arrival, string topicNode, List<Departure> departures)
    {
        if (Parse(arrival) is not { } evidence)
        {
            return;
        }

        string key = GatewayParts.Name(evidence.KeyId);
        if (parts.Sessions.Find(evidence.KeyId) is not { PublicKey.Length: > 0 } session)
        {
            parts.Refuse(arrival, AppraisalResult.UnexpectedEvidence, $"key {key} has no session");
        }
        else if (session.Urn != topicNode)
        {
            parts.Refuse(arrival, AppraisalResult.NodeMismatch, $"key {key} is {session.Urn}, its evidence came under the topic of {topicNode}");
        }
        else if (session.VerdictOn(SHA256.HashData(arrival.Payload)) is byte verdict)
        {
            // The appraisal got lost: the node repeats its evidence until it hears one, and hears the same.
            parts.Refuse(arrival, AppraisalResult.Replayed, $"{session.Urn}, key {key}: evidence that is appraised already");
            departures.Add(session.Seal(DownlinkKind.Appraisal, arrival.ReceivedAtMs, [verdict]));
        }
        else if (!session.Expects(evidence.Claims.Nonce, arrival.ReceivedAtMs))
        {
            parts.Refuse(arrival, AppraisalResult.StaleNonce, $"{session.Urn}, key {key}, nonce {Convert.ToHexStringLower(evidence.Claims.Nonce)}");
        }
        else
        {
            try
            {
                Appraise(arrival, evidence, session, departures);
            }
            catch (LedgerException failure) when (failure.Fault == LedgerFault.KeyUnusable)
            {
                parts.Logger.LogError("Evidence of {Node} is not answered, it will be asked for again: {Failure}", session.Urn, failure.Message);
            }
        }
    }

    private Evidence? Parse(Arrival arrival)
    {
        if (arrival.Payload.Length > Evidence.MaxLength)
        {
            parts.Refuse(arrival, AppraisalResult.Oversized, $"{arrival.Payload.Length} bytes, at most {Evidence.MaxLength}");
            return null;
        }

        try
        {
            return Evidence.Parse(arrival.Payload);
        }
        catch (WireFormatException malformed)
        {
            parts.Refuse(arrival, AppraisalResult.Malformed, malformed.Message);
            return null;
        }
    }

    private void Appraise(Arrival arrival, Evidence evidence, NodeSession session, List<Departure> departures)
    {
        long nowMs = arrival.ReceivedAtMs;
        byte[] nonce = session.EvidenceNonce!;
        EvidenceAppraisal appraisal = EvidenceAppraisal.Appraise(evidence, nonce, session.Urn, session.PublicKey, parts.Policy, nowMs);
        if (appraisal.Result is AppraisalResult.BadSignature or AppraisalResult.UnknownAttester)
        {
            // Not from the node, so it neither uses up the nonce nor gets an answer.
            parts.Refuse(arrival, appraisal.Result, appraisal.Detail);
            return;
        }

        NodeRecord? node = parts.State.Nodes.GetValueOrDefault(session.Thumbprint);
        EvidenceRecord record = new() { Evidence = arrival.Payload, Nonce = nonce, PolicyHash = parts.Policy.Hash };
        (AppraisalResult result, string detail) = node is null
            ? Present(arrival, session, record, appraisal)
            : Attest(arrival, node, record, appraisal, evidence.Claims.BootCount == session.Boot);
        if (result != AppraisalResult.Accepted)
        {
            parts.Refuse(arrival, result, $"{session.Urn}, key {GatewayParts.Name(session.Thumbprint)}: {detail}");
        }

        // What is durable now needs no second evidence; had it failed, the nonce would still be good.
        session.NoteEvidence(SHA256.HashData(arrival.Payload), (byte)result, nowMs + parts.AttestationIntervalMs);
        departures.Add(session.Seal(DownlinkKind.Appraisal, nowMs, [(byte)result]));
        session.SettingsVersion = evidence.Claims.SettingsVersion;
        parts.Settings.Want(session);
    }

    private (AppraisalResult Result, string Detail) Attest(Arrival arrival, NodeRecord node, EvidenceRecord record, EvidenceAppraisal appraisal, bool isOfThisBoot)
    {
        if (node.Status != NodeStatus.Active)
        {
            return (node.Status == NodeStatus.Suspended ? AppraisalResult.Suspended : AppraisalResult.Revoked, node.LastStatusChange!.Reason);
        }

        if (appraisal.Result != AppraisalResult.Accepted)
        {
            return (appraisal.Result, appraisal.Detail);
        }

        if (!isOfThisBoot)
        {
            return (AppraisalResult.OutOfOrder, "evidence of another boot than the hello before it");
        }

        byte[] message = new NodeAttestation
        {
            Node = node.Thumbprint,
            Evidence = record,
            AssuranceLevel = appraisal.AssuranceLevel,
            AtMs = arrival.ReceivedAtMs,
            ChainId = parts.State.ChainId,
        }.Sign(parts.Keys.Service);
        RegisterResult entered = parts.Append(EntryKind.NodeAttested, message, arrival.Source, arrival.ReceivedAtMs);
        if (entered == RegisterResult.Accepted)
        {
            parts.Logger.LogInformation("Attested {Node}: AL{Level} {Detail}", node.Urn, appraisal.AssuranceLevel, appraisal.Detail);
            return (AppraisalResult.Accepted, "");
        }

        return (entered == RegisterResult.AlreadyPresent ? AppraisalResult.Replayed : AppraisalResult.OutOfOrder, $"the ledger refuses its attestation: {entered}");
    }

    /// <summary>A node that is not enrolled: enrolled now, if the policy says so and nobody contests its name, or kept for the operator.</summary>
    private (AppraisalResult Result, string Detail) Present(Arrival arrival, NodeSession session, EvidenceRecord record, EvidenceAppraisal appraisal)
    {
        byte[]? rival = FindRival(session);
        bool isProven = appraisal.Result == AppraisalResult.Accepted && appraisal.AssuranceLevel > 0;
        if (rival is null && isProven && parts.Policy.Approval == ApprovalMode.Automatic && !parts.State.NodesByUrn.ContainsKey(session.Urn))
        {
            return Enrol(arrival, session, record, appraisal);
        }

        AppraisalResult result = rival is not null ? AppraisalResult.ClonedIdentity
            : appraisal.Result == AppraisalResult.Accepted ? AppraisalResult.NotApproved
            : appraisal.Result;
        string found = appraisal.Result == AppraisalResult.Accepted ? $"evidence accepted, AL{appraisal.AssuranceLevel} {appraisal.Detail}" : $"evidence refused, {appraisal.Result}: {appraisal.Detail}";
        string detail = rival is null ? found : $"also claimed by key {GatewayParts.Name(rival)}; {found}";
        bool isKept = parts.Store.WritePending(
            new PendingNode
            {
                Thumbprint = session.Thumbprint,
                Urn = session.Urn,
                PublicKey = session.PublicKey,
                Boot = session.Boot,
                FirstMs = arrival.ReceivedAtMs,
                LastMs = arrival.ReceivedAtMs,
                Source = PrintableText.Of(arrival.Source, Refusal.MaxTextLength),
                Result = (uint)result,
                ResultName = result.ToString(),
                Detail = PrintableText.Of(detail, Refusal.MaxDetailLength),
                ContestedBy = rival,
                Evidence = record.Evidence,
                Nonce = record.Nonce,
            },
            (uint)AppraisalResult.NotApproved);
        return isKept ? (result, detail) : (AppraisalResult.TooManyPending, detail);
    }

    /// <summary>Another key that goes by the same URN; the pending ones are told so. Null where nobody does.</summary>
    private byte[]? FindRival(NodeSession session)
    {
        byte[]? rival = parts.HolderOf(session.Urn)?.Thumbprint ?? parts.Store.FindPending(session.Thumbprint)?.ContestedBy;
        foreach (PendingNode other in parts.Store.PendingNodes(session.Urn).Where(other => !other.Thumbprint.AsSpan().SequenceEqual(session.Thumbprint)))
        {
            rival ??= other.Thumbprint;
            parts.Store.ContestPending(other.Thumbprint, session.Thumbprint);
        }

        return rival;
    }

    private (AppraisalResult Result, string Detail) Enrol(Arrival arrival, NodeSession session, EvidenceRecord record, EvidenceAppraisal appraisal)
    {
        byte[] message = new NodeEnrolment
        {
            Urn = session.Urn,
            PublicKey = session.PublicKey,
            Site = parts.Options.Sites.GetValueOrDefault(session.Urn) ?? parts.SiteOf?.Invoke(session.Urn, session.Thumbprint) ?? UnassignedSite,
            AssuranceLevel = appraisal.AssuranceLevel,
            EnrolledAtMs = arrival.ReceivedAtMs,
            ChainId = parts.State.ChainId,
            Evidence = record,
            Basis = EnrolmentBasis.Automatic,
        }.Sign(parts.Keys.Operator);
        RegisterResult entered = parts.Append(EntryKind.NodeEnrolled, message, arrival.Source, arrival.ReceivedAtMs);
        if (entered != RegisterResult.Accepted)
        {
            return (AppraisalResult.NotApproved, $"the ledger refuses its enrolment: {entered}");
        }

        parts.Sessions.Adopt(session.Thumbprint);
        parts.Store.ForgetPending(session.Thumbprint);
        parts.Logger.LogInformation("Enrolled {Node} on its evidence: AL{Level} {Detail}", session.Urn, appraisal.AssuranceLevel, appraisal.Detail);
        return (AppraisalResult.Accepted, "");
    }
}
