using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class SettingsTrialTests
{
    [Fact]
    public void The_first_document_waits_for_its_gateway_as_long_as_it_takes_and_measures_meanwhile()
    {
        using ProgramWorld world = new();
        world.Board.PowerOn();
        world.RunFor(3_000);
        Assert.Equal("unconfigured", world.Board.Program!.State);
        world.ReachableHost = "";
        Assert.Equal("", world.Board.Program.TryApplySettings(ProgramWorld.Document(1)));
        world.RunFor(30 * 60_000);
        Assert.Equal("trial", world.Board.Program!.State);
        Assert.Equal(RestartReason.SettingsApplied, world.Board.Program.LastWords.Reason);
        Assert.InRange(world.Agent.WaitingCount, 28, 31);

        world.ReachableHost = "gateway.example";
        world.RunFor(10_000);
        Assert.Equal("running", world.Board.Program.State);
        Assert.Equal(0, world.Agent.WaitingCount);
    }

    [Fact]
    public void Settings_from_the_gateway_that_reach_it_are_in_force()
    {
        using ProgramWorld world = new();
        world.Configure();
        Send(world, ProgramWorld.Document(2, document => document.SampleIntervalS = 120));
        world.RunFor(20_000);

        Assert.Equal(2u, world.Board.Program!.Settings.Current!.Version);
        Assert.Equal("running", world.Board.Program.State);
        Assert.Equal(120_000, world.Agent.SampleIntervalMs);
        Assert.Equal(1, world.Board.Restarts - 1);
    }

    [Fact]
    public void Settings_that_do_not_reach_the_gateway_in_10_minutes_are_rolled_back_and_no_sample_is_lost_but_those_of_the_restarts()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.RunTo(() => world.Agent.Counters.Acknowledged > 0, 61_000);
        Send(world, ProgramWorld.Document(2, host: "nowhere.example"));
        world.RunFor(8 * 60_000);
        Assert.Equal("trial", world.Board.Program!.State);
        Assert.Equal("nowhere.example", world.Connections[^1]);
        world.RunFor(3 * 60_000);

        Assert.Equal("running", world.Board.Program!.State);
        Assert.Equal(1u, world.Board.Program.Settings.Current!.Version);
        Assert.Equal(RestartReason.SettingsRolledBack, world.Board.Program.LastWords.Reason);
        Assert.InRange(world.Board.Program.LastWords.UptimeS, 600u, 605u);
        Assert.Equal("gateway.example", world.Connections[^1]);
        long[] times = [.. world.Gateway.Kept.Select(message => message.Pack.Time)];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(60, pair.Second - pair.First));

        // Nor is it tried again, or the gateway would send it for ever.
        Send(world, ProgramWorld.Document(2, host: "nowhere.example"));
        world.RunFor(5_000);
        Assert.Equal(1u, world.Agent.Counters.SettingsRefused);
        Assert.Equal("running", world.Board.Program!.State);
    }

    [Fact]
    public void Settings_whose_board_keeps_restarting_are_rolled_back_at_the_fourth_restart()
    {
        using ProgramWorld world = new();
        world.Configure();
        Send(world, ProgramWorld.Document(2, host: "nowhere.example"));
        world.RunTo(() => world.Board.Program is { State: "trial" }, 10_000);
        for (int restart = 1; restart <= 3; restart++)
        {
            world.Board.PowerOff();
            world.Board.PowerOn();
            world.RunFor(60_000);
            Assert.Equal("trial", world.Board.Program!.State);
        }

        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(10_000);
        Assert.Equal("running", world.Board.Program!.State);
        Assert.Equal(1u, world.Board.Program.Settings.Current!.Version);
    }

    [Fact]
    public void Power_cuts_while_a_document_is_taken_tried_and_confirmed_always_leave_a_running_node()
    {
        long steps = Play(long.MaxValue);
        Assert.True(steps > 300);
        for (long cut = 0; cut < steps; cut += 3)
        {
            Play(cut);
        }
    }

    [Fact]
    public void What_is_not_this_nodes_is_refused_and_changes_nothing()
    {
        using ProgramWorld world = new();
        world.Configure();
        NodeProgram program = world.Board.Program!;
        long erases = world.Board.SettingsFlash.EraseCount;
        byte[] stranger = FakeCurve.PublicKey(77);
        Assert.Contains("another node", program.TryApplySettings(ProgramWorld.Document(2, document => document.Node = new byte[32])), StringComparison.Ordinal);
        Assert.Contains("authority", program.TryApplySettings(ProgramWorld.Document(2, document => document.AuthorityKey = stranger)), StringComparison.Ordinal);
        Assert.Contains("signature", program.TryApplySettings(ProgramWorld.Document(2, signer: stranger)), StringComparison.Ordinal);
        Assert.Contains("not above 1", program.TryApplySettings(ProgramWorld.Document(1)), StringComparison.Ordinal);
        Assert.Contains("twice", program.TryApplySettings(ProgramWorld.Document(2, Twice)), StringComparison.Ordinal);
        Assert.Contains("no shared one", program.TryApplySettings(ProgramWorld.Document(2, Shared)), StringComparison.Ordinal);
        byte[] genuine = ProgramWorld.Document(2);
        for (int i = 0; i < genuine.Length; i++)
        {
            byte[] altered = [.. genuine];
            altered[i] ^= 0x01;
            Assert.NotEqual("", program.TryApplySettings(altered));
        }

        Assert.NotEqual("", program.TryApplySettings([]));
        Assert.NotEqual("", program.TryApplySettings(genuine[..^1]));
        world.Element.IsDead = true;
        Assert.Contains("secure element", program.TryApplySettings(genuine), StringComparison.Ordinal);
        world.Element.IsDead = false;
        Assert.Equal(erases, world.Board.SettingsFlash.EraseCount);
        Assert.Equal(1u, program.Settings.Current!.Version);
        Assert.Equal("", program.TryApplySettings(genuine));
        Assert.Contains("under way", program.TryApplySettings(ProgramWorld.Document(3)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_authority_that_the_chip_names_decides_also_for_the_first_document()
    {
        using ProgramWorld world = new();
        world.Element.AuthorityKeyId = DeviceCertificate.KeyIdOf(ProgramWorld.Authority);
        world.Board.PowerOn();
        world.RunFor(3_000);
        byte[] stranger = FakeCurve.PublicKey(77);
        NodeProgram program = world.Board.Program!;
        Assert.Contains("authority", program.TryApplySettings(ProgramWorld.Document(9, document => document.AuthorityKey = stranger)), StringComparison.Ordinal);
        Assert.Equal("", program.TryApplySettings(ProgramWorld.Document(1)));
    }

    [Fact]
    public void A_kind_of_sensor_this_firmware_does_not_know_is_a_fault_in_every_message_and_no_crash()
    {
        using ProgramWorld world = new();
        world.Configure(document => document.Sensors = [new SensorSettings("spectrograph", 3, [], []), new SensorSettings("clock", 0, [], [])]);
        world.RunFor(120_000);
        Assert.Equal(["clock-0", "supply"], world.Gateway.Kept[^1].Pack.Readings.Select(reading => reading.Name));
        Assert.Equal(ReadingFlags.SensorFault, world.Gateway.Kept[^1].Header.Flags & ReadingFlags.SensorFault);
        Assert.Equal("spectrograph-3", world.Board.Program!.Sensors[0].Name);
        Assert.Equal(LedPattern.SensorFault, world.Board.Program.Pattern);
    }

    [Fact]
    public void Sensors_with_more_readings_than_a_message_has_room_for_are_missing_from_where_it_is_full()
    {
        using ProgramWorld world = new();
        world.Configure(document => document.Sensors = [.. Enumerable.Range(0, 8).Select(channel => new SensorSettings("many", channel, [], []))]);
        world.RunFor(120_000);
        Assert.Equal(19, world.Gateway.Kept[^1].Pack.Readings.Length);
        Assert.Equal(0, world.Board.Restarts - 1);
    }

    private static void Twice(SettingsDocument document) => document.Sensors = [new SensorSettings("clock", 0, [], []), new SensorSettings("clock", 0, [], [])];

    private static void Shared(SettingsDocument document)
    {
        document.SharedKey = FakeGateway.SharedKey;
        document.GatewayKey = [];
        document.Node = CoseKey.SymmetricThumbprint(FakeGateway.SharedKey);
    }

    private static void Send(ProgramWorld world, byte[] document)
    {
        world.RunTo(() => world.Board.Program?.Agent?.IsInSession == true, 10_000);
        world.Deliver(world.Gateway.Seal(DownlinkKind.Settings, world.NowMs, document));
    }

    private static long Play(long cut)
    {
        using ProgramWorld world = new();
        world.Configure();
        SimulatedFlash flash = world.Board.SettingsFlash;
        long before = flash.Steps;
        Send(world, ProgramWorld.Document(2));
        flash.CutPowerAfter(cut);
        world.RunFor(20_000);
        long steps = flash.Steps - before;
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(70_000);
        Assert.Equal("running", world.Board.Program!.State);
        Assert.InRange(world.Board.Program.Settings.Current!.Version, 1u, 2u);
        Assert.True(world.Agent.Counters.Acknowledged > 0);
        return steps;
    }
}
