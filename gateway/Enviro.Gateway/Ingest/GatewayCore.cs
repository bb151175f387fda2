using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// The gateway's pipeline without its sockets: verify → journal durably → acknowledge → seal. Single-threaded; its store, keys, clock and random numbers are
/// given to it, so that a gateway runs as well in virtual time. Commit points:
/// nobody is told of a message, an attestation or an enrolment before <see cref="LedgerStore.Append"/> returned, and a block exists when
/// <see cref="LedgerStore.AppendBlock"/> returned.
/// </summary>
public sealed class GatewayCore
{
    // Looking through the sessions costs little, yet need not be done for every batch.
    private const long ChallengeCheckMs = 1000;

    private readonly GatewayParts _parts;
    private readonly ReadingIntake _readings;
    private readonly HelloIntake _hellos;
    private readonly EvidenceIntake _evidence;
    private long _nextChallengeCheckMs;

    private GatewayCore(GatewayParts parts)
    {
        _parts = parts;
        _readings = new ReadingIntake(parts);
        _hellos = new HelloIntake(parts);
        _evidence = new EvidenceIntake(parts);
    }

    /// <summary>What was refused.</summary>
    public RefusalLog Refusals => _parts.Refusals;

    /// <summary>Messages kept since the start.</summary>
    public long Kept { get; private set; }

    /// <summary>Seals blocks when they are due.</summary>
    public BlockSealer Sealer => _parts.Sealer;

    /// <summary>How many nodes have a session, enrolled or not.</summary>
    public int Sessions => _parts.Sessions.Count;

    /// <summary>The chain its blocks belong to, 32 bytes: what a transaction for it names.</summary>
    public byte[] ChainId => _parts.State.ChainId;

    /// <summary>How many nodes are enrolled and not revoked.</summary>
    public int Nodes => _parts.State.Nodes.Values.Count(node => node.Status != NodeStatus.Revoked);

    /// <summary>
    /// Starts on a store, new or not: recovery after a crash is this same path. Writes what the configuration enrols and the ledger does not have yet.
    /// </summary>
    /// <param name="store">The ledger.</param>
    /// <param name="keys">The gateway's keys.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="policy">What the policy file says; null where there is none: then the policy in force stays.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Where nonces and ephemeral keys come from.</param>
    /// <param name="logger">The log.</param>
    /// <param name="siteOf">Says where the settings issued for a node (URN, thumbprint of its key) put it; null where nobody knows.</param>
    /// <param name="isSingleThreaded">Whether everything happens on the caller's thread; otherwise messages of a batch are appraised on all cores, with the same result.</param>
    public static GatewayCore Start(
        LedgerStore store,
        GatewayKeys keys,
        GatewayOptions options,
        PolicyFile? policy,
        TimeProvider time,
        IRandomSource random,
        ILogger logger,
        Func<string, byte[], string?>? siteOf = null,
        bool isSingleThreaded = false)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(time);
        LedgerState state = LedgerState.Fold(store);
        Enrolment.Apply(store, state, keys, options, policy, time.GetUtcNow().ToUnixTimeMilliseconds(), random, logger);
        BlockSealer sealer = new(store, keys.Seal, state.ChainId, options, time, logger);
        GatewayParts parts = new(store, state, keys, options, sealer, random, logger) { SiteOf = siteOf, IsSingleThreaded = isSingleThreaded };
        parts.SharedKeys.LoadAll();
        ForgetEnrolled(store, state);
        return new GatewayCore(parts);
    }

    /// <summary>
    /// Judges a batch, journals what is accepted, and returns the answers. Throws <see cref="LedgerException"/> when the journal cannot be written: then
    /// nothing that was not written is acknowledged, and the nodes keep and repeat it.
    /// </summary>
    public BatchOutcome Process(IReadOnlyList<Arrival> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _parts.RefusedInBatch = 0;
        List<Departure> departures = [];
        long keptBefore = Kept;
        Prepared[] prepared = [.. batch.Select(arrival => new Prepared(arrival, UpTopic.Parse(arrival.Topic)))];
        for (int start = 0; start < prepared.Length;)
        {
            // Evidence changes what is known of its node: readings behind it are judged by the state it leaves.
            int end = Array.FindIndex(prepared, start, item => item.Topic?.Kind == Topics.Evidence);
            end = end < 0 ? prepared.Length : end;
            ProcessRun(prepared.AsSpan(start, end - start).ToArray(), departures);
            if (end < prepared.Length)
            {
                _evidence.Take(prepared[end].Arrival, prepared[end].Topic!.Node, departures);
            }

            start = end + 1;
        }

        return new BatchOutcome(departures, (int)(Kept - keptBefore), _parts.RefusedInBatch);
    }

    /// <summary>Enters a transaction that the operator signed, and tells the node it is about. Throws <see cref="LedgerException"/> like <see cref="Process"/>.</summary>
    public (OperatorOutcome Outcome, IReadOnlyList<Departure> Departures) Submit(EntryKind kind, byte[] message, string source, long nowMs)
    {
        HashSet<NodeRecord> before = [.. kind == EntryKind.NodeEnrolled ? _parts.State.Nodes.Values : []];
        OperatorOutcome outcome = OperatorTransactions.Append(_parts.Store, _parts.State, kind, message, source, nowMs, _parts.Random);
        List<Departure> departures = [];
        if (outcome.IsAccepted)
        {
            _parts.Sealer.NoteAppended(null, null);
            _parts.Logger.LogInformation("The operator's {Kind} is entry {Index}", kind, outcome.Index);
            foreach (NodeRecord node in kind == EntryKind.NodeEnrolled ? _parts.State.Nodes.Values.Where(node => !before.Contains(node)) : [])
            {
                Welcome(node, nowMs, departures);
            }

            foreach (NodeRecord node in kind == EntryKind.NodeStatus ? _parts.State.Nodes.Values.Where(node => node.Status == NodeStatus.Revoked) : [])
            {
                _parts.Sessions.Close(node.Thumbprint);
            }
        }

        return (outcome, departures);
    }

    /// <summary>Asks those nodes for evidence whose last is old, and those that did not answer.</summary>
    public IReadOnlyList<Departure> ChallengeDue(long nowMs)
    {
        if (nowMs < _nextChallengeCheckMs)
        {
            return [];
        }

        _nextChallengeCheckMs = nowMs + ChallengeCheckMs;
        List<Departure> departures = [];
        foreach (NodeSession session in _parts.Sessions.All.Where(session => session.NextChallengeAtMs <= nowMs && MayAttest(session)))
        {
            byte[] nonce = _parts.NewNonce();
            session.Expect(nonce, nowMs);
            departures.Add(session.Seal(DownlinkKind.Challenge, nowMs, nonce));
        }

        return departures;
    }

    /// <summary>The nodes whose settings are to be read, since this was asked last.</summary>
    internal IReadOnlyList<SettingsWanted> TakeSettingsWanted() => _parts.Settings.TakeWanted();

    /// <summary>Sends a node the settings that were read for it, if it is to have them.</summary>
    internal IReadOnlyList<Departure> Deliver(SettingsFound found, long nowMs) => _parts.Settings.Deliver(found, nowMs) is { } departure ? [departure] : [];

    /// <summary>A crash between an enrolment and the end of its waiting leaves the node on the list.</summary>
    private static void ForgetEnrolled(LedgerStore store, LedgerState state)
    {
        foreach (PendingNode pending in store.PendingNodes().Where(pending => state.Nodes.ContainsKey(pending.Thumbprint)))
        {
            store.ForgetPending(pending.Thumbprint);
        }
    }

    private bool MayAttest(NodeSession session) => _parts.State.Nodes.GetValueOrDefault(session.Thumbprint) is null or { Status: NodeStatus.Active };

    private void Welcome(NodeRecord node, long nowMs, List<Departure> departures)
    {
        _parts.Store.ForgetPending(node.Thumbprint);
        _parts.Sessions.Adopt(node.Thumbprint);
        if (_parts.Sessions.Find(node.Thumbprint) is NodeSession session && session.Urn == node.Urn)
        {
            departures.Add(session.Seal(DownlinkKind.Appraisal, nowMs, [(byte)AppraisalResult.Accepted]));
            _parts.Settings.Want(session);
        }
    }

    private void ProcessRun(Prepared[] run, List<Departure> departures)
    {
        foreach (Prepared item in run.Where(item => item.Topic?.Kind == Topics.Hello))
        {
            item.IsAdmitted = _hellos.Admits(item.Arrival);
        }

        if (run.Length > 4 && !_parts.IsSingleThreaded && Environment.ProcessorCount > 1)
        {
            Parallel.ForEach(run, Appraise);
        }
        else
        {
            Array.ForEach(run, Appraise);
        }

        StagedBatch staged = new();
        Array.ForEach(run, item => Judge(item, staged));

        // COMMIT POINT: when Append returns the messages are on disk, and only then do the answers below exist for anybody else.
        if (staged.Entries.Count > 0)
        {
            _parts.Store.Append(staged.Entries, staged.Keys);
            _readings.Commit(staged);
            Kept += staged.Entries.Count;
            _parts.Sealer.NoteAppended(staged.EarliestMs, staged.LatestMs);
        }

        departures.AddRange(staged.Departures);
    }

    private void Appraise(Prepared item)
    {
        if (item.Topic is { Kind: Topics.Reading } reading)
        {
            item.Reading = _readings.Appraise(item.Arrival, reading.Node);
        }
        else if (item.Topic is { Kind: Topics.Hello } hello && item.IsAdmitted)
        {
            item.Hello = HelloAppraisal.Appraise(item.Arrival.Payload, hello.Node, _parts.State, _parts.SharedKeys);
        }
    }

    private void Judge(Prepared item, StagedBatch staged)
    {
        if (item.Reading is not null)
        {
            _readings.Judge(item.Arrival, item.Reading, staged);
        }
        else if (item.Hello is not null)
        {
            _hellos.Judge(item.Arrival, item.Hello, staged.Departures);
        }
        else if (item.Topic is not null)
        {
            _parts.Refuse(item.Arrival, AppraisalResult.TooManyHellos, "this client says hello too often");
        }
        else
        {
            _parts.Refuse(item.Arrival, AppraisalResult.WrongTopic, $"{item.Arrival.Payload.Length} bytes");
        }
    }

    private sealed class Prepared(Arrival arrival, UpTopic? topic)
    {
        internal Arrival Arrival { get; } = arrival;

        internal UpTopic? Topic { get; } = topic;

        internal bool IsAdmitted { get; set; }

        internal ReadingAppraisal? Reading { get; set; }

        internal HelloAppraisal? Hello { get; set; }
    }
}
