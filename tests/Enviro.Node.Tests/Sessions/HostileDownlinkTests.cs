using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>Whatever is not the gateway's and new is counted as refused, once each, and changes nothing else that can be seen of a node.</summary>
public sealed class HostileDownlinkTests
{
    private static readonly string ChallengeTopic = Topics.ChallengeOf(NodeWorld.Urn);
    private static readonly string SessionTopic = Topics.SessionOf(NodeWorld.Urn);

    [Fact]
    public void Everything_delivered_before_replayed_in_its_session_is_refused()
    {
        using NodeWorld world = Busy();
        Refuse(world, [.. world.Link.Delivered]);
        Assert.Equal(1u, world.Agent.Counters.StaleChallenges);
        Assert.True(world.Agent.Counters.ReplayedDownlink >= 5);
        StillWorks(world);
    }

    [Fact]
    public void Everything_of_an_earlier_session_is_refused_after_a_reconnect_and_after_a_restart()
    {
        using NodeWorld world = Busy();
        (string, byte[])[] captured = [.. world.Link.Delivered];
        world.Link.IsConnected = false;
        world.Run(1_000);
        world.Link.IsConnected = true;
        world.Run(1_000);
        Assert.Equal(2u, world.Agent.Counters.Sessions);
        Refuse(world, captured);
        StillWorks(world);

        world.Start();
        world.Run(1_000);
        Refuse(world, captured);
        world.Start(StartKind.Wake);
        world.Run(1_000);
        Refuse(world, captured);
        StillWorks(world);
    }

    [Fact]
    public void Everything_is_refused_before_there_is_a_session()
    {
        using NodeWorld world = Busy();
        (string, byte[])[] captured = [.. world.Link.Delivered];
        world.Gateway.IsDeaf = true;
        world.Start();
        world.Step();
        Refuse(world, captured);
        Assert.False(world.Agent.IsInSession);
    }

    [Fact]
    public void What_is_meant_for_another_node_or_comes_on_another_topic_is_refused()
    {
        using NodeWorld world = Busy();
        byte[][] fresh = Fresh(world);
        string[] topics =
        [
            Topics.SessionOf("urn:dev:mac:0000000000000000"), Topics.ReadingOf(NodeWorld.Urn), Topics.HelloOf(NodeWorld.Urn), "", "enviro/v1/" + NodeWorld.Urn + "/down/ack",
            ChallengeTopic,
        ];
        Refuse(world, [.. from topic in topics from message in fresh select (topic, message)]);
        Assert.Equal((uint)((topics.Length - 1) * fresh.Length), world.Agent.Counters.ForeignDownlink);
        Assert.Equal((uint)fresh.Length, world.Agent.Counters.MalformedDownlink);

        DownlinkSession others = DownlinkSession.Derive(new byte[32], new byte[32], [1]);
        Refuse(world, [(SessionTopic, others.Seal(DownlinkKind.Configuration, 0, new NodeConfiguration(1).Encode()))]);
        Assert.Equal(1u, world.Agent.Counters.ForgedDownlink);
    }

    [Fact]
    public void A_message_with_any_bit_altered_is_refused()
    {
        foreach (int kind in Enumerable.Range(0, 5))
        {
            using NodeWorld world = Busy();
            byte[] genuine = Fresh(world)[kind];
            Refuse(world, [.. EveryBit(genuine).Select(altered => (SessionTopic, altered))]);
            Assert.True(world.Agent.Counters.ForgedDownlink > 200);
        }
    }

    [Fact]
    public void A_challenge_with_any_bit_altered_makes_no_session()
    {
        using NodeWorld world = new();
        byte[]? genuine = null;
        world.Gateway.WantsEvidence = true;
        world.Link.DownChallenge = challenge =>
        {
            genuine = challenge;
            return [];
        };
        world.Start(withTime: false);
        world.Step();
        Refuse(world, [.. EveryBit(genuine!).Select(altered => (ChallengeTopic, altered))]);
        Assert.False(world.Agent.IsInSession);
        Assert.False(world.Agent.IsClockSet);

        // None of it spent the nonce: the genuine one still serves.
        world.Link.Deliver(genuine!, ChallengeTopic);
        world.Settle();
        Assert.True(world.Agent.IsInSession);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Challenges_by_another_signer_with_another_nonce_or_for_another_node_make_no_session(bool inSession)
    {
        using NodeWorld world = new();
        byte[] nonce = [];
        world.Link.DownChallenge = challenge =>
        {
            nonce = Challenge.Parse(challenge).HelloNonce;
            return inSession ? [challenge] : [];
        };
        world.Start();
        world.Settle();
        byte[] other = FakeCurve.PublicKey(200);
        byte[] ephemeral = FakeCurve.PublicKey(33);
        long later = world.NowMs + 3_600_000;
        byte[] genuineHeader = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, CoseKey.Thumbprint(FakeGateway.ServiceKey));
        byte[] payload = Challenge.EncodePayload(FakeGateway.NodeThumbprint, nonce, ephemeral, later, []);
        byte[] othersSignature = FakeCurve.Sign(other, TypedMessage.DigestOf(genuineHeader, payload));
        Refuse(
            world,
            [
                (ChallengeTopic, FakeGateway.MakeChallenge(other, FakeGateway.NodeThumbprint, nonce, ephemeral, later, [])),
                (ChallengeTopic, FakeGateway.MakeChallenge(FakeElement.PublicKey, FakeGateway.NodeThumbprint, nonce, ephemeral, later, [])),
                (ChallengeTopic, TypedMessage.Sign1(genuineHeader, payload, othersSignature)),
                (ChallengeTopic, FakeGateway.MakeChallenge(FakeGateway.ServiceKey, FakeGateway.NodeThumbprint, new byte[32], ephemeral, later, [])),
                (ChallengeTopic, FakeGateway.MakeChallenge(FakeGateway.ServiceKey, CoseKey.Thumbprint(other), nonce, ephemeral, later, [])),
                (ChallengeTopic, FakeGateway.MakeSharedChallenge(new byte[32], nonce, later)),
            ]);
        Assert.Equal(inSession, world.Agent.IsInSession);
    }

    [Fact]
    public void Old_challenges_do_not_keep_the_secure_element_busy()
    {
        using NodeWorld world = Busy();
        byte[] challenge = world.Link.Delivered.First(d => d.Topic == ChallengeTopic).Message;
        int verifications = world.Element.Verifications;
        Refuse(world, [.. Enumerable.Repeat((ChallengeTopic, challenge), 100)]);
        Assert.Equal(verifications, world.Element.Verifications);
    }

    /// <summary>A node that has had a message of every kind.</summary>
    private static NodeWorld Busy()
    {
        NodeWorld world = new();
        world.Gateway.WantsEvidence = true;
        world.Start();
        world.Run(1_000);
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Time, world.NowMs, []));
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Configuration, world.NowMs, new NodeConfiguration(120).Encode()));
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Challenge, world.NowMs, new byte[32]));
        Assert.True(world.Run(1_000));
        Assert.Equal((0, 2), (world.Agent.WaitingCount, world.Gateway.Evidence.Count));

        // One message waits for an answer that somebody might forge.
        world.Link.Down = _ => [];
        world.Run(2 * NodeWorld.IntervalMs);
        world.Link.Down = null;
        Assert.Equal(1, world.Agent.WaitingCount);
        return world;
    }

    /// <summary>A message of every kind that the node would obey.</summary>
    private static byte[][] Fresh(NodeWorld world)
    {
        byte[] hash = Sha256.HashData(world.Link.Published[^1]);
        long later = world.NowMs + 3_600_000;
        return
        [
            world.Gateway.Seal(DownlinkKind.Acknowledgement, later, new Acknowledgement(hash, 0).Encode()),
            world.Gateway.Seal(DownlinkKind.Time, later, []),
            world.Gateway.Seal(DownlinkKind.Configuration, later, new NodeConfiguration(1).Encode()),
            world.Gateway.Seal(DownlinkKind.Challenge, later, FakeGateway.EvidenceNonce),
            world.Gateway.Seal(DownlinkKind.Appraisal, later, [9]),
        ];
    }

    private static IEnumerable<byte[]> EveryBit(byte[] genuine)
    {
        for (int bit = 0; bit < genuine.Length * 8; bit++)
        {
            byte[] altered = [.. genuine];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return altered;
        }
    }

    private static void Refuse(NodeWorld world, (string Topic, byte[] Message)[] downlink)
    {
        world.Settle();
        Snapshot before = Snapshot.Of(world);
        long refused = Snapshot.RefusalsOf(world.Agent.Counters);
        foreach ((string topic, byte[] message) in downlink)
        {
            world.Link.Deliver(message, topic);
        }

        world.Settle();
        before.AssertUnchanged(world);
        Assert.Equal(downlink.Length, Snapshot.RefusalsOf(world.Agent.Counters) - refused);
    }

    private static void StillWorks(NodeWorld world)
    {
        Assert.True(world.Run(5 * NodeWorld.IntervalMs));
        Assert.Equal(0, world.Lost);
        Assert.True(world.Agent.IsInSession);
    }
}
