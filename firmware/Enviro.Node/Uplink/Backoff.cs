namespace Enviro.Node;

/// <summary>
/// Waits that double up to a limit. Up to a quarter is added, from a generator with the node's own seed: a fleet that lost its gateway
/// does not come back in step, and a run can still be repeated exactly.
/// </summary>
internal sealed class Backoff
{
    private readonly int _initialMs;
    private readonly int _maxMs;
    private uint _random;
    private int _nextMs;

    internal Backoff(int initialMs, int maxMs, uint seed)
    {
        _initialMs = initialMs;
        _maxMs = maxMs;
        _random = seed | 1;
        _nextMs = initialMs;
    }

    internal void Reset() => _nextMs = _initialMs;

    internal int NextMs()
    {
        int waitMs = _nextMs;
        _nextMs = waitMs >= _maxMs / 2 ? _maxMs : waitMs * 2;

        // xorshift32 (Marsaglia 2003).
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return waitMs + (int)(_random % (uint)((waitMs / 4) + 1));
    }
}
