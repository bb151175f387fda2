using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>
/// The memory of the whole program. A classic ESP32 without PSRAM has little of it: the budgets are those that README.md of Enviro.Node states.
/// </summary>
public sealed class ProgramMemoryTests
{
    /// <summary>Held while it runs, with the larger outbox and a certificate in the settings.</summary>
    private const long MaxHeldBytes = 32_000;

    /// <summary>Allocated for one sample on its way to its acknowledgement, as .NET counts on 64 bits.</summary>
    private const long MaxBytesPerSample = 8_000;

    [Fact]
    public void What_the_program_holds_is_within_its_budget_and_does_not_grow_in_a_day()
    {
        using ProgramWorld world = new(BoardGeometry.Flash16Megabytes);
        world.Configure(document => document.Network = new NetworkSettings("site", "a passphrase", "gateway.example", 8883, new byte[1_024], ""));
        world.RunFor(600_000);
        long early = HeldMemory.Of(world.Board.Program!);
        world.RunFor(12 * 3_600_000);
        world.Board.HasNetwork = false;
        world.RunFor(12 * 3_600_000);
        world.Board.HasNetwork = true;
        world.RunFor(3_600_000);
        long late = HeldMemory.Of(world.Board.Program!);

        TestContext.Current.TestOutputHelper?.WriteLine($"held {early} bytes, a day later {late}");
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.InRange(early, 8_000, MaxHeldBytes);
        Assert.InRange(late, early - 256, early + 256);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sample_allocates_a_bounded_constant(bool hasNetwork)
    {
        using ProgramWorld world = new();
        world.Configure(document => document.SampleIntervalS = 10);
        world.Board.HasNetwork = hasNetwork;
        long early = BytesPerSample(world);
        world.RunFor(3_600_000);
        long late = BytesPerSample(world);

        TestContext.Current.TestOutputHelper?.WriteLine($"{early} bytes a sample");
        Assert.InRange(early, 1, MaxBytesPerSample);
        Assert.InRange(late, early * 95 / 100, early * 105 / 100);
    }

    [Fact]
    public void A_step_with_nothing_to_do_allocates_nothing()
    {
        using ProgramWorld world = new();
        world.Configure();
        world.RunTo(() => world.Agent.IsIdle && world.Agent.Counters.Acknowledged > 1, 130_000);
        NodeProgram program = world.Board.Program!;
        program.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            program.Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Allocated by program and sensors, without what the gateway's side of the link allocates.</summary>
    private static long BytesPerSample(ProgramWorld world)
    {
        world.RunFor(600_000);
        uint stored = world.Agent.Counters.Stored;
        world.OwnBytes = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        world.RunFor(600_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before - world.OwnBytes;
        return allocated / (world.Agent.Counters.Stored - stored);
    }
}
