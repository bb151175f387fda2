using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class NodeAgentTests
{
    [Fact]
    public void A_sample_becomes_one_message_that_is_kept_and_forgotten()
    {
        using NodeWorld world = new();
        world.Start();

        Assert.True(world.Run(3 * NodeWorld.IntervalMs));

        Assert.Equal(3, world.Gateway.Kept.Count);
        Assert.Equal(3u, world.Agent.Counters.Acknowledged);
        Assert.Equal(3, world.Link.Published.Count);
        Assert.True(world.Agent.IsIdle);
        ReadingMessage second = world.Gateway.Kept[1];
        Assert.Equal(1u, second.Header.Boot);
        Assert.Equal(1u, second.Header.Sequence);
        Assert.Equal(world.Gateway.KeptHashes[0], second.Header.Previous);
        Assert.Equal(FakeGateway.NodeThumbprint, second.Header.KeyId);
        Assert.Equal((NodeWorld.Epoch + NodeWorld.IntervalMs) / 1000, second.Header.IssuedAt);
        Assert.Equal(0u, second.Header.Flags);
        Assert.Equal(NodeWorld.Urn + "_", second.Pack.NodeName);
        Assert.Equal((NodeWorld.Epoch + NodeWorld.IntervalMs) / 1000, second.Pack.Time);
        Assert.Equal(1, second.Pack.Readings[0].Mantissa);
        Assert.Equal(new byte[32], world.Gateway.Kept[0].Header.Previous);
    }

    [Fact]
    public void A_sample_taken_late_belongs_to_its_slot_and_one_too_late_is_missed()
    {
        using NodeWorld world = new();
        world.Advance(world.Settings.SlotGraceMs - 1);
        world.Start();
        world.Settle();
        Assert.Equal(NodeWorld.Epoch / 1000, world.Gateway.Kept[0].Pack.Time);

        world.Advance(NodeWorld.IntervalMs + 1);
        world.Settle();
        Assert.Equal(1u, world.Agent.Counters.MissedSlots);

        world.Advance(3 * NodeWorld.IntervalMs);
        world.Settle();
        Assert.Equal(4u, world.Agent.Counters.MissedSlots);
        Assert.Single(world.Gateway.Kept);
    }

    [Fact]
    public void The_agent_asks_to_be_called_at_the_next_slot()
    {
        using NodeWorld world = new();
        world.Advance(1_234);
        world.Start();

        world.Settle();
        long next = world.Step();

        Assert.Equal(NodeWorld.IntervalMs - 1_234, next);
    }

    [Fact]
    public void A_node_without_a_clock_sends_no_time_and_takes_it_from_the_challenge()
    {
        using NodeWorld world = new();
        world.Start(withTime: false);

        Assert.True(world.Run(NodeWorld.IntervalMs + 1_000));

        ReadingMessage first = world.Gateway.Kept[0];
        Assert.False(first.Header.HasIssuedAt);
        Assert.False(first.Pack.HasTime);
        Assert.Equal(ReadingFlags.ClockNotSynchronised, first.Header.Flags);
        Assert.Equal(1u, world.Agent.Counters.ClockAdoptions);
        ReadingMessage last = world.Gateway.Kept[^1];
        Assert.Equal((NodeWorld.Epoch + NodeWorld.IntervalMs) / 1000, last.Pack.Time);
        Assert.Equal(0u, last.Header.Flags);
    }

    [Fact]
    public void A_node_that_never_learns_the_time_goes_on_without_it()
    {
        using NodeWorld world = new();
        world.Link.IsConnected = false;
        world.Start(withTime: false);
        Assert.True(world.Run(3 * NodeWorld.IntervalMs));

        Assert.False(world.Agent.IsClockSet);
        Assert.Equal(3, world.Agent.WaitingCount);
    }

    [Fact]
    public void A_wrong_clock_is_corrected_and_a_nearly_right_one_left_alone()
    {
        using NodeWorld world = new();
        world.Start(withTime: false);
        Assert.True(world.Agent.SetTime(0, NodeWorld.Epoch - world.Settings.ClockToleranceMs));
        world.Run(NodeWorld.IntervalMs * 2);
        Assert.Equal(0u, world.Agent.Counters.ClockAdoptions);
        Assert.NotEmpty(world.Gateway.Kept);

        Assert.True(world.Agent.SetTime(world.UptimeMs, world.NowMs + 3_600_000));
        world.Run(NodeWorld.IntervalMs * 2);
        Assert.Equal(1u, world.Agent.Counters.ClockAdoptions);
        Assert.InRange(world.Agent.GetTime(world.UptimeMs), world.NowMs - 100, world.NowMs);
    }

    [Fact]
    public void A_time_no_message_can_carry_is_refused()
    {
        using NodeWorld world = new();
        world.Start(withTime: false);

        Assert.False(world.Agent.SetTime(0, 0));
        Assert.False(world.Agent.SetTime(0, 4_294_967_295_001));
        Assert.False(world.Agent.SetTime(0, long.MaxValue));
        Assert.False(world.Agent.IsClockSet);
    }

    [Fact]
    public void An_answer_held_back_does_not_set_the_clock()
    {
        using NodeWorld world = new();
        byte[]? held = null;
        world.Link.DownChallenge = challenge =>
        {
            held = challenge;
            return [];
        };
        world.Start(withTime: false);
        world.Run(15_000);
        Assert.Equal(2, world.Link.Hellos.Count);

        // The second hello waits at least 20 s for its challenge, which tells the time for only 10.
        world.Advance(world.Settings.AckTimeoutMs);
        world.Link.DownChallenge = null;
        world.Link.Deliver(held!, Topics.ChallengeOf(NodeWorld.Urn));
        held = null;
        world.Link.Down = ack =>
        {
            held ??= ack;
            return [];
        };
        world.Settle();
        Assert.True(world.Agent.IsInSession);
        Assert.False(world.Agent.IsClockSet);

        world.Advance(world.Settings.AckTimeoutMs + 1);
        world.Link.Deliver(held!);
        world.Settle();
        Assert.Equal(1u, world.Agent.Counters.Acknowledged);
        Assert.False(world.Agent.IsClockSet);
    }

    [Fact]
    public void Setting_the_clock_again_in_a_slot_does_not_sample_it_twice()
    {
        using NodeWorld world = new();
        world.Start();
        world.Settle();
        world.Advance(1_000);
        Assert.True(world.Agent.SetTime(world.UptimeMs, world.NowMs - 500));
        world.Settle();

        Assert.Single(world.Gateway.Kept);
        Assert.Equal(1, world.Sensor.Reads);
    }

    [Fact]
    public void A_sensor_with_nothing_to_measure_gives_no_message_and_no_fault()
    {
        using NodeWorld world = new();
        world.Sensor.GivesReading = false;
        world.Sensor.Status = SensorStatus.Absent;
        world.Start();
        world.Run(2 * NodeWorld.IntervalMs);

        Assert.Empty(world.Link.Published);
        Assert.Equal(2u, world.Agent.Counters.EmptySlots);
        Assert.Equal(0u, world.Agent.Counters.SensorFaults);
        Assert.Equal(0, world.Element.Signatures);
    }

    [Fact]
    public void A_faulty_sensor_without_readings_is_only_counted()
    {
        using NodeWorld world = new();
        world.Sensor.GivesReading = false;
        world.Sensor.Status = SensorStatus.Fault;
        world.Start();
        world.Run(2 * NodeWorld.IntervalMs);

        Assert.Empty(world.Link.Published);
        Assert.Equal(0u, world.Agent.Counters.EmptySlots);
        Assert.Equal(2u, world.Agent.Counters.SensorFaults);
    }

    [Fact]
    public void A_fault_beside_readings_is_flagged_and_so_is_the_boards_condition()
    {
        using NodeWorld world = new();
        world.Sensor.Status = SensorStatus.Fault;
        world.Start();
        world.Agent.BoardFlags = ReadingFlags.SupplyLow | ReadingFlags.SentLate;
        world.Settle();

        Assert.Equal(ReadingFlags.SensorFault | ReadingFlags.SupplyLow, world.Gateway.Kept[0].Header.Flags);
    }

    [Fact]
    public void Readings_that_fit_no_message_are_counted()
    {
        using NodeWorld world = new();
        world.Sensor.MaxReadings = 32;
        world.Sensor.ReadingName = new string('n', 32);
        world.Start();
        world.Run(1);

        Assert.Equal(1u, world.Agent.Counters.OversizedSamples);
        Assert.Equal(0, world.Element.Signatures);
    }

    [Fact]
    public void Nothing_is_measured_until_there_is_a_boot_number()
    {
        using NodeWorld world = new();
        bool fails = true;
        world.Element.Fails = () => fails;
        world.Start();
        world.Run(NodeWorld.IntervalMs + 1);
        Assert.False(world.Agent.IsStarted);
        Assert.Equal(0, world.Sensor.Reads);
        Assert.True(world.Agent.Counters.SecureElementFailures > 3);

        fails = false;
        world.Run(3 * NodeWorld.IntervalMs);
        Assert.True(world.Agent.IsStarted);
        Assert.Equal(1u, world.Element.BootCounter);
        Assert.NotEmpty(world.Gateway.Kept);
    }

    [Fact]
    public void A_failing_signature_is_tried_again_and_then_leaves_a_visible_gap()
    {
        using NodeWorld world = new();
        world.Start();
        world.Settle();
        int failures = 2;
        world.Element.Fails = () => failures-- > 0;
        world.Run(2 * NodeWorld.IntervalMs);
        Assert.Equal(2, world.Gateway.Kept.Count);
        Assert.Equal(1u, world.Gateway.Kept[1].Header.Sequence);

        failures = world.Settings.MaxAttempts;
        world.Run(2 * NodeWorld.IntervalMs);
        Assert.Equal(1u, world.Agent.Counters.LostSamples);
        Assert.Equal(3u, world.Gateway.Kept[2].Header.Sequence);
        Assert.Equal(world.Gateway.KeptHashes[1], world.Gateway.Kept[2].Header.Previous);
    }

    [Fact]
    public void A_wake_continues_the_boot_and_a_cold_start_ticks_the_counter()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs);
        world.Start(StartKind.Wake);
        world.Run(NodeWorld.IntervalMs);
        world.Start(StartKind.Cold);
        world.Run(NodeWorld.IntervalMs);

        Assert.Equal([(1u, 0u), (1u, 1u), (2u, 0u)], world.Gateway.Kept.Select(m => (m.Header.Boot, m.Header.Sequence)));
        Assert.Equal(world.Gateway.KeptHashes[1], world.Gateway.Kept[2].Header.Previous);
        Assert.Equal(2u, world.Element.BootCounter);
    }

    [Fact]
    public void A_wake_whose_flash_is_lost_ticks_the_counter()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs);
        world.Flash.Wipe();
        world.Start(StartKind.Wake);
        world.Run(NodeWorld.IntervalMs);

        Assert.Equal((2u, 0u), (world.Gateway.Kept[1].Header.Boot, world.Gateway.Kept[1].Header.Sequence));
        Assert.Equal(new byte[32], world.Gateway.Kept[1].Header.Previous);
    }

    [Fact]
    public void A_restart_within_a_slot_does_not_sample_it_twice()
    {
        using NodeWorld world = new();
        world.Start();
        world.Settle();
        world.Advance(1_000);
        world.Start();
        world.Run(2 * NodeWorld.IntervalMs);

        Assert.Equal(3, world.Gateway.Kept.Count);
        Assert.Equal(3, world.Gateway.Kept.Select(m => m.Pack.Time).Distinct().Count());
    }

    [Fact]
    public void Messages_that_waited_arrive_in_order_and_later_ones_say_so()
    {
        using NodeWorld world = new();
        world.Link.IsConnected = false;
        world.Start();
        world.Run(4 * NodeWorld.IntervalMs);
        Assert.Empty(world.Link.Published);

        world.Link.IsConnected = true;
        world.Run(2_000);

        Assert.Equal([0u, 1u, 2u, 3u, 4u], world.Gateway.Kept.Select(m => m.Header.Sequence));
        Assert.Equal([0u, 4u, 4u, 4u, 4u], world.Gateway.Kept.Select(m => m.Header.Flags));
    }

    [Fact]
    public void Settings_and_sensors_out_of_their_limits_are_refused()
    {
        using NodeWorld world = new();
        world.Settings.SampleIntervalMs = 1_500;
        Assert.Throws<ArgumentException>(() => world.Start());
        world.Settings.SampleIntervalMs = NodeWorld.IntervalMs;
        foreach ((Action harm, Action mend) in BadSettings(world.Settings))
        {
            harm();
            Assert.Throws<ArgumentException>(() => world.Start());
            mend();
        }

        world.Settings.Urn = "urn:dev:mac:with space";
        Assert.Throws<ArgumentException>(() => world.Start());
        world.Settings.Urn = NodeWorld.Urn;
        world.Sensor.MaxReadings = 33;
        Assert.Throws<ArgumentException>(() => world.Start());
    }

    private static IEnumerable<(Action Break, Action Mend)> BadSettings(NodeSettings settings)
    {
        NodeSettings good = NodeWorld.MakeSettings();
        yield return (() => settings.GatewayKey = new byte[63], () => settings.GatewayKey = good.GatewayKey);
        yield return (() => settings.SharedKey = new byte[31], () => settings.SharedKey = []);
        yield return (() => settings.FirmwareDigest = [], () => settings.FirmwareDigest = good.FirmwareDigest);
        yield return (() => settings.FirmwareName = "", () => settings.FirmwareName = good.FirmwareName);
        yield return (() => settings.FirmwareVersion = new string('v', 33), () => settings.FirmwareVersion = good.FirmwareVersion);
        yield return (() => settings.HardwareModel = "Modell ä", () => settings.HardwareModel = good.HardwareModel);
        yield return (() => settings.HardwareVersion = "", () => settings.HardwareVersion = good.HardwareVersion);
        yield return (() => settings.DebugStatus = 5, () => settings.DebugStatus = good.DebugStatus);
    }
}
