using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>Sectors that take no write and no erase any more: the outbox leaves them out, and loses nothing uncounted but what it held there.</summary>
public sealed class WornOutSectorTests
{
    private const int SectorSize = 2048;
    private const int Sectors = 8;
    private const int MessageLength = 300;

    [Fact]
    public void A_new_flash_is_formatted_around_its_worn_out_sectors()
    {
        using SimulatedFlash flash = new(SectorSize, Sectors);
        flash.WornOut.Add(0);
        flash.WornOut.Add(1);
        Enviro.Node.Outbox outbox = Opened(flash);
        Assert.True(outbox.TryBeginBoot(1));
        Assert.True(TryStore(outbox, 0));
        Assert.Equal([0], Drain(Opened(flash)));
    }

    [Theory]
    [InlineData(new[] { 3 })]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 3, 4 })]
    [InlineData(new[] { 7, 0 })]
    [InlineData(new[] { 1, 3, 5 })]
    public void The_ring_goes_on_around_worn_out_sectors_and_counts_what_it_gives_up(int[] worn)
    {
        using SimulatedFlash flash = new(SectorSize, Sectors);
        Enviro.Node.Outbox outbox = Opened(flash);
        Assert.True(outbox.TryBeginBoot(1));
        int stored = Store(outbox, 0, 25);
        flash.WornOut.UnionWith(worn);
        stored = Store(outbox, stored, 200);

        // What stood in the sectors when they wore out can still be read there.
        Assert.Equal(stored, outbox.Count + outbox.Dropped);
        Enviro.Node.Outbox again = Opened(flash);
        Assert.Equal(outbox.Dropped, again.Dropped);
        Assert.Equal((1u, outbox.NextSequence, true), (again.Boot, again.NextSequence, again.CanContinue));
        Assert.Equal(Enumerable.Range((int)outbox.Dropped, outbox.Count), Drain(again));
    }

    [Fact]
    public void A_disturbed_flash_costs_no_sector()
    {
        using SimulatedFlash flash = new(SectorSize, Sectors);
        using SimulatedFlash undisturbed = new(SectorSize, Sectors);
        Enviro.Node.Outbox outbox = Opened(flash);
        Enviro.Node.Outbox other = Opened(undisturbed);
        Assert.True(outbox.TryBeginBoot(1));
        Assert.True(other.TryBeginBoot(1));
        int operation = 0;
        flash.Faults = () => operation++ % 5 == 0 ? FlashFault.Refused : FlashFault.None;
        int stored = Store(outbox, 0, 100);
        flash.Faults = null;
        Assert.Equal(stored, outbox.Count + outbox.Dropped);

        // Two laps later every sector is in use again.
        Store(outbox, stored, 80);
        Store(other, 0, 180);
        Assert.InRange(outbox.Count, other.Count - 5, other.Count + 5);
    }

    [Fact]
    public void With_too_few_sectors_left_nothing_is_stored_and_nothing_is_said_to_be()
    {
        using SimulatedFlash flash = new(SectorSize, 4);
        Enviro.Node.Outbox outbox = Opened(flash);
        Assert.True(outbox.TryBeginBoot(1));
        flash.WornOut.UnionWith([0, 1, 2, 3]);
        Assert.False(TryStore(outbox, 0));
        for (int i = 0; i < 50; i++)
        {
            Assert.False(TryStore(outbox, i));
        }

        Assert.Equal(0, outbox.Count);
    }

    [Fact]
    public void Power_cuts_and_worn_out_sectors_together_lose_nothing_that_is_not_told()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        using SimulatedFlash flash = new(SectorSize, Sectors);
        Enviro.Node.Outbox outbox = Opened(flash);
        Assert.True(outbox.TryBeginBoot(1));
        uint boot = 1;
        int stored = 0;
        int last = -1;
        for (int round = 0; round < 300; round++)
        {
            if (round % 100 == 50)
            {
                flash.WornOut.Add(random.Next(Sectors));
            }

            flash.CutPowerAfter(random.Next(20_000));
            try
            {
                for (int i = 0; i < 40; i++)
                {
                    stored += TryStore(outbox, stored) ? 1 : 0;
                }
            }
            catch (PowerCutException)
            {
                // The message being stored may be there or not.
                stored++;
            }

            flash.RestorePower();
            outbox = Opened(flash);
            Assert.True(TryBegin(outbox, ++boot), $"seed {seed}, round {round}");
            if (round % 10 == 9)
            {
                foreach (int message in Drain(outbox))
                {
                    Assert.True(message > last, $"seed {seed}, round {round}: {message} after {last}");
                    last = message;
                }
            }
        }

        Assert.True(last > stored - 100, $"seed {seed}: {last} of {stored}");
    }

    private static Enviro.Node.Outbox Opened(SimulatedFlash flash)
    {
        Enviro.Node.Outbox outbox = new(flash);
        for (int attempt = 0; attempt < 20 && !outbox.TryOpen(); attempt++)
        {
        }

        Assert.True(outbox.IsOpen);
        return outbox;
    }

    private static bool TryBegin(Enviro.Node.Outbox outbox, uint boot)
    {
        bool begun = false;
        for (int attempt = 0; attempt < 20 && !begun; attempt++)
        {
            begun = outbox.TryBeginBoot(boot);
        }

        return begun;
    }

    private static int Store(Enviro.Node.Outbox outbox, int first, int count)
    {
        int next = first;
        for (int attempt = 0; attempt < 40 * count && next < first + count; attempt++)
        {
            next += TryStore(outbox, next) ? 1 : 0;
        }

        Assert.Equal(first + count, next);
        return next;
    }

    private static bool TryStore(Enviro.Node.Outbox outbox, int number)
    {
        byte[] message = new byte[MessageLength];
        BitConverter.TryWriteBytes(message, number);
        return outbox.TryReserve(0, out _) && outbox.TryAppend(message, 0, message.Length, new byte[32]);
    }

    private static List<int> Drain(Enviro.Node.Outbox outbox)
    {
        List<int> messages = [];
        byte[] buffer = new byte[2048];
        while (outbox.TryPeek(buffer, out _))
        {
            messages.Add(BitConverter.ToInt32(buffer));
            outbox.TryForget();
        }

        return messages;
    }
}
