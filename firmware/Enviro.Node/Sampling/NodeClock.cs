namespace Enviro.Node;

/// <summary>The wall clock: what must be added to the uptime to get Unix time, once that is known.</summary>
internal sealed class NodeClock
{
    private const long MaxUnixMs = uint.MaxValue * 1000L;

    private long _offsetMs;

    internal bool IsSet { get; private set; }

    /// <summary>Changes with every setting, so that slots before and after are not compared.</summary>
    internal int Epoch { get; private set; }

    internal long ToUnixMs(long nowMs) => nowMs + _offsetMs;

    /// <summary>Sets the clock; false for a time outside what a message can carry, which changes nothing.</summary>
    internal bool TrySet(long nowMs, long unixMs)
    {
        if (unixMs <= 0 || unixMs > MaxUnixMs)
        {
            return false;
        }

        _offsetMs = unixMs - nowMs;
        IsSet = true;
        Epoch++;
        return true;
    }

    /// <summary>
    /// Takes the gateway's time when the clock was never set or differs by more than the tolerance and the time the answer may have been
    /// under way, which is how uncertain it is.
    /// </summary>
    internal bool TryAdopt(long nowMs, long unixMs, long underWayMs, long toleranceMs)
    {
        if (IsSet && unixMs <= MaxUnixMs)
        {
            long difference = ToUnixMs(nowMs) - unixMs;
            if ((difference < 0 ? -difference : difference) - underWayMs <= toleranceMs)
            {
                return false;
            }
        }

        return TrySet(nowMs, unixMs);
    }
}
