namespace Enviro.Gateway.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class TestClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(Verification.Tests.TestNode.StartS + 3600);

    internal long NowMs => _now.ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => _now;

    internal void Advance(double seconds) => _now += TimeSpan.FromSeconds(seconds);
}
