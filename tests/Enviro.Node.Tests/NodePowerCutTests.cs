namespace Enviro.Node.Tests;

/// <summary>
/// A whole node loses power before every byte it writes, starts again and goes on. The fakes refuse a pair signed twice, a message out of
/// order, an unexplained break in the chain and a message sent again after its acknowledgement was persisted.
/// </summary>
public sealed class NodePowerCutTests
{
    [Theory]
    [InlineData(StartKind.Cold)]
    [InlineData(StartKind.Wake)]
    public void A_cut_at_any_byte_loses_no_stored_message_and_repeats_no_pair(StartKind restart)
    {
        long steps = Play(long.MaxValue, restart);
        Assert.True(steps > 3_000);
        for (long cut = 0; cut < steps; cut++)
        {
            Play(cut, restart);
        }
    }

    [Fact]
    public void A_wake_after_a_torn_write_does_not_tick_the_counter_for_ever()
    {
        for (long cut = 0; cut < 1_200; cut += 7)
        {
            using NodeWorld world = new(3);
            world.Start();
            world.Flash.CutPowerAfter(cut);
            world.Run(4 * NodeWorld.IntervalMs);
            for (int i = 0; i < 6; i++)
            {
                world.Start(StartKind.Wake);
                world.Run(NodeWorld.IntervalMs);
            }

            Assert.InRange(world.Element.BootCounter, 1u, 3u);
        }
    }

    private static long Play(long cut, StartKind restart)
    {
        // Few small sectors, so that the script also crosses from one to the next and round the ring.
        using NodeWorld world = new(3);
        world.Start();
        world.Flash.CutPowerAfter(cut);
        bool whole = world.Run(5 * NodeWorld.IntervalMs);
        world.Link.IsConnected = false;
        whole = whole && world.Run(3 * NodeWorld.IntervalMs);
        world.Link.IsConnected = true;
        whole = whole && world.Run(6 * NodeWorld.IntervalMs);
        if (!whole)
        {
            world.Advance(3_000);
            world.Link.IsConnected = true;
            world.Start(restart);
            Assert.True(world.Run(4 * NodeWorld.IntervalMs));
        }

        Assert.Equal(0u, world.Dropped);
        Assert.Equal(0, world.Lost);
        Assert.True(world.Gateway.Kept.Count >= 3);
        Assert.Equal(world.Gateway.Kept.Count, world.Gateway.Kept.Select(message => message.Pack.Time).Distinct().Count());
        return world.Flash.Steps;
    }
}
