using Enviro.Simulator;

namespace Enviro.Node.Tests;

public sealed class SimulatedNodeTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void A_caller_who_comes_hours_late_finds_no_slot_missed()
    {
        using NodeWorld world = new();
        SimulatedNode node = Create(world, new VirtualClock());
        node.Start(NodeWorld.Epoch);
        node.Step(NodeWorld.Epoch + Hour - 1);

        Assert.Equal(60u, node.Agent!.Counters.Stored);
        Assert.Equal(0u, node.Agent.Counters.MissedSlots);
        Assert.Equal(60, world.Gateway.Kept.Count + node.Agent.WaitingCount);
    }

    [Fact]
    public void Recorded_rows_arrive_as_they_were_one_message_a_measured_row()
    {
        using NodeWorld world = new();
        CsvReplay replay = CsvReplay.Parse(
            "f.csv",
            [
                "station,time,pm25_ugm3,temp_c", "A,2017-02-01T00:00:00+08:00,5,-0.40", "A,2017-02-01T01:00:00+08:00,,",
                "A,2017-02-01T02:00:00+08:00,7,",
            ]);
        world.Settings.SampleIntervalMs = (int)Hour;
        world.Settings.ClockToleranceMs = long.MaxValue;
        world.Link.UnixMs = NodeWorld.Epoch;
        VirtualClock clock = new();
        SimulatedNode node = new(
            world.Settings, world.Element, [new CsvReplaySensor(replay.Series[0], clock)], world.Flash, world.Link, clock);
        node.Start(replay.FirstUnixMs);
        for (long now = replay.FirstUnixMs; now <= replay.LastUnixMs + 100; now += 50_000)
        {
            node.Step(now);
        }

        node.Step(replay.LastUnixMs + 200);
        Assert.Equal([replay.FirstUnixMs / 1000, replay.LastUnixMs / 1000], world.Gateway.Kept.Select(message => message.Pack.Time));
        Assert.Equal((-40L, -2), (world.Gateway.Kept[0].Pack.Readings[1].Mantissa, world.Gateway.Kept[0].Pack.Readings[1].Exponent));
        Assert.Single(world.Gateway.Kept[1].Pack.Readings);
        Assert.Equal(1u, node.Agent!.Counters.EmptySlots);
        Assert.Equal(0u, node.Agent.Counters.ClockAdoptions);
    }

    [Fact]
    public void A_power_cut_stops_the_node_until_it_is_started_and_nothing_stored_is_lost()
    {
        using NodeWorld world = new();
        SimulatedNode node = Create(world, new VirtualClock());
        node.Start(NodeWorld.Epoch);
        world.Link.IsConnected = false;
        node.Step(NodeWorld.Epoch + (5 * 60_000) - 1);
        world.Flash.CutPowerAfter(100);
        Assert.Equal(long.MaxValue, node.Step(NodeWorld.Epoch + (9 * 60_000)));
        Assert.Null(node.Agent);
        Assert.Equal(1, node.PowerCuts);

        world.Link.IsConnected = true;
        node.Start(NodeWorld.Epoch + (10 * 60_000) + 30_000);
        for (int i = 0; i < 10; i++)
        {
            node.Step(NodeWorld.Epoch + (10 * 60_000) + 31_000 + i);
        }

        Assert.Equal(5, world.Gateway.Kept.Count);
        node.PowerCut();
        Assert.Equal(2, node.PowerCuts);
        Assert.Null(node.Outbox);
    }

    private static SimulatedNode Create(NodeWorld world, VirtualClock clock) =>
        new(world.Settings, world.Element, [world.Sensor], world.Flash, world.Link, clock);
}
