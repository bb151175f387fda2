using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Turns one slot into one stored message: measure, reserve a sequence number, sign, store. Each step is tried again a few times when it
/// fails; then, or when the next slot comes, the sample is given up and counted.
/// </summary>
internal sealed class Sampler
{
    private readonly NodeSettings _settings;
    private readonly Measurement _measurement;
    private readonly Outbox _outbox;
    private readonly NodeClock _clock;
    private readonly NodeCounters _counters;
    private readonly MessageSigner _signer;
    private readonly Backoff _backoff;
    private readonly Reading[] _readings = new Reading[SenmlPack.MaxReadings];
    private readonly ReadingQuality _quality = new ReadingQuality();
    private Stage _stage;
    private uint _slot;
    private uint _flags;
    private int _attempts;
    private long _dueMs;

    internal Sampler(
        NodeSettings settings, ISecureElement element, NodeIdentity identity, ISensor[] sensors, Outbox outbox, NodeClock clock, NodeCounters counters)
    {
        _settings = settings;
        _measurement = new Measurement(sensors);
        _outbox = outbox;
        _clock = clock;
        _counters = counters;
        _signer = new MessageSigner(element, identity);
        _backoff = new Backoff(settings.RetryInitialMs, settings.RetryMaxMs, 1);
    }

    /// <summary>The step that comes next.</summary>
    private enum Stage
    {
        Idle = 0,
        Reserve = 1,
        Sign = 2,
        Store = 3,
    }

    internal uint BoardFlags { get; set; }

    /// <summary>Whether the gateway has been out of reach for longer than a slot's grace.</summary>
    internal bool IsOutOfSession { get; set; }

    internal bool IsBusy => _stage != Stage.Idle;

    internal long NextDueMs => IsBusy ? _dueMs : long.MaxValue;

    /// <summary>When the last message was signed, uptime.</summary>
    internal long SignedMs { get; private set; }

    /// <summary>Measures for a slot, given by its start in Unix seconds, 0 when the time is not known.</summary>
    internal void Begin(long nowMs, uint slot)
    {
        if (IsBusy)
        {
            GiveUp();
        }

        int count = _measurement.Take(nowMs, _readings, _quality, true);
        bool fault = _quality.MissingCount > 0;
        _counters.SensorFaults += (uint)_quality.MissingCount;
        _counters.FlaggedReadings += (uint)_quality.FlaggedCount;
        if (count == 0)
        {
            // A slot with nothing to measure is no fault.
            _counters.EmptySlots += fault ? 0u : 1u;
            return;
        }

        if (!_signer.TryWritePack(slot, _readings, count))
        {
            _counters.OversizedSamples++;
            return;
        }

        _slot = slot;
        _flags = BoardFlags | (fault ? ReadingFlags.SensorFault : 0) | (slot != 0 ? 0 : ReadingFlags.ClockNotSynchronised);
        _backoff.Reset();
        Enter(Stage.Reserve, nowMs);
    }

    /// <summary>Measures into the caller's array, which nothing is signed of; the sample under way and the checks of later ones are not touched.</summary>
    internal int Measure(long nowMs, Reading[] readings, ReadingQuality quality) => _measurement.Take(nowMs, readings, quality, false);

    /// <summary>Goes as far as it can with the sample under way; true when its message has just been stored.</summary>
    internal bool TryFinish(long nowMs)
    {
        if (!IsBusy || nowMs < _dueMs)
        {
            return false;
        }

        if (_stage == Stage.Reserve && !TryReserve(nowMs))
        {
            _counters.FlashFailures++;
            return TryLater(nowMs);
        }

        if (_stage == Stage.Sign && !TrySign(nowMs))
        {
            _counters.SecureElementFailures++;
            return TryLater(nowMs);
        }

        if (!_outbox.TryAppend(_signer.Message, 0, _signer.MessageLength, _signer.MessageHash))
        {
            _counters.FlashFailures++;
            return TryLater(nowMs);
        }

        _counters.Stored++;
        _stage = Stage.Idle;
        return true;
    }

    /// <summary>
    /// COMMIT POINT: once the reservation is durable its number belongs to this message, whether or not it is ever signed. A power cut
    /// from here to the message's storing leaves a gap that anyone can see, never a number signed twice.
    /// </summary>
    private bool TryReserve(long nowMs)
    {
        if (!_outbox.TryReserve(_slot, out uint sequence))
        {
            return false;
        }

        uint flags = _flags | (_outbox.Count > 0 || IsOutOfSession ? ReadingFlags.SentLate : 0);

        // A sample without a slot stays without a time, though the clock may have been set since: one message, one answer.
        uint issuedAt = _slot != 0 ? (uint)(_clock.ToUnixMs(nowMs) / 1000) : 0;
        _signer.WriteHeader(_outbox.Boot, sequence, _outbox.Previous, flags, issuedAt, _quality);
        SignedMs = nowMs;
        Enter(Stage.Sign, nowMs);
        return true;
    }

    private bool TrySign(long nowMs)
    {
        if (!_signer.TrySign())
        {
            return false;
        }

        Enter(Stage.Store, nowMs);
        return true;
    }

    private void Enter(Stage stage, long nowMs)
    {
        _stage = stage;
        _attempts = 0;
        _dueMs = nowMs;
    }

    private bool TryLater(long nowMs)
    {
        _attempts++;
        _dueMs = nowMs + _backoff.NextMs();
        if (_attempts >= _settings.MaxAttempts)
        {
            GiveUp();
        }

        return false;
    }

    private void GiveUp()
    {
        _counters.LostSamples++;
        _stage = Stage.Idle;
    }
}
