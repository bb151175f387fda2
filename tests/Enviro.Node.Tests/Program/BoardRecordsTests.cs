using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class BoardRecordsTests
{
    [Fact]
    public void A_cut_at_any_byte_leaves_the_record_before_or_the_new_one_also_where_sectors_change()
    {
        using SimulatedFlash whole = new(256, 2);
        long steps = Play(whole, long.MaxValue);
        Assert.True(steps > 1_000);
        for (long cut = 0; cut < steps; cut++)
        {
            using SimulatedFlash flash = new(256, 2);
            Play(flash, cut);
        }
    }

    [Theory]
    [InlineData(FlashFault.Refused)]
    [InlineData(FlashFault.Partial)]
    [InlineData(FlashFault.FailedButPersisted)]
    public void A_flash_that_fails_now_and_then_keeps_the_last_record_that_was_kept(FlashFault fault)
    {
        using SimulatedFlash flash = new(256, 2);
        BoardRecords records = Open(flash);
        int operation = 0;
        flash.Faults = () => operation++ % 3 == 2 ? fault : FlashFault.None;
        uint last = 0;
        for (uint i = 1; i <= 50; i++)
        {
            last = records.TryStore(i % 2 == 0, false, Words(i)) ? i : last;
            BoardRecords after = Open(flash);
            Assert.Equal(last, after.Words.UptimeS);
            Assert.Equal(last != 0 && last % 2 == 0, after.IsLatched);
        }

        Assert.True(last > 45);
    }

    [Fact]
    public void Text_is_printable_ascii_of_48_characters_at_most()
    {
        using SimulatedFlash flash = new(4_096, 2);
        BoardRecords records = Open(flash);
        Assert.True(records.TryStore(false, true, new LastWords(RestartReason.Exception, 7, "Über\n" + new string('x', 60))));
        LastWords words = Open(flash).Words;
        Assert.Equal("?ber?" + new string('x', 43), words.Text);
        Assert.Equal("exception", LastWords.NameOf(words.Reason));
    }

    private static long Play(SimulatedFlash flash, long cut)
    {
        BoardRecords records = Open(flash);
        flash.CutPowerAfter(cut);
        uint stored = 0;
        try
        {
            for (uint i = 1; i <= 18; i++)
            {
                Assert.True(records.TryStore(i % 2 == 0, i % 3 == 0, Words(i)));
                stored = i;
            }
        }
        catch (PowerCutException)
        {
            Assert.True(cut < long.MaxValue);
        }

        flash.RestorePower();
        BoardRecords after = Open(flash);
        Assert.Equal(stored, after.Words.UptimeS);
        Assert.Equal(stored != 0 && stored % 2 == 0, after.IsLatched);
        Assert.Equal(stored != 0 && stored % 3 == 0, after.IsPending);
        Assert.True(after.TryStore(true, false, Words(99)));
        Assert.Equal(99u, Open(flash).Words.UptimeS);
        return flash.Steps;
    }

    private static LastWords Words(uint uptimeS) => new(RestartReason.Console, uptimeS, "run " + uptimeS);

    private static BoardRecords Open(SimulatedFlash flash)
    {
        BoardRecords records = new(flash);
        Assert.True(records.TryOpen());
        return records;
    }
}
