using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>Power is cut before every single byte written and around every erase, and the outbox is compared with what it had promised.</summary>
public sealed class OutboxPowerCutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cut_at_any_byte_loses_nothing_that_was_promised(int forgetEvery)
    {
        using SimulatedFlash whole = new(2048, 3);
        Play(whole, forgetEvery);
        Assert.True(whole.EraseCount > 4, "the script does not go round the ring");
        for (long cut = 0; cut < whole.Steps; cut++)
        {
            using SimulatedFlash flash = new(2048, 3);
            flash.CutPowerAfter(cut);
            Promise promise = Play(flash, forgetEvery);
            flash.RestorePower();
            Check(OutboxTests.Open(flash), promise, cut);

            // What is found must also be a state to go on from.
            Enviro.Node.Outbox again = OutboxTests.Open(flash);
            Assert.True(again.TryBeginBoot(2));
            OutboxTests.Append(again, 1_000);
            Assert.Equal(1_000, OutboxTests.Drain(OutboxTests.Open(flash))[^1]);
        }
    }

    private static void Check(Enviro.Node.Outbox outbox, Promise promise, long cut)
    {
        uint dropped = outbox.Dropped;
        Assert.True(dropped >= promise.Dropped, $"cut {cut}: dropped messages uncounted");
        Assert.True(outbox.NextSequence >= promise.Reserved, $"cut {cut}: a reserved number would be given again");
        List<int> found = OutboxTests.Drain(outbox);
        Assert.Equal(found.Order(), found);
        Assert.DoesNotContain(found, number => number < promise.Forgotten);
        int lost = Enumerable.Range(promise.Forgotten, promise.Stored - promise.Forgotten).Except(found).Count();

        // The forgetting or the appending that was cut off may or may not have happened.
        int excused = (int)dropped - (int)promise.DroppedBeforeForgotten + (promise.Forgetting ? 1 : 0);
        Assert.True(lost <= excused, $"cut {cut}: {lost} messages lost, {excused} accounted for");
        Assert.True(found.Count == 0 || found[^1] <= promise.Stored, $"cut {cut}: a message from nowhere");
    }

    /// <summary>Appends 46 messages and forgets one in so many; ends early when the power goes.</summary>
    private static Promise Play(SimulatedFlash flash, int forgetEvery)
    {
        Promise promise = new();
        try
        {
            Enviro.Node.Outbox outbox = OutboxTests.Open(flash);
            Assert.True(outbox.TryBeginBoot(1));
            for (int i = 0; i < 46; i++)
            {
                Assert.True(outbox.TryReserve(0, out uint sequence));
                promise.Reserved = sequence + 1;
                promise.Dropped = outbox.Dropped;
                byte[] message = OutboxTests.Message(i);
                Assert.True(outbox.TryAppend(message, 0, message.Length, Enviro.Wire.Sha256.HashData(message)));
                promise.Stored = i + 1;
                promise.Dropped = outbox.Dropped;
                if (i % forgetEvery == 0)
                {
                    int oldest = OutboxTests.Peek(outbox);
                    promise.Forgetting = true;
                    Assert.True(outbox.TryForget());
                    promise.Forgetting = false;
                    promise.Forgotten = oldest + 1;
                    promise.DroppedBeforeForgotten = outbox.Dropped;
                }
            }
        }
        catch (PowerCutException)
        {
            Assert.True(flash.Steps > 0 || promise.Stored == 0);
        }

        return promise;
    }

    /// <summary>What the outbox had said was durable when the power went.</summary>
    private sealed class Promise
    {
        internal uint Reserved { get; set; }

        internal int Stored { get; set; }

        internal int Forgotten { get; set; }

        internal bool Forgetting { get; set; }

        internal uint Dropped { get; set; }

        internal uint DroppedBeforeForgotten { get; set; }
    }
}
