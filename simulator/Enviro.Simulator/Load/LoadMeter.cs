using System.Diagnostics;
using HdrHistogram;

namespace Enviro.Simulator;

/// <summary>
/// Counts what a load's nodes do, and how long each message took from when it was to be sent until its node believed the acknowledgement. For any number of threads;
/// reading is for one.
/// </summary>
internal sealed class LoadMeter
{
    // Microseconds, up to an hour, to three digits.
    private const long HighestUs = 3_600_000_000;
    private const int Digits = 3;

    private readonly Recorder _recorder = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(HighestUs).WithPrecisionOf(Digits).WithThreadSafeWrites().WithThreadSafeReads().Create();

    private long _sent;
    private long _acknowledged;
    private long _refused;
    private int _broken;
    private HistogramBase? _interval;

    /// <summary>Whether each node sends its next message as soon as the one before is acknowledged.</summary>
    internal volatile bool IsUnpaced;

    /// <summary>Set when the warm-up is over: at the next <see cref="Collect"/> the latencies so far are forgotten. The counts go on.</summary>
    internal volatile bool IsForgetting;

    /// <summary>Whether the load is over: connections that end now are not broken ones.</summary>
    internal volatile bool IsOver;

    /// <summary>Messages sent.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages acknowledged as kept, by an acknowledgement that is authentic.</summary>
    internal long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Messages that were acknowledged as refused.</summary>
    internal long Refused => Interlocked.Read(ref _refused);

    /// <summary>Connections that ended before the load did.</summary>
    internal int Broken => Volatile.Read(ref _broken);

    /// <summary>Messages sent and not answered.</summary>
    internal long Outstanding => Sent - Acknowledged - Refused;

    /// <summary>Latencies of the measured part in µs; complete after <see cref="Collect"/>.</summary>
    internal HistogramBase Latencies { get; } = new LongHistogram(1, HighestUs, Digits);

    internal void NoteSent() => Interlocked.Increment(ref _sent);

    internal void NoteBroken() => Interlocked.Increment(ref _broken);

    internal void NoteRefused() => Interlocked.Increment(ref _refused);

    /// <summary>A message was acknowledged as kept.</summary>
    /// <param name="intended">When it was to be sent, a timestamp of <see cref="Stopwatch"/>.</param>
    internal void NoteAcknowledged(long intended)
    {
        Interlocked.Increment(ref _acknowledged);
        NoteLatency(intended);
    }

    /// <summary>Counts how long a message has waited since it was to be sent.</summary>
    internal void NoteLatency(long intended) =>
        _recorder.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(intended).TotalMicroseconds, 1, HighestUs));

    /// <summary>Adds what was measured since the last call to the whole, and returns it.</summary>
    internal HistogramBase Collect()
    {
        _interval = _recorder.GetIntervalHistogram(_interval);
        if (IsForgetting)
        {
            IsForgetting = false;
            Latencies.Reset();
        }
        else
        {
            Latencies.Add(_interval);
        }

        return _interval;
    }
}
