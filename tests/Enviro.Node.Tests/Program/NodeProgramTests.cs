using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class NodeProgramTests
{
    [Fact]
    public void A_blank_board_says_so_and_one_with_an_identity_waits_for_settings()
    {
        using ProgramWorld world = new();
        world.Element.IsDead = true;
        world.Board.PowerOn();
        world.RunFor(3_000);
        Assert.Equal("blank", world.Board.Program!.State);
        Assert.Equal(8, FlashesOf(world));

        world.Element.IsDead = false;
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(3_000);
        Assert.Equal("unconfigured", world.Board.Program!.State);
        Assert.Equal(FakeGateway.NodeThumbprint, world.Board.Program.Thumbprint);
        Assert.Equal(7, FlashesOf(world));
    }

    [Fact]
    public void The_led_names_the_worst_that_is_so()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.RunFor(61_000);
        Assert.Equal((int)LedPattern.Running, FlashesOf(world));
        world.SensorFails = true;
        world.RunFor(61_000);
        Assert.Equal((int)LedPattern.SensorFault, FlashesOf(world));
        world.Board.HasNetwork = false;
        world.RunFor(21_000);
        Assert.Equal((int)LedPattern.NoNetwork, FlashesOf(world));
        world.Board.HasNetwork = true;
        world.Gateway.IsDeaf = true;
        world.RunFor(30_000);
        Assert.Equal((int)LedPattern.NoSession, FlashesOf(world));
        world.Board.OutboxFlash.Faults = () => FlashFault.Refused;
        world.RunFor(61_000);
        Assert.Equal((int)LedPattern.FlashFault, FlashesOf(world));
        world.Board.OutboxFlash.Faults = null;
        world.RunFor(120_000);
        world.Element.IsDead = true;
        world.RunFor(61_000);
        Assert.Equal((int)LedPattern.ChipFault, FlashesOf(world));
    }

    [Fact]
    public void A_board_without_a_clock_says_so_and_takes_the_gateways_time()
    {
        using ProgramWorld world = new();
        world.Board.HasClockChip = false;
        world.Configure();
        Assert.True(world.Agent.IsClockSet);
        world.Board.HasNetwork = false;
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(15_000);
        Assert.False(world.Agent.IsClockSet);
        Assert.Equal(LedPattern.ClockUnset, world.Board.Program!.Pattern);
        world.Board.HasTimeServer = true;
        world.Board.HasNetwork = true;
        world.RunFor(2_000);
        Assert.True(world.Agent.IsClockSet);
    }

    [Fact]
    public void The_clock_chip_keeps_the_time_over_power_cuts_and_is_set_when_the_gateway_corrected_it()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.Board.SetChip(-90_000);
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(10_000);
        Assert.True(world.Board.TryReadClock(out long unixMs));
        Assert.InRange(unixMs - world.NowMs, -100, 100);
        Assert.InRange(world.Agent.GetTime(world.Board.UptimeMs) - world.NowMs, -100, 100);
    }

    [Fact]
    public void The_enclosure_stays_reported_until_a_message_that_says_so_was_acknowledged_and_it_is_closed()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.RunFor(61_000);
        world.Board.HasNetwork = false;
        world.Board.OpenEnclosureBriefly();
        world.RunFor(180_000);
        Assert.True(world.Board.Program!.IsEnclosureLatched);

        // Over power cuts, one of them in the latch's own write.
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.Board.RecordFlash.CutPowerAfter(30);
        world.RunTo(() => !world.Board.HasPower, 20_000);
        world.Board.PowerOn();
        world.RunFor(60_000);
        Assert.True(world.Board.Program!.IsEnclosureLatched);
        int before = world.Gateway.Kept.Count;
        world.Board.HasNetwork = true;
        world.RunFor(70_000);
        Assert.False(world.Board.Program.IsEnclosureLatched);
        Assert.All(world.Gateway.Kept.Skip(before).SkipLast(1), message => Assert.Equal(ReadingFlags.EnclosureOpened, message.Header.Flags & ReadingFlags.EnclosureOpened));

        world.RunFor(60_000);
        Assert.Equal(0u, world.Gateway.Kept[^1].Header.Flags);
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(5_000);
        Assert.False(world.Board.Program!.IsEnclosureLatched);
    }

    [Fact]
    public void An_enclosure_that_stays_open_is_in_every_message_and_one_opened_again_needs_another()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.Board.IsEnclosureOpen = true;
        world.RunFor(240_000);
        Assert.All(world.Gateway.Kept.TakeLast(3), message => Assert.Equal(ReadingFlags.EnclosureOpened, message.Header.Flags));
        world.Board.IsEnclosureOpen = false;
        world.RunFor(10_000);

        // What was acknowledged while it was open says nothing of how it was closed.
        Assert.True(world.Board.Program!.IsEnclosureLatched);
        world.RunFor(60_000);
        Assert.False(world.Board.Program.IsEnclosureLatched);
    }

    [Fact]
    public void The_supply_is_a_reading_and_low_until_it_is_well_above_the_threshold()
    {
        using ProgramWorld world = new();
        world.Board.SupplyMillivolts = 3_456;
        world.Configure();
        world.RunFor(61_000);
        Reading supply = world.Gateway.Kept[^1].Pack.Readings[^1];
        Assert.Equal(("supply", "V", 346L, -2), (supply.Name, supply.Unit, supply.Mantissa, supply.Exponent));
        foreach ((int millivolts, bool isLow) in new[] { (3_300, false), (3_299, true), (3_399, true), (3_400, false), (3_350, false) })
        {
            world.Board.SupplyMillivolts = millivolts;
            world.RunFor(11_000);
            Assert.Equal(isLow, world.Board.Program!.IsSupplyLow);
            if (isLow)
            {
                world.RunFor(61_000);
                Assert.Equal(ReadingFlags.SupplyLow, world.Gateway.Kept[^1].Header.Flags);
            }
        }
    }

    [Fact]
    public void A_node_whose_sensors_are_dead_still_sends_its_supply()
    {
        using ProgramWorld world = new() { SensorFails = true };
        world.Configure();
        world.RunFor(121_000);
        Assert.Equal(["supply"], world.Gateway.Kept[^1].Pack.Readings.Select(reading => reading.Name));
        Assert.Equal(ReadingFlags.SensorFault, world.Gateway.Kept[^1].Header.Flags);
    }

    [Fact]
    public void A_program_that_hangs_is_restarted_by_the_watchdog_and_measures_on()
    {
        using ProgramWorld world = new();
        world.Board.TellsReason = true;
        world.Configure();
        world.RunFor(61_000);
        world.Board.IsHung = true;
        world.RunFor(70_000);
        Assert.Equal(1, world.Board.WatchdogResets);
        Assert.Equal(RestartReason.Watchdog, world.Board.Program!.LastWords.Reason);
        world.RunFor(60_000);
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.True(world.Agent.Counters.Acknowledged > 0);
    }

    [Fact]
    public void An_exception_becomes_last_words_and_a_program_that_fails_at_once_waits_a_minute_before_each_boot()
    {
        using ProgramWorld world = new();
        world.Configure();
        uint boots = world.Element.BootCounter;
        world.Measuring = () => throw new InvalidOperationException("the sensor's library fell over");
        world.RunFor(61_000);
        Assert.Equal(RestartReason.Exception, world.Board.Program!.LastWords.Reason);
        Assert.Equal("InvalidOperationException: the sensor's library ", world.Board.Program.LastWords.Text);
        world.RunFor(600_000);
        Assert.InRange(world.Element.BootCounter - boots, 3u, 11u);

        world.Measuring = null;
        world.Gateway.WantsEvidence = true;
        world.RunFor(180_000);
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.Equal(RestartReason.Exception, world.Gateway.Evidence[^1].Claims.LastRestart!.Reason);
        Assert.Equal(1u, world.Gateway.Evidence[^1].Claims.SettingsVersion);
    }

    [Fact]
    public void A_restart_by_request_says_why()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.RunFor(30_000);
        world.Board.Program!.RequestRestart(RestartReason.Console);
        world.RunFor(5_000);
        Assert.Equal(RestartReason.Console, world.Board.Program!.LastWords.Reason);
        Assert.InRange(world.Board.Program.LastWords.UptimeS, 30u, 45u);
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(5_000);
        Assert.Equal(RestartReason.Unknown, world.Board.Program!.LastWords.Reason);
    }

    [Fact]
    public void Measuring_for_a_technician_signs_and_keeps_nothing()
    {
        using ProgramWorld world = new();
        world.Configure();
        uint stored = world.Agent.Counters.Stored;
        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        ReadingQuality quality = new();
        Assert.Equal(2, world.Board.Program!.Measure(readings, quality));
        Assert.True(quality.IsClean);
        world.SensorFails = true;
        Assert.Equal(1, world.Board.Program.Measure(readings, quality));
        Assert.Equal("clock", quality.MissingAt(0));
        Assert.Equal(stored, world.Agent.Counters.Stored);
    }

    /// <summary>Flashes of the status LED between two pauses.</summary>
    private static int FlashesOf(ProgramWorld world)
    {
        List<long> lit = [];
        world.Board.LedChanged = on =>
        {
            if (on)
            {
                lit.Add(world.NowMs);
            }
        };
        world.RunFor(20_000);
        world.Board.LedChanged = null;
        int[] pauses = [.. Enumerable.Range(1, lit.Count - 1).Where(i => lit[i] - lit[i - 1] > 1_000)];
        return pauses[^1] - pauses[^2];
    }
}
