using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Checks of readings at the source: within what the sensor can measure, no faster than what is measured can change, not stuck. They find and say; they
/// drop nothing and change nothing. What they remember is lost with the power: the first reading after a start is checked for its range only.
/// </summary>
public sealed class QualityChecks
{
    /// <summary>
    /// The shortest time a change is measured against. What is measured may change by <see cref="ReadingLimits.MaxChangePerMinute"/> within a minute;
    /// in proportion to a second that would be less than a sensor's noise.
    /// </summary>
    public const int MinElapsedMs = 60_000;

    private readonly ReadingHistory _history = new ReadingHistory();
    private long _nowMs;
    private bool _keeps;

    /// <summary>Begins with the readings of one moment.</summary>
    /// <param name="nowMs">Uptime in ms, 0 or more, when they were taken.</param>
    /// <param name="keeps">Whether the readings after them are compared with these; false leaves everything remembered as it was.</param>
    public void Begin(long nowMs, bool keeps)
    {
        _nowMs = nowMs;
        _keeps = keeps;
        _history.BeginRound();
    }

    /// <summary>
    /// Checks one reading and returns its flags, of <see cref="ReadingQuality"/>. A name that a sensor gives twice at one moment is checked for its range
    /// the second time, since two values of one moment say nothing about change.
    /// </summary>
    /// <param name="sensor">Name of the sensor, so that two sensors may use one name for their readings.</param>
    /// <param name="reading">The reading as the sensor gave it; kept until the next one of that name.</param>
    /// <param name="limits">What can be true of it; null for no checks.</param>
    public uint Check(string sensor, Reading reading, ReadingLimits? limits)
    {
        bool isWithin = limits == null || (reading.Mantissa >= limits.Minimum && reading.Mantissa <= limits.Maximum);
        uint flags = isWithin ? 0 : ReadingQuality.OutOfRange;
        int place = _history.Find(sensor, reading.Name);
        if (place >= 0 && _history.IsRepeated(place))
        {
            return flags;
        }

        if (place < 0 || !_history.IsComparable(place, reading))
        {
            if (_keeps)
            {
                _history.Start(place, sensor, reading, isWithin, _nowMs);
            }

            return flags;
        }

        int equalInRow = _history.EqualInRow(place, reading);
        if (limits != null)
        {
            flags |= limits.StuckAfter > 0 && equalInRow > 1 && equalInRow >= limits.StuckAfter ? ReadingQuality.Stuck : 0;
            flags |= IsTooFast(place, reading, limits) ? ReadingQuality.RateOfChange : 0;
        }

        if (_keeps)
        {
            _history.Follow(place, reading, equalInRow, isWithin, _nowMs);
        }

        return flags;
    }

    /// <summary>The most a value may change in a time, rounded down and at most 2^64 − 1: change a minute × ms ÷ 60,000 without overflow.</summary>
    private static ulong MaxChangeOf(long perMinute, long elapsedMs)
    {
        ulong rate = (ulong)perMinute;
        ulong minutes = (ulong)elapsedMs / 60_000;
        ulong restMs = (ulong)elapsedMs % 60_000;
        if (minutes > 0 && rate > ulong.MaxValue / minutes)
        {
            return ulong.MaxValue;
        }

        // rate × rest ÷ 60,000 with the rate in two parts, so that neither product exceeds 64 bits.
        ulong whole = rate * minutes;
        ulong part = (rate / 60_000 * restMs) + (rate % 60_000 * restMs / 60_000);
        return part > ulong.MaxValue - whole ? ulong.MaxValue : whole + part;
    }

    // A value out of range is no measurement, so the one after it is compared with the last that was one.
    private bool IsTooFast(int place, Reading reading, ReadingLimits limits)
    {
        if (limits.MaxChangePerMinute <= 0 || !_history.TryGetBase(place, out long before, out long beforeMs))
        {
            return false;
        }

        // Differences of 64-bit numbers fit 64 bits without a sign.
        ulong change = reading.Mantissa >= before ? (ulong)reading.Mantissa - (ulong)before : (ulong)before - (ulong)reading.Mantissa;
        long elapsedMs = _nowMs - beforeMs;
        return change > MaxChangeOf(limits.MaxChangePerMinute, elapsedMs < MinElapsedMs ? MinElapsedMs : elapsedMs);
    }
}
