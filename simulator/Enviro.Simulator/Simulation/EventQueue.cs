namespace Enviro.Simulator;

/// <summary>Virtual time: what is due happens in its order, what is due at the same moment in the order in which it was asked for.</summary>
public sealed class EventQueue(long startMs) : TimeProvider
{
    private readonly PriorityQueue<Action, (long AtMs, long Order)> _events = new();
    private long _order;

    /// <summary>Now, Unix ms.</summary>
    public long NowMs { get; private set; } = startMs;

    /// <summary>Lets something happen at a time; at once if that is past.</summary>
    public void At(long unixMs, Action happening) => _events.Enqueue(happening, (Math.Max(unixMs, NowMs), _order++));

    /// <summary>Lets something happen after a while.</summary>
    public void After(long durationMs, Action happening) => At(NowMs + durationMs, happening);

    /// <summary>Lets everything happen that is due up to a time, which is then now.</summary>
    public void RunUntil(long unixMs)
    {
        while (_events.TryPeek(out _, out (long AtMs, long Order) next) && next.AtMs <= unixMs)
        {
            NowMs = next.AtMs;
            _events.Dequeue()();
        }

        NowMs = Math.Max(NowMs, unixMs);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    /// <inheritdoc/>
    public override long GetTimestamp() => NowMs * TimeSpan.TicksPerMillisecond;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
