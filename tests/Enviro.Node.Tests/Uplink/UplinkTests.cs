using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class UplinkTests
{
    [Fact]
    public void A_lost_message_or_acknowledgement_is_sent_again_with_growing_waits()
    {
        using NodeWorld world = new();
        List<long> times = [];
        world.Link.OnPublish = _ => times.Add(world.NowMs);
        world.Link.Up = _ => [];
        world.Settings.SampleIntervalMs = 86_400_000;
        world.Advance(86_400_000 - (NodeWorld.Epoch % 86_400_000));
        world.Start();
        world.Run(3_600_000);

        // A gateway that answers hellos and nothing else: each new session gets the message at once, between ever longer waits.
        long[] gaps = [.. times.Zip(times.Skip(1), (first, second) => second - first)];
        long[] waits = [.. gaps.Where(gap => gap > 100)];
        Assert.InRange(gaps.Length - waits.Length, 1, 4);
        Assert.Equal(gaps.Length - waits.Length, (int)world.Agent.Counters.Sessions - 1);
        Assert.InRange(waits[0], 10_000, 12_500);
        Assert.InRange(waits[1], 20_000, 25_000);
        Assert.InRange(waits[2], 40_000, 50_000);
        Assert.All(waits, wait => Assert.InRange(wait, 10_000, 375_000));
        Assert.InRange(waits[^1], 300_000, 375_000);
        Assert.Equal((uint)gaps.Length, world.Agent.Counters.Resent);
        Assert.Single(world.Link.Published.Select(Convert.ToHexString).Distinct());
    }

    [Fact]
    public void A_reconnected_link_gets_the_outstanding_message_at_once()
    {
        using NodeWorld world = new();
        world.Link.Up = _ => [];
        world.Start();
        world.Run(45_000);
        world.Link.IsConnected = false;
        world.Run(2_000);
        world.Link.Up = null;
        world.Link.IsConnected = true;
        world.Run(1_100);

        Assert.Single(world.Gateway.Kept);
    }

    [Fact]
    public void A_link_that_takes_nothing_is_tried_again_and_counted()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs - 1);
        world.Link.Refuses = true;
        world.Run(10_001);
        Assert.Equal(10u, world.Agent.Counters.PublishFailures);

        world.Link.Refuses = false;
        world.Run(2_000);
        Assert.Equal(2, world.Gateway.Kept.Count);
        Assert.Equal(0u, world.Agent.Counters.Resent);
    }

    [Fact]
    public void A_flood_of_downlink_does_not_keep_the_node_from_measuring()
    {
        using NodeWorld world = new();
        world.Start();
        for (int i = 0; i < 100; i++)
        {
            world.Link.Deliver([0]);
        }

        Assert.Equal(world.UptimeMs, world.Step());
        Assert.Equal(1u, world.Agent.Counters.Stored);
        Assert.Equal(8u, world.Agent.Counters.MalformedDownlink);
    }

    [Fact]
    public void A_message_refused_for_good_is_forgotten_and_counted_by_its_result()
    {
        using NodeWorld world = new();
        world.Gateway.Judge = message => message.Header.Sequence switch { 1 => 5u, 2 => 99u, _ => 0u };
        world.Start();
        world.Run(4 * NodeWorld.IntervalMs);

        NodeCounters counters = world.Agent.Counters;
        Assert.Equal((2u, 1u, 1u, 0u), (counters.Refused, counters.RefusedWith(5), counters.RefusedWith(NodeCounters.MaxResult), counters.RefusedWith(4)));
        Assert.Equal(2u, counters.Acknowledged);
        Assert.Equal([0u, 3u], world.Gateway.Kept.Select(message => message.Header.Sequence));
        Assert.Equal(Sha256.HashData(world.Link.Published[2]), world.Gateway.Kept[1].Header.Previous);
        Assert.Equal(99u, world.Agent.LastRefusal!.Result);
        Assert.Equal(0, world.Agent.WaitingCount);
    }

    [Fact]
    public void A_full_outbox_drops_the_oldest_and_the_gap_is_visible()
    {
        using NodeWorld world = new(4);
        world.Start();
        world.Run(NodeWorld.IntervalMs + 1_000);
        world.Link.Up = _ => [];
        world.Run(40 * NodeWorld.IntervalMs);
        Assert.True(world.Dropped > 0);
        Assert.Equal(world.Agent.Counters.Stored, world.Agent.Counters.Acknowledged + world.Dropped + (uint)world.Agent.WaitingCount);

        world.Link.Up = null;
        world.Run(10 * NodeWorld.IntervalMs);
        Assert.Equal((int)world.Dropped, world.Lost);
        ReadingMessage afterGap = world.Gateway.Kept[2];
        Assert.Equal(2u + world.Dropped, afterGap.Header.Sequence);
        Assert.NotEqual(world.Gateway.KeptHashes[1], afterGap.Header.Previous);
    }

    [Fact]
    public void A_forgetting_that_flash_refuses_holds_nothing_up()
    {
        using NodeWorld world = new();
        world.Start();
        world.Step();
        world.Flash.Faults = () => Enviro.Simulator.FlashFault.Refused;
        world.Run(1_000);
        world.Flash.Faults = null;
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.Equal(1u, world.Agent.Counters.FlashFailures);

        world.Start();
        world.Run(NodeWorld.IntervalMs + 1_000);
        Assert.Equal(2, world.Gateway.Kept.Count);
        Assert.Equal(3, world.Link.Published.Count);
        Assert.True(world.Agent.IsIdle);
    }
}
