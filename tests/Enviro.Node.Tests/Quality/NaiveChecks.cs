using System.Numerics;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>The rules of the checks once more, with numbers that have no end and a memory that forgets nothing.</summary>
internal sealed class NaiveChecks
{
    private readonly Dictionary<(string Sensor, string Name), Kept> _kept = [];
    private readonly HashSet<(string Sensor, string Name)> _seen = [];
    private long _nowMs;
    private bool _keeps;

    internal void Begin(long nowMs, bool keeps)
    {
        (_nowMs, _keeps) = (nowMs, keeps);
        _seen.Clear();
    }

    internal uint Check(string sensor, Reading reading, ReadingLimits limits)
    {
        bool isWithin = reading.Mantissa >= limits.Minimum && reading.Mantissa <= limits.Maximum;
        uint flags = isWithin ? 0 : ReadingQuality.OutOfRange;
        if (!_seen.Add((sensor, reading.Name)))
        {
            return flags;
        }

        Kept? before = _kept.GetValueOrDefault((sensor, reading.Name));
        if (before?.Last.Exponent != reading.Exponent || before.Last.Unit != reading.Unit)
        {
            before = null;
        }

        int equal = before != null && before.Last.Mantissa == reading.Mantissa ? before.Equal + 1 : 1;
        flags |= limits.StuckAfter > 0 && equal >= Math.Max(2, limits.StuckAfter) ? ReadingQuality.Stuck : 0;
        if (limits.MaxChangePerMinute > 0 && before?.Base is { } last)
        {
            BigInteger change = BigInteger.Abs((BigInteger)reading.Mantissa - last.Mantissa);
            BigInteger elapsed = Math.Max(_nowMs - last.AtMs, QualityChecks.MinElapsedMs);
            flags |= change * 60_000 > limits.MaxChangePerMinute * elapsed ? ReadingQuality.RateOfChange : 0;
        }

        if (_keeps)
        {
            _kept[(sensor, reading.Name)] = new Kept(reading, equal, isWithin ? (reading.Mantissa, _nowMs) : before?.Base);
        }

        return flags;
    }

    private sealed record Kept(Reading Last, int Equal, (long Mantissa, long AtMs)? Base);
}
