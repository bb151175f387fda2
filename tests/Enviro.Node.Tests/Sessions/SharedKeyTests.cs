using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A node without a key pair: everything it says is a COSE_Mac0 under the key it shares with its gateway.</summary>
public sealed class SharedKeyTests
{
    [Fact]
    public void Its_hello_and_readings_are_authenticated_and_its_element_signs_nothing()
    {
        using NodeWorld world = Create();
        world.Start(withTime: false);
        world.Run(3 * NodeWorld.IntervalMs);

        Hello hello = Assert.Single(world.Gateway.Hellos);
        Assert.True(hello.Envelope.IsMac);
        Assert.Empty(hello.PublicKey);
        Assert.Equal(CoseKey.SymmetricThumbprint(FakeGateway.SharedKey), hello.Envelope.KeyId);
        Assert.True(world.Agent.IsClockSet);
        Assert.Equal(0, world.Element.Signatures);
        Assert.Equal(0, world.Element.Verifications);
        Assert.Equal(0, world.Agent.WaitingCount);
        MacReadingMessage[] readings = [.. world.Link.Published.Select(MacReadingMessage.Parse)];
        Assert.True(readings.Length >= 3);
        Assert.All(readings, reading => Assert.True(reading.IsAuthenticUnder(FakeGateway.SharedKey)));
        Assert.All(readings, reading => Assert.Equal(hello.Envelope.KeyId, reading.Header.KeyId));
        Assert.Equal(Sha256.HashData(world.Link.Published[0]), readings[1].Header.Previous);
        Assert.Equal(Enumerable.Range(0, readings.Length).Select(i => (uint)i), readings.Select(reading => reading.Header.Sequence));
    }

    [Fact]
    public void Challenges_under_another_key_or_signed_by_one_make_no_session()
    {
        using NodeWorld world = Create();
        world.Link.DownChallenge = challenge =>
        {
            Challenge genuine = Challenge.Parse(challenge);
            byte[] other = [.. FakeGateway.SharedKey.Reverse()];
            return
            [
                FakeGateway.MakeSharedChallenge(other, genuine.HelloNonce, world.NowMs),
                FakeGateway.MakeChallenge(FakeGateway.ServiceKey, genuine.Node, genuine.HelloNonce, FakeCurve.PublicKey(5), world.NowMs, []),
                FakeGateway.MakeSharedChallenge(FakeGateway.SharedKey, new byte[32], world.NowMs),
            ];
        };
        world.Start(withTime: false);
        world.Settle();

        Assert.False(world.Agent.IsInSession);
        Assert.False(world.Agent.IsClockSet);
        Assert.Equal((2u, 1u), (world.Agent.Counters.ForgedDownlink, world.Agent.Counters.StaleChallenges));
        Assert.Empty(world.Link.Published);
    }

    [Fact]
    public void It_cannot_attest_and_says_nothing_when_asked()
    {
        using NodeWorld world = Create();
        world.Start();
        world.Run(1_000);
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Challenge, world.NowMs, new byte[32]));
        world.Run(1_000);

        Assert.Equal(1u, world.Agent.Counters.MalformedDownlink);
        Assert.Empty(world.Link.Evidence);
        Assert.True(world.Agent.IsIdle);
    }

    private static NodeWorld Create()
    {
        NodeWorld world = new();
        world.Settings.SharedKey = FakeGateway.SharedKey;
        world.Settings.GatewayKey = [];
        world.Settings.FirmwareDigest = [];
        return world;
    }
}
