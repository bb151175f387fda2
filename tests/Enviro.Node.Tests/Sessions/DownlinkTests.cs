using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>What the gateway tells the node in a session, and that nothing else is obeyed.</summary>
public sealed class DownlinkTests
{
    [Fact]
    public void Evidence_is_made_when_a_challenge_asks_and_its_appraisal_is_remembered()
    {
        using NodeWorld world = new();
        world.Gateway.WantsEvidence = true;
        world.Gateway.Verdict = 24;
        world.Settings.SettingsVersion = 12;
        world.Settings.LastRestart = new RestartReport(RestartReason.Watchdog, 3_600, "flash");
        world.Start();
        world.Run(1_000);

        Evidence evidence = Assert.Single(world.Gateway.Evidence);
        EvidenceClaims claims = evidence.Claims;
        Assert.Equal(FakeGateway.EvidenceNonce, claims.Nonce);
        Assert.Equal(FakeGateway.NodeThumbprint, evidence.KeyId);
        Assert.Equal(world.Element.Certificates, evidence.Certificates);
        Assert.Equal(EvidenceClaims.UeidOf(NodeWorld.Urn), claims.Ueid);
        Assert.Equal(("enviro-node", "1.2.0", "bench", "A"), (claims.SoftwareName, claims.SoftwareVersion, claims.HardwareModel, claims.HardwareVersion));
        Assert.Equal(world.Settings.FirmwareDigest, claims.FirmwareDigest);
        Assert.Equal(world.Element.ConfigurationDigest, claims.ConfigurationDigest);
        Assert.Equal((1u, 1u), (claims.BootCount, claims.DebugStatus));
        Assert.Equal(FakeGateway.EvidenceNonce, claims.Quote!.Random);
        Assert.Equal(
            (12u, RestartReason.Watchdog, 3_600u, "flash"),
            (claims.SettingsVersion, claims.LastRestart!.Reason, claims.LastRestart.UptimeS, claims.LastRestart.Text));
        Assert.True(world.Agent.IsAppraised);
        Assert.Equal(24u, world.Agent.LastAppraisal);
        Assert.True(world.Agent.IsIdle);

        byte[] nonce = [.. Enumerable.Repeat((byte)0x77, 32)];
        world.Element.Quotes = false;
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Challenge, world.NowMs, nonce));
        world.Run(1_000);
        Assert.Equal(nonce, world.Gateway.Evidence[1].Claims.Nonce);
        Assert.Null(world.Gateway.Evidence[1].Claims.Quote);
    }

    [Fact]
    public void Evidence_nobody_appraises_is_sent_again_unaltered_and_then_given_up()
    {
        using NodeWorld world = new();
        world.Gateway.WantsEvidence = true;
        world.Sensor.GivesReading = false;
        world.Sensor.Status = SensorStatus.Absent;
        world.Link.Up = _ => [];
        world.Start();
        world.Settle();
        Assert.False(world.Agent.IsIdle);
        world.Run(3_600_000);

        Assert.Equal(world.Settings.MaxAttempts, world.Link.Evidence.Count);
        Assert.Single(world.Link.Evidence.Select(Convert.ToHexString).Distinct());
        Assert.Equal(1u, world.Agent.Counters.UnappraisedEvidence);
        Assert.True(world.Agent.IsIdle);
        Assert.False(world.Agent.IsAppraised);
    }

    [Fact]
    public void A_configured_interval_holds_from_the_next_slot_until_the_restart()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs / 2);
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Configuration, world.NowMs, new NodeConfiguration(10).Encode()));
        world.Run(NodeWorld.IntervalMs / 2);
        Assert.Equal(10_000, world.Agent.SampleIntervalMs);
        Assert.Equal([0L, 40, 50], world.Gateway.Kept.Select(m => m.Pack.Time - (NodeWorld.Epoch / 1000)));
        Assert.Equal(0u, world.Agent.Counters.MissedSlots);

        world.Start(StartKind.Wake);
        world.Run(NodeWorld.IntervalMs);
        Assert.Equal(NodeWorld.IntervalMs, world.Agent.SampleIntervalMs);
        Assert.Equal(4, world.Gateway.Kept.Count);
    }

    [Fact]
    public void A_configuration_that_comes_at_the_start_of_a_slot_does_not_cost_it()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs - 1);
        world.Advance(1);
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Configuration, world.NowMs, new NodeConfiguration(86_400).Encode()));
        world.Settle();

        Assert.Equal(2, world.Gateway.Kept.Count);
        Assert.Equal(NodeWorld.Epoch + NodeWorld.IntervalMs, world.Gateway.Kept[1].Pack.Time * 1000L);
    }

    [Fact]
    public void A_time_is_believed_only_soon_after_the_hello_of_its_session()
    {
        using NodeWorld world = new();
        world.Sensor.GivesReading = false;
        world.Sensor.Status = SensorStatus.Absent;
        world.Start();
        world.Settle();
        long wrong = world.NowMs + 3_600_000;
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Time, wrong, []));
        world.Settle();
        Assert.Equal(wrong, world.Agent.GetTime(world.UptimeMs));

        world.Run(world.Settings.AckTimeoutMs + 1);
        world.Link.Deliver(world.Gateway.Seal(DownlinkKind.Time, world.NowMs, []));
        world.Settle();
        Assert.Equal(1u, world.Agent.Counters.ClockAdoptions);
        Assert.Equal(wrong + world.Settings.AckTimeoutMs + 1, world.Agent.GetTime(world.UptimeMs));
    }

    [Theory]
    [InlineData(DownlinkKind.Acknowledgement, "")]
    [InlineData(DownlinkKind.Acknowledgement, "8240001801")]
    [InlineData(DownlinkKind.Time, "00")]
    [InlineData(DownlinkKind.Configuration, "a10100")]
    [InlineData(DownlinkKind.Configuration, "a1011a00015181")]
    [InlineData(DownlinkKind.Challenge, "00112233")]
    [InlineData(DownlinkKind.Appraisal, "")]
    [InlineData(DownlinkKind.Appraisal, "0000")]
    [InlineData((DownlinkKind)5, "00")]
    [InlineData((DownlinkKind)int.MaxValue, "")]
    public void Authentic_messages_with_a_body_that_is_none_of_theirs_change_nothing(DownlinkKind kind, string body)
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(1_000);
        Snapshot before = Snapshot.Of(world);
        world.Link.Deliver(world.Gateway.Seal(kind, world.NowMs + 5_000_000, Convert.FromHexString(body)));
        world.Settle();

        before.AssertUnchanged(world);
        Assert.Equal(1u, kind > DownlinkKind.Appraisal ? world.Agent.Counters.UnknownDownlink : world.Agent.Counters.MalformedDownlink);
    }
}
