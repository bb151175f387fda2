using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>The counter on flash never gives a value twice, whatever is cut off, refused or damaged.</summary>
public sealed class BootCounterTests
{
    [Fact]
    public void It_counts_round_both_sectors_from_one()
    {
        using SimulatedFlash flash = SoftwareSecureElementTests.CreateFlash();
        for (uint expected = 1; expected <= 100; expected++)
        {
            Assert.Equal(expected, Advance(flash));
        }

        Assert.True(flash.EraseCount > 10);
    }

    [Fact]
    public void A_cut_at_any_step_repeats_no_value()
    {
        using SimulatedFlash whole = SoftwareSecureElementTests.CreateFlash();
        Play(whole, out uint _);
        for (long cut = 0; cut < whole.Steps; cut++)
        {
            using SimulatedFlash flash = SoftwareSecureElementTests.CreateFlash();
            flash.CutPowerAfter(cut);
            Play(flash, out uint last);
            flash.RestorePower();
            uint next = Advance(flash);
            Assert.InRange(next, last + 1, last + 2);

            // A second cut while the first is being mended.
            flash.CutPowerAfter(cut % 11);
            Play(flash, out uint lastAfter);
            flash.RestorePower();
            Assert.InRange(Advance(flash), Math.Max(next, lastAfter) + 1, Math.Max(next, lastAfter) + 2);
        }
    }

    [Fact]
    public void Writes_and_erases_that_fail_in_any_way_repeat_no_value()
    {
        foreach (FlashFault fault in new[] { FlashFault.Refused, FlashFault.Partial })
        {
            for (int period = 2; period < 5; period++)
            {
                using SimulatedFlash flash = SoftwareSecureElementTests.CreateFlash();

                // Spread by Fibonacci hashing: a strict rhythm would hit the write after every erase.
                uint operation = 0;
                flash.Faults = () => ((++operation * 2_654_435_769) >> 24) % (uint)period == 0 ? fault : FlashFault.None;
                SoftwareSecureElement element = new(flash, new TestEntropy());
                uint last = 0;
                for (int i = 0; i < 200; i++)
                {
                    if (element.TryAdvanceBootCounter(out uint boot))
                    {
                        Assert.True(boot > last, $"{boot} after {last}");
                        last = boot;
                    }
                }

                Assert.True(last > 20);
            }
        }
    }

    [Fact]
    public void A_damaged_value_is_counted_as_used()
    {
        using SimulatedFlash flash = SoftwareSecureElementTests.CreateFlash();
        for (int i = 0; i < 3; i++)
        {
            Advance(flash);
        }

        flash.Damage(1, 16 + 3, 0x00);
        Assert.Equal(4u, Advance(flash));
    }

    [Fact]
    public void It_ends_where_the_chips_counters_end()
    {
        using SimulatedFlash flash = SoftwareSecureElementTests.CreateFlash();
        byte[] place = new byte[8];
        BigEndianWrite(place, 0, 2_097_150);
        BigEndianWrite(place, 4, Crc32Of(place[..4]));
        Assert.True(flash.TryWrite(1, 0, place, 0, 8));
        SoftwareSecureElement element = new(flash, new TestEntropy());
        Assert.True(element.TryAdvanceBootCounter(out uint boot));
        Assert.Equal(2_097_151u, boot);
        Assert.False(element.TryAdvanceBootCounter(out boot));
    }

    /// <summary>Bitwise, unlike the one under test: IEEE 802.3 reflected, not inverted at the end.</summary>
    private static uint Crc32Of(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return crc;
    }

    private static void BigEndianWrite(byte[] bytes, int offset, uint value) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);

    private static uint Advance(SimulatedFlash flash)
    {
        Assert.True(new SoftwareSecureElement(flash, new TestEntropy()).TryAdvanceBootCounter(out uint boot));
        return boot;
    }

    private static void Play(SimulatedFlash flash, out uint last)
    {
        last = 0;
        try
        {
            for (int i = 0; i < 30; i++)
            {
                last = Advance(flash);
            }
        }
        catch (PowerCutException)
        {
            Assert.True(flash.Steps < 1_000);
        }
    }
}
