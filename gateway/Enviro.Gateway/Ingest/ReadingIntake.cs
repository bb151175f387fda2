using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>Judges readings in their order, and stages what is accepted.</summary>
internal sealed class ReadingIntake(GatewayParts parts)
{
    private readonly Dictionary<NodeRecord, NodePosition?> _positions = [];

    /// <summary>Judges a message by itself; for many threads at once.</summary>
    internal ReadingAppraisal Appraise(Arrival arrival, string node) =>
        ReadingAppraisal.Appraise(arrival.Payload, node, arrival.ReceivedAtMs, parts.State, parts.SharedKeys.Find);

    /// <summary>Judges a message in its place.</summary>
    internal void Judge(Arrival arrival, ReadingAppraisal appraisal, StagedBatch staged)
    {
        if (!appraisal.IsAuthentic)
        {
            // Nobody is answered whose signature did not verify: the answer would only help whoever guesses.
            bool cannotCheck = appraisal.Result == AppraisalResult.BadSignature && appraisal.Node is { Key: null } node && parts.SharedKeys.Find(node.Thumbprint) is null;
            parts.Refuse(arrival, cannotCheck ? AppraisalResult.UnknownAttester : appraisal.Result, cannotCheck ? "its shared key is not here" : appraisal.Detail);
            return;
        }

        AppraisalResult result = appraisal.Result;
        string detail = appraisal.Detail;
        if (result == AppraisalResult.Accepted)
        {
            result = Stage(arrival, appraisal, staged);
            detail = $"boot {appraisal.Header!.Boot}, seq {appraisal.Header.Sequence}";
        }

        if (result != AppraisalResult.Accepted)
        {
            parts.Refuse(arrival, result, detail);
        }

        // A node that is suspended keeps what it has measured: only an answer would make it forget.
        if (result is not (AppraisalResult.Suspended or AppraisalResult.Revoked))
        {
            Answer(arrival, appraisal, result, staged);
        }
    }

    /// <summary>What was staged is on disk now.</summary>
    internal void Commit(StagedBatch staged)
    {
        foreach ((NodeRecord node, NodePosition position) in staged.Positions)
        {
            _positions[node] = position;
        }
    }

    private void Answer(Arrival arrival, ReadingAppraisal appraisal, AppraisalResult result, StagedBatch staged)
    {
        // Without a session nothing can be said that the node would believe: it says hello, and repeats the message.
        if (parts.Sessions.Find(appraisal.Node!.Thumbprint) is NodeSession session)
        {
            // A repeated message is one whose acknowledgement got lost: it is kept, so it is acknowledged as kept.
            uint answer = result == AppraisalResult.Replayed ? Acknowledgement.Kept : (uint)result;
            byte[] body = new Acknowledgement(appraisal.MessageHash!, answer).Encode();
            staged.Departures.Add(session.Seal(DownlinkKind.Acknowledgement, arrival.ReceivedAtMs, body));
        }
    }

    private AppraisalResult Stage(Arrival arrival, ReadingAppraisal appraisal, StagedBatch staged)
    {
        NodeRecord node = appraisal.Node!;
        ReadingHeader header = appraisal.Header!;
        NodePosition? last = staged.Positions.GetValueOrDefault(node) ?? PositionOf(node);
        SequenceVerdict verdict = SequenceContinuity.Check(last, header);
        if (verdict.Result == AppraisalResult.OutOfOrder)
        {
            return JudgeOld(node, appraisal, staged);
        }

        if (verdict.Result != AppraisalResult.Accepted)
        {
            return verdict.Result;
        }

        NodeAssurance assurance = NodeAssurance.At(node, header.Boot, arrival.ReceivedAtMs);
        EntryContext context = new()
        {
            ReceivedAtMs = arrival.ReceivedAtMs,
            Source = PrintableText.Of(arrival.Source, EntryContext.MaxSourceLength),
            Result = (uint)AppraisalResult.Accepted,
            Missing = verdict.Missing,
            AssuranceLevel = assurance.AssuranceLevel,
            Continuity = (uint)verdict.Continuity,
            Freshness = assurance.Freshness,
        };
        EntryKind kind = appraisal.Envelope is null ? EntryKind.MacReading : EntryKind.Reading;
        staged.Add(node, appraisal, Entry.Create(kind, arrival.Payload, context.Encode(), parts.Random));
        if (verdict.Continuity == Continuity.Gap)
        {
            parts.Logger.LogWarning("Gap of {Node}: at least {Missing} messages missing before boot {Boot}, seq {Sequence}", node.Urn, verdict.Missing, header.Boot, header.Sequence);
        }

        return AppraisalResult.Accepted;
    }

    /// <summary>Tells apart the messages that are not newer than the last: kept already, signed twice, or late.</summary>
    private AppraisalResult JudgeOld(NodeRecord node, ReadingAppraisal appraisal, StagedBatch staged)
    {
        ReadingHeader header = appraisal.Header!;
        byte[]? kept = staged.FindHash(node, header.Boot, header.Sequence);
        if (kept is null && parts.Store.TryFindReading(node.Thumbprint, header.Boot, header.Sequence, out ReadingLocation location))
        {
            kept = location.MessageHash;
        }

        return kept is null ? AppraisalResult.OutOfOrder
            : appraisal.IsMessage(kept) ? AppraisalResult.Replayed
            : AppraisalResult.SequenceRepeated;
    }

    private NodePosition? PositionOf(NodeRecord node)
    {
        if (!_positions.TryGetValue(node, out NodePosition? position))
        {
            position = parts.Store.LastReadingOf(node.Thumbprint) is ReadingLocation at ? new NodePosition(at.Boot, at.Sequence, at.MessageHash, EnvelopeAt(at.Index)) : null;
            _positions[node] = position;
        }

        return position;
    }

    private CoseSign1? EnvelopeAt(long index) =>
        parts.Store.ReadEntry(index) is { Kind: EntryKind.Reading, Message: byte[] kept } ? CoseSign1.Parse(kept) : null;
}
