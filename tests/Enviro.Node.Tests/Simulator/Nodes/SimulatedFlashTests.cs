using Enviro.Simulator;

namespace Enviro.Node.Tests;

public sealed class SimulatedFlashTests
{
    [Fact]
    public void Writing_clears_bits_and_only_erasing_sets_them()
    {
        using SimulatedFlash flash = new(16, 2);
        Assert.True(flash.TryWrite(1, 3, [0x0F], 0, 1));
        Assert.True(flash.TryWrite(1, 3, [0x05], 0, 1));
        Assert.Throws<InvalidOperationException>(() => flash.TryWrite(1, 3, [0x0F], 0, 1));
        byte[] read = new byte[2];
        Assert.True(flash.TryRead(1, 3, read, 0, 2));
        Assert.Equal([0x05, 0xFF], read);
        Assert.True(flash.TryErase(1));
        Assert.True(flash.TryRead(1, 3, read, 0, 2));
        Assert.Equal([0xFF, 0xFF], read);
    }

    [Fact]
    public void A_power_cut_leaves_the_bytes_before_it_and_stops_everything_until_power_is_back()
    {
        using SimulatedFlash flash = new(16, 1);
        flash.CutPowerAfter(2);
        Assert.Throws<PowerCutException>(() => flash.TryWrite(0, 0, [1, 2, 3, 4], 0, 4));
        byte[] read = new byte[4];
        Assert.Throws<PowerCutException>(() => flash.TryRead(0, 0, read, 0, 4));
        flash.RestorePower();
        Assert.True(flash.TryRead(0, 0, read, 0, 4));
        Assert.Equal([1, 2, 0xFF, 0xFF], read);
        Assert.Equal(2, flash.Steps);
    }

    [Fact]
    public void A_file_keeps_the_content_and_one_of_another_size_is_refused()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (SimulatedFlash flash = new(16, 2, path))
            {
                Assert.True(flash.TryWrite(1, 0, [42], 0, 1));
            }

            using (SimulatedFlash again = new(16, 2, path))
            {
                byte[] read = new byte[1];
                Assert.True(again.TryRead(1, 0, read, 0, 1));
                Assert.Equal(42, read[0]);
            }

            Assert.Throws<InvalidDataException>(() => new SimulatedFlash(16, 3, path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
