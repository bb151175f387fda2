using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What a node does: measure once a slot, sign, store in the outbox, come to a session with the gateway, send until acknowledged. A single-threaded state machine:
/// it never sleeps, starts no thread, reads no clock and opens no socket, so the same calls always give the same messages.
/// </summary>
/// <remarks>Nothing is signed before its sequence number is durable, nothing is sent before it is signed and stored.</remarks>
public sealed class NodeAgent
{
    /// <summary>Downlink messages handled in one step, so that a flood of them cannot keep the node from measuring.</summary>
    private const int MaxDownlinkPerStep = 8;

    private readonly NodeSettings _settings;
    private readonly ISecureElement _element;
    private readonly Outbox _outbox;
    private readonly ILink _link;
    private readonly NodeClock _clock = new NodeClock();
    private readonly NodeIdentity _identity;
    private readonly SlotSchedule _schedule;
    private readonly Sampler _sampler;
    private readonly Backoff _startBackoff;
    private readonly StartKind _startKind;
    private Dialogue? _dialogue;
    private uint _tickedBoot;
    private long _startDueMs;

    /// <summary>Creates an agent; raises <see cref="ArgumentException"/> when settings or sensors are out of their limits.</summary>
    /// <param name="settings">What the node is told about itself; not changed afterwards.</param>
    /// <param name="element">Where the key and the boot counter live.</param>
    /// <param name="sensors">Read in this order, at most 32 readings together.</param>
    /// <param name="outbox">Kept by this agent alone.</param>
    /// <param name="link">The way to the gateway.</param>
    /// <param name="startKind">Power-up and reset, or a wake from deep sleep.</param>
    public NodeAgent(NodeSettings settings, ISecureElement element, ISensor[] sensors, Outbox outbox, ILink link, StartKind startKind)
    {
        settings.Check();
        _settings = settings;
        _element = element;
        _outbox = outbox;
        _link = link;
        _startKind = startKind;
        _identity = new NodeIdentity(settings, element);
        _schedule = new SlotSchedule(settings, _clock, Counters);
        _sampler = new Sampler(settings, element, _identity, sensors, outbox, _clock, Counters);
        _startBackoff = new Backoff(settings.RetryInitialMs, settings.RetryMaxMs, 1);
    }

    /// <summary>What happened so far.</summary>
    public NodeCounters Counters { get; } = new NodeCounters();

    /// <summary>Whether the node has its outbox, its key and its boot number; it measures nothing before.</summary>
    public bool IsStarted => _dialogue != null;

    /// <summary>Whether nothing is under way, so that the board may sleep until the time <see cref="Step"/> returned.</summary>
    public bool IsIdle => IsStarted && !_sampler.IsBusy && _outbox.Count == 0 && !_dialogue!.IsAttesting;

    /// <summary>Whether a message is being made: measured and not stored yet. A sleep or restart would lose it.</summary>
    public bool IsSampling => _sampler.IsBusy;

    /// <summary>Uptime at which the gateway last said something that was obeyed; 0 while it has not since the agent was created.</summary>
    public long LastHeardMs => _dialogue == null ? 0 : _dialogue.LastHeardMs;

    /// <summary>Whether this run began a boot of its own; false while it is not started, and for a wake that continues one.</summary>
    public bool HasBegunBoot { get; private set; }

    /// <summary>Takes the settings documents that the gateway sends; null where nobody does, and they are of a kind that is not known.</summary>
    public ISettingsSink? SettingsSink { get; set; }

    /// <summary>Messages that wait for their acknowledgement.</summary>
    public int WaitingCount => _outbox.Count;

    /// <summary>Boot the node signs in; 0 before it is started.</summary>
    public uint Boot => IsStarted ? _outbox.Boot : 0;

    /// <summary>Whether the wall clock has been set since the agent was created.</summary>
    public bool IsClockSet => _clock.IsSet;

    /// <summary>The gateway's last refusal for good, null while there was none.</summary>
    public Acknowledgement? LastRefusal => _dialogue == null ? null : _dialogue.LastRefusal;

    /// <summary>Whether the node has a session with its gateway; it sends readings in one only.</summary>
    public bool IsInSession => _dialogue != null && _dialogue.IsInSession;

    /// <summary>Whether the gateway has appraised this node's evidence since the agent was created.</summary>
    public bool IsAppraised => _dialogue != null && _dialogue.IsAppraised;

    /// <summary>Number of the last appraisal's verdict, 0 for accepted; means nothing before <see cref="IsAppraised"/>.</summary>
    public uint LastAppraisal => _dialogue == null ? 0 : _dialogue.LastAppraisal;

    /// <summary>Time from one sample to the next: that of the settings, or what the gateway made it since the agent was created.</summary>
    public int SampleIntervalMs => _schedule.IntervalMs;

    /// <summary>
    /// What the board knows about its own condition: <see cref="ReadingFlags.EnclosureOpened"/> and <see cref="ReadingFlags.SupplyLow"/>,
    /// put into every message until changed. Other bits are the agent's own and ignored.
    /// </summary>
    public uint BoardFlags
    {
        get => _sampler.BoardFlags;
        set => _sampler.BoardFlags = value & (ReadingFlags.EnclosureOpened | ReadingFlags.SupplyLow);
    }

    /// <summary>
    /// Sets the wall clock from the board's real-time clock or SNTP; the latest setting counts, the gateway's included. False for a time
    /// before 1970 or after 2106, which changes nothing.
    /// </summary>
    /// <param name="nowMs">Uptime in ms.</param>
    /// <param name="unixMs">Unix time in ms at that moment.</param>
    public bool SetTime(long nowMs, long unixMs) => _clock.TrySet(nowMs, unixMs);

    /// <summary>The wall clock in Unix ms; 0 while it has not been set.</summary>
    public long GetTime(long nowMs) => _clock.IsSet ? _clock.ToUnixMs(nowMs) : 0;

    /// <summary>Uptime at which the next slot starts: what a board that sleeps must not miss.</summary>
    public long NextSlotMs(long nowMs) => _schedule.NextDueMs(nowMs);

    /// <summary>
    /// Does what is due at <paramref name="nowMs"/> (uptime in ms, never less than in the call before) and returns the uptime at which to
    /// call again; earlier when the link received something.
    /// </summary>
    public long Step(long nowMs)
    {
        if (!TryStart(nowMs))
        {
            return _startDueMs;
        }

        Dialogue dialogue = _dialogue!;
        dialogue.SettingsSink = SettingsSink;
        bool more = Receive(dialogue, nowMs);
        if (_schedule.TryTake(nowMs, _outbox.LastSlot, out uint slot))
        {
            _sampler.Begin(nowMs, slot);
        }

        // Before anything is signed: whether this message will be late is what the node knows of its gateway now.
        _sampler.IsOutOfSession = nowMs - dialogue.LastInSessionMs(nowMs) > _settings.SlotGraceMs;
        if (_sampler.TryFinish(nowMs))
        {
            dialogue.NoteSigned(_sampler.SignedMs);
        }

        dialogue.Step(nowMs);
        if (more)
        {
            return nowMs;
        }

        long nextMs = _schedule.NextDueMs(nowMs);
        nextMs = Earlier(nextMs, _sampler.NextDueMs);
        nextMs = Earlier(nextMs, dialogue.NextDueMs(nowMs));
        return nextMs;
    }

    /// <summary>
    /// Measures now, for somebody at the board: reads the sensors and runs the checks a sample goes through, but signs and keeps nothing, counts nothing,
    /// and leaves what the checks remember as it was. Returns the number of readings.
    /// </summary>
    /// <param name="nowMs">Uptime in ms.</param>
    /// <param name="readings">Takes the readings; 32 places.</param>
    /// <param name="quality">Takes what the checks find; what was in it is forgotten.</param>
    public int Measure(long nowMs, Reading[] readings, ReadingQuality quality) =>
        readings.Length >= SenmlPack.MaxReadings
            ? _sampler.Measure(nowMs, readings, quality)
            : throw new ArgumentException("A measurement has room for 32 readings.");

    private static long Earlier(long first, long second) => first < second ? first : second;

    /// <summary>Handles what arrived; true when there may be more.</summary>
    private bool Receive(Dialogue dialogue, long nowMs)
    {
        for (int i = 0; i < MaxDownlinkPerStep; i++)
        {
            if (!_link.TryReceive(out string topic, out byte[] message))
            {
                return false;
            }

            dialogue.Handle(topic, message, nowMs);

            // The next acknowledgement in the queue may answer what is only published now.
            dialogue.Step(nowMs);
        }

        return true;
    }

    private bool TryStart(long nowMs)
    {
        if (_dialogue != null)
        {
            return true;
        }

        if (nowMs < _startDueMs)
        {
            return false;
        }

        if (!TryOpenOutbox() || !TryIdentify() || !TryEnterBoot())
        {
            _startDueMs = nowMs + _startBackoff.NextMs();
            return false;
        }

        _dialogue = new Dialogue(_settings, _element, _identity, _outbox, _link, _clock, _schedule, Counters);
        return true;
    }

    private bool TryOpenOutbox()
    {
        bool open = _outbox.TryOpen();
        Counters.FlashFailures += open ? 0u : 1u;
        return open;
    }

    private bool TryIdentify()
    {
        bool identified = _identity.KeyId.Length > 0 || _identity.TryRead();
        Counters.SecureElementFailures += identified ? 0u : 1u;
        return identified;
    }

    private bool TryEnterBoot()
    {
        if (_startKind == StartKind.Wake && _outbox.CanContinue)
        {
            return true;
        }

        // The counter ends at 2,097,151: once it has been advanced, its value is kept however often storing it is tried.
        if (_tickedBoot == 0 && !_element.TryAdvanceBootCounter(out _tickedBoot))
        {
            _tickedBoot = 0;
            Counters.SecureElementFailures++;
            return false;
        }

        bool stored = _outbox.TryBeginBoot(_tickedBoot);
        Counters.FlashFailures += stored ? 0u : 1u;
        HasBegunBoot = stored;
        return stored;
    }
}
