namespace Enviro.Simulator;

/// <summary>
/// A clock that starts at a given moment and runs a given number of times faster than the machine's. Processes given the same three numbers
/// agree about the time, so a gateway and its nodes live in the same scaled day.
/// </summary>
/// <param name="realStart">When, by the machine's clock, the scaled clock starts.</param>
/// <param name="scaledStart">What it then shows.</param>
/// <param name="speed">How many scaled seconds pass in a real one.</param>
public sealed class ScaledTimeProvider(DateTimeOffset realStart, DateTimeOffset scaledStart, double speed) : TimeProvider
{
    /// <summary>How many scaled seconds pass in a real one.</summary>
    public double Speed => speed;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => scaledStart + ((System.GetUtcNow() - realStart) * speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    private TimeSpan Shorten(TimeSpan scaled) => scaled == Timeout.InfiniteTimeSpan ? scaled : scaled / speed;
}
