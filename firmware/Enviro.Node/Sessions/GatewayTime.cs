namespace Enviro.Node;

/// <summary>
/// When the gateway's time is believed: only as the answer to something of ours that did not exist a moment ago, for then the gateway read
/// its clock in between. What was held back on its way, by a broker or by someone who wants the clock set back, comes too late.
/// </summary>
internal sealed class GatewayTime
{
    private readonly NodeSettings _settings;
    private readonly NodeClock _clock;
    private readonly NodeCounters _counters;

    internal GatewayTime(NodeSettings settings, NodeClock clock, NodeCounters counters)
    {
        _settings = settings;
        _clock = clock;
        _counters = counters;
    }

    /// <summary>Takes the time of an answer to what was made at <paramref name="askedMs"/>, uptime, if that is not too long ago.</summary>
    internal void Take(long nowMs, long unixMs, long askedMs)
    {
        long underWayMs = nowMs - askedMs;
        if (underWayMs <= _settings.AckTimeoutMs && _clock.TryAdopt(nowMs, unixMs, underWayMs, _settings.ClockToleranceMs))
        {
            _counters.ClockAdoptions++;
        }
    }
}
