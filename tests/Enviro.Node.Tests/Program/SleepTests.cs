using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class SleepTests
{
    [Fact]
    public void A_board_that_sleeps_meets_every_slot_in_one_boot_and_is_awake_for_seconds()
    {
        using ProgramWorld world = new();
        world.Configure(document => document.SleepsBetweenSamples = true);
        uint boots = world.Element.BootCounter;
        long awake = Awake(world, 3_600_000);

        Assert.InRange(world.Board.Wakes, 59, 61);
        Assert.Equal(boots, world.Element.BootCounter);
        long[] times = [.. world.Gateway.Kept.Select(message => message.Pack.Time)];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(60, pair.Second - pair.First));
        Assert.All(world.Gateway.Kept.TakeLast(50), message => Assert.Equal(0u, message.Header.Flags));
        Assert.InRange(awake, 60 * 2_000, 60 * 6_000);
    }

    [Fact]
    public void Out_of_reach_it_sleeps_after_20_seconds_and_brings_everything_at_the_next_wake_that_reaches_it()
    {
        using ProgramWorld world = new();
        world.Configure(document => document.SleepsBetweenSamples = true);
        world.RunFor(120_000);
        int before = world.Gateway.Kept.Count;
        world.Board.HasNetwork = false;
        long awake = Awake(world, 1_800_000);
        Assert.InRange(awake, 28 * 20_000, 31 * 25_000);
        world.Board.HasNetwork = true;
        world.RunFor(120_000);
        Assert.InRange(world.Gateway.Kept.Count - before, 31, 33);
    }

    [Fact]
    public void Out_of_step_with_its_timer_it_still_meets_the_slots()
    {
        // A start that takes longer than the lead, and one that takes no time, stand for a timer that is late or early.
        foreach (long bootMs in new[] { 0L, 3_000L, 7_000L })
        {
            using ProgramWorld world = new();
            world.Board.BootMs = bootMs;
            world.Board.PowerOn();
            world.RunFor(20_000);
            Assert.Equal("", world.Board.Program!.TryApplySettings(ProgramWorld.Document(1, document => document.SleepsBetweenSamples = true)));
            world.RunFor(600_000);
            long[] times = [.. world.Gateway.Kept.Select(message => message.Pack.Time)];
            Assert.InRange(times.Length, 9, 11);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(60, pair.Second - pair.First));
        }
    }

    [Fact]
    public void Neither_a_trial_nor_a_technician_is_slept_through()
    {
        using ProgramWorld world = new();
        world.Board.PowerOn();
        world.RunFor(3_000);
        world.ReachableHost = "";
        Assert.Equal("", world.Board.Program!.TryApplySettings(ProgramWorld.Document(1, document => document.SleepsBetweenSamples = true)));
        world.RunFor(600_000);
        Assert.Equal(0, world.Board.Wakes);
        world.ReachableHost = "gateway.example";
        world.RunTo(() => world.Board.Program is { Settings.IsTrial: false }, 310_000);
        world.Board.Program!.NoteConsoleUse();
        world.RunFor(NodeProgram.ConsoleAwakeMs - 1_000);
        Assert.Equal(0, world.Board.Wakes);
        world.RunFor(200_000);
        Assert.True(world.Board.Wakes > 1);
    }

    [Fact]
    public void Without_a_clock_it_samples_at_every_wake()
    {
        using ProgramWorld world = new();
        world.Board.HasClockChip = false;
        world.Configure(document => document.SleepsBetweenSamples = true);
        world.Board.HasNetwork = false;
        world.Board.PowerOff();
        world.Board.PowerOn();
        world.RunFor(600_000);
        world.Board.HasNetwork = true;
        world.RunFor(120_000);
        int timeless = world.Gateway.Kept.Count(message => !message.Pack.HasTime && (message.Header.Flags & ReadingFlags.ClockNotSynchronised) != 0);
        Assert.InRange(timeless, 12, 15);
    }

    [Fact]
    public void A_wake_whose_state_is_lost_is_a_boot_of_its_own_and_says_why()
    {
        using ProgramWorld world = new();
        world.Configure(document => document.SleepsBetweenSamples = true);
        world.RunTo(() => world.Board.Wakes > 0 && world.Board.Program == null, 200_000);
        uint boots = world.Element.BootCounter;
        world.Board.OutboxFlash.Wipe();
        world.RunTo(() => world.Board.Program?.Agent?.IsInSession == true, 120_000);
        Assert.Equal(boots + 1, world.Element.BootCounter);
        Assert.Equal(RestartReason.WakeFailed, world.Board.Program!.LastWords.Reason);
    }

    /// <summary>Runs, and gives how long the program was there, ms.</summary>
    private static long Awake(ProgramWorld world, long durationMs)
    {
        long awake = 0;
        for (long done = 0; done < durationMs; done += 100)
        {
            world.RunFor(100);
            awake += world.Board.Program == null ? 0 : 100;
        }

        return awake;
    }
}
