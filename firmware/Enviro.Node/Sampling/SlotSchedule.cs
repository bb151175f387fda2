namespace Enviro.Node;

/// <summary>
/// When to measure: once a slot, at its start. Slots are multiples of the interval since 1970 when the time is known, of the uptime
/// otherwise. A slot that was missed is never made up: its readings would be of another time.
/// </summary>
internal sealed class SlotSchedule
{
    private readonly NodeClock _clock;
    private readonly NodeCounters _counters;
    private readonly int _graceMs;
    private int _nextIntervalMs;
    private long _lastSlot = -1;
    private int _lastEpoch = -1;

    internal SlotSchedule(NodeSettings settings, NodeClock clock, NodeCounters counters)
    {
        _clock = clock;
        _counters = counters;
        IntervalMs = settings.SampleIntervalMs;
        _nextIntervalMs = IntervalMs;
        _graceMs = settings.SlotGraceMs;
    }

    /// <summary>Time from one sample to the next.</summary>
    internal int IntervalMs { get; private set; }

    /// <summary>Changes the interval from the next slot on: the one that is running, by either interval, is not sampled again.</summary>
    internal void SetInterval(int intervalMs) => _nextIntervalMs = intervalMs;

    /// <summary>
    /// Says whether a slot is due, once for each slot, and gives its start: Unix seconds when the time is known, 0 otherwise.
    /// </summary>
    /// <param name="nowMs">Uptime.</param>
    /// <param name="doneSlot">Start of a slot that was sampled before, in Unix seconds, perhaps before a power cut.</param>
    /// <param name="startSeconds">Start of the slot.</param>
    internal bool TryTake(long nowMs, uint doneSlot, out uint startSeconds)
    {
        bool isDue = IsDue(nowMs, doneSlot, out startSeconds);
        if (IntervalMs != _nextIntervalMs)
        {
            // Only now, so that a slot that was due already is taken by the interval it belongs to.
            IntervalMs = _nextIntervalMs;
            _lastSlot = TimeOf(nowMs) / IntervalMs;
        }

        return isDue;
    }

    /// <summary>Uptime at which the next slot starts.</summary>
    internal long NextDueMs(long nowMs)
    {
        long timeMs = TimeOf(nowMs);
        return nowMs + IntervalMs - (timeMs % IntervalMs);
    }

    private bool IsDue(long nowMs, uint doneSlot, out uint startSeconds)
    {
        long timeMs = TimeOf(nowMs);
        long slot = timeMs / IntervalMs;
        long startMs = slot * IntervalMs;
        startSeconds = _clock.IsSet ? (uint)(startMs / 1000) : 0;
        if (slot == _lastSlot)
        {
            return false;
        }

        bool sameEpoch = _lastEpoch == _clock.Epoch;
        if (sameEpoch && slot > _lastSlot + 1)
        {
            _counters.MissedSlots += (uint)(slot - _lastSlot - 1);
        }

        _lastSlot = slot;
        _lastEpoch = _clock.Epoch;
        if (_clock.IsSet && startSeconds == doneSlot)
        {
            return false;
        }

        if (timeMs - startMs < _graceMs)
        {
            return true;
        }

        // A node that starts, or learns the time, in the middle of a slot has not missed it.
        _counters.MissedSlots += sameEpoch ? 1u : 0u;
        return false;
    }

    private long TimeOf(long nowMs) => _clock.IsSet ? _clock.ToUnixMs(nowMs) : nowMs;
}
