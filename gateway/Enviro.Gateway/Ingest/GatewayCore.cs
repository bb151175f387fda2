using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// The gateway's pipeline without its sockets: verify → journal durably → acknowledge → seal. Single-threaded; its store, seal key and clock are
/// given to it, so that a gateway runs as well in virtual time. Commit points:
/// a message is acknowledged only after <see cref="LedgerStore.Append"/> returned, and a block exists when
/// <see cref="LedgerStore.AppendBlock"/> returned.
/// </summary>
public sealed class GatewayCore
{
    private readonly LedgerStore _store;
    private readonly BlockSealer _sealer;
    private readonly LedgerState _state;
    private readonly ILogger _logger;
    private readonly Dictionary<string, byte[]> _downlinkKeys = [];
    private readonly Dictionary<string, NodePosition?> _positions = [];

    private GatewayCore(LedgerStore store, BlockSealer sealer, LedgerState state, GatewayOptions options, ILogger logger)
    {
        _store = store;
        _sealer = sealer;
        _state = state;
        _logger = logger;
        Refusals = new RefusalLog(logger);
        foreach (NodeOptions node in options.Nodes)
        {
            _downlinkKeys[node.Urn] = Convert.FromHexString(node.DownlinkKey);
        }
    }

    /// <summary>What was refused.</summary>
    public RefusalLog Refusals { get; }

    /// <summary>Messages kept since the start.</summary>
    public long Kept { get; private set; }

    /// <summary>Seals blocks when they are due.</summary>
    public BlockSealer Sealer => _sealer;

    /// <summary>
    /// Starts on a store, new or not: recovery after a crash is this same path. Writes what the configuration enrols and the ledger does not have yet.
    /// </summary>
    public static GatewayCore Start(LedgerStore store, ISealKey sealKey, ISigningKey operatorKey, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(store);
        LedgerState state = LedgerState.Fold(store);
        Enrolment.Apply(store, state, sealKey, operatorKey, options, time.GetUtcNow().ToUnixTimeMilliseconds(), logger);
        BlockSealer sealer = new(store, sealKey, state.ChainId, options, time, logger);
        return new GatewayCore(store, sealer, state, options, logger);
    }

    /// <summary>
    /// Judges a batch, journals what is accepted in one transaction, and returns the answers. Throws <see cref="LedgerException"/> when the journal
    /// cannot be written: then nothing of the batch is acknowledged, and the nodes keep and repeat it.
    /// </summary>
    public BatchOutcome Process(IReadOnlyList<Arrival> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadingAppraisal?[] appraisals = new ReadingAppraisal?[batch.Count];
        if (batch.Count > 4)
        {
            Parallel.For(0, batch.Count, i => appraisals[i] = Appraise(batch[i]));
        }
        else
        {
            for (int i = 0; i < batch.Count; i++)
            {
                appraisals[i] = Appraise(batch[i]);
            }
        }

        StagedBatch staged = new();
        for (int i = 0; i < batch.Count; i++)
        {
            Judge(batch[i], appraisals[i], staged);
        }

        // COMMIT POINT: when Append returns the messages are on disk, and only then do the answers below exist for anybody else.
        if (staged.Entries.Count > 0)
        {
            _store.Append(staged.Entries, staged.Keys);
            foreach ((string urn, NodePosition position) in staged.Positions)
            {
                _positions[urn] = position;
            }

            Kept += staged.Entries.Count;
            _sealer.NoteAppended(staged.EarliestMs, staged.LatestMs);
        }

        return new BatchOutcome(staged.Departures, staged.Entries.Count, batch.Count - staged.Entries.Count);
    }

    private ReadingAppraisal? Appraise(Arrival arrival)
    {
        string? node = NodeOf(arrival.Topic);
        return node is null ? null : ReadingAppraisal.Appraise(arrival.Payload, node, arrival.ReceivedAtMs, _state);
    }

    private static string? NodeOf(string topic)
    {
        const string suffix = Topics.Up + Topics.Reading;
        int length = topic.Length - Topics.Prefix.Length - suffix.Length;
        bool matches = length > 0 && topic.StartsWith(Topics.Prefix, StringComparison.Ordinal) && topic.EndsWith(suffix, StringComparison.Ordinal);
        string? node = matches ? topic.Substring(Topics.Prefix.Length, length) : null;
        return node is null || node.Contains('/', StringComparison.Ordinal) ? null : node;
    }

    private void Judge(Arrival arrival, ReadingAppraisal? appraisal, StagedBatch staged)
    {
        if (appraisal is null)
        {
            Refuse(arrival, AppraisalResult.WrongTopic, $"{arrival.Payload.Length} bytes");
            return;
        }

        if (!appraisal.IsAuthentic)
        {
            // Nobody is answered whose signature did not verify: the answer would only help whoever guesses.
            Refuse(arrival, appraisal.Result, appraisal.Detail);
            return;
        }

        AppraisalResult result = appraisal.Result;
        string detail = appraisal.Detail;
        if (result == AppraisalResult.Accepted)
        {
            result = Stage(arrival, appraisal, staged);
            ReadingHeader header = appraisal.Message!.Header;
            detail = $"boot {header.Boot}, seq {header.Sequence}";
        }

        if (result != AppraisalResult.Accepted)
        {
            Refuse(arrival, result, detail);
        }

        // A repeated message is one whose acknowledgement got lost: it is kept, so it is acknowledged as kept.
        uint answer = result == AppraisalResult.Replayed ? Acknowledgement.Kept : (uint)result;
        NodeRecord node = appraisal.Node!;
        if (_downlinkKeys.TryGetValue(node.Urn, out byte[]? downlinkKey))
        {
            Acknowledgement acknowledgement = new(appraisal.MessageHash!, answer, arrival.ReceivedAtMs);
            staged.Departures.Add(new Departure(Topics.AckOf(node.Urn), acknowledgement.Encode(downlinkKey, node.Thumbprint)));
        }
    }

    private AppraisalResult Stage(Arrival arrival, ReadingAppraisal appraisal, StagedBatch staged)
    {
        NodeRecord node = appraisal.Node!;
        ReadingMessage message = appraisal.Message!;
        NodePosition? last = staged.Positions.GetValueOrDefault(node.Urn) ?? PositionOf(node);
        SequenceVerdict verdict = SequenceContinuity.Check(last, message.Header);
        if (verdict.Result == AppraisalResult.OutOfOrder)
        {
            return JudgeOld(node, appraisal, staged);
        }

        if (verdict.Result != AppraisalResult.Accepted)
        {
            return verdict.Result;
        }

        EntryContext context = new()
        {
            ReceivedAtMs = arrival.ReceivedAtMs,
            Source = PrintableText.Of(arrival.Source, EntryContext.MaxSourceLength),
            Result = (uint)AppraisalResult.Accepted,
            Missing = verdict.Missing,
            AssuranceLevel = node.AssuranceLevel,
            Continuity = (uint)verdict.Continuity,
        };
        staged.Add(node, appraisal, Entry.Create(EntryKind.Reading, arrival.Payload, context.Encode()));
        if (verdict.Continuity == Continuity.Gap)
        {
            _logger.LogWarning("Gap of {Node}: at least {Missing} messages missing before boot {Boot}, seq {Sequence}", node.Urn, verdict.Missing, message.Header.Boot, message.Header.Sequence);
        }

        return AppraisalResult.Accepted;
    }

    /// <summary>Tells apart the messages that are not newer than the last: kept already, signed twice, or late.</summary>
    private AppraisalResult JudgeOld(NodeRecord node, ReadingAppraisal appraisal, StagedBatch staged)
    {
        ReadingHeader header = appraisal.Message!.Header;
        byte[]? kept = staged.FindHash(node.Urn, header.Boot, header.Sequence);
        if (kept is null && _store.TryFindReading(node.Thumbprint, header.Boot, header.Sequence, out ReadingLocation location))
        {
            kept = location.MessageHash;
        }

        return kept is null ? AppraisalResult.OutOfOrder
            : appraisal.IsMessage(kept) ? AppraisalResult.Replayed
            : AppraisalResult.SequenceRepeated;
    }

    private NodePosition? PositionOf(NodeRecord node)
    {
        if (!_positions.TryGetValue(node.Urn, out NodePosition? position))
        {
            ReadingLocation? last = _store.LastReadingOf(node.Thumbprint);
            position = last is ReadingLocation at
                ? new NodePosition(at.Boot, at.Sequence, at.MessageHash, _store.ReadEntry(at.Index)?.Message is byte[] kept ? CoseSign1.Parse(kept) : null)
                : null;
            _positions[node.Urn] = position;
        }

        return position;
    }

    private void Refuse(Arrival arrival, AppraisalResult result, string detail) =>
        Refusals.Add(new RefusedArrival(result, arrival.Source, arrival.Topic, detail, arrival.ReceivedAtMs));
}
