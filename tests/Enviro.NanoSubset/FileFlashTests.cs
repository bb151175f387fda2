using Enviro.Node;
using Enviro.Node.Esp32;
using Enviro.Wire;

namespace Enviro.NanoSubset;

/// <summary>The board's flash of files behaves as flash does, over restarts, and keeps an outbox.</summary>
public sealed class FileFlashTests : IDisposable
{
    private const int SectorSize = 2_048;
    private const int SectorCount = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("file-flash").FullName;

    private string Prefix => Path.Combine(_folder, "s");

    [Fact]
    public void It_reads_what_flash_would_whatever_was_written_erased_and_restarted()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        byte[] model = [.. Enumerable.Repeat((byte)0xFF, SectorSize * SectorCount)];
        FileFlash flash = new(Prefix, SectorSize, SectorCount);
        for (int i = 0; i < 2_000; i++)
        {
            int sector = random.Next(SectorCount);
            int offset = random.Next(SectorSize);
            byte[] bytes = new byte[random.Next(1, Math.Min(SectorSize - offset, 200) + 1)];
            switch (random.Next(10))
            {
                case 0:
                    Assert.True(flash.TryErase(sector));
                    Array.Fill(model, (byte)0xFF, sector * SectorSize, SectorSize);
                    break;
                case 1:
                    flash = new FileFlash(Prefix, SectorSize, SectorCount);
                    break;
                case < 6:
                    random.NextBytes(bytes);
                    Assert.True(flash.TryWrite(sector, offset, bytes, 0, bytes.Length));
                    for (int j = 0; j < bytes.Length; j++)
                    {
                        model[(sector * SectorSize) + offset + j] &= bytes[j];
                    }

                    break;
                default:
                    Assert.True(flash.TryRead(sector, offset, bytes, 0, bytes.Length));
                    Assert.True(model.AsSpan((sector * SectorSize) + offset, bytes.Length).SequenceEqual(bytes), $"seed {seed}, step {i}, sector {sector}, offset {offset}");
                    break;
            }
        }
    }

    [Fact]
    public void It_keeps_an_outbox_over_a_restart()
    {
        byte[] message = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        Outbox outbox = new(new FileFlash(Prefix, SectorSize, SectorCount));
        Assert.True(outbox.TryOpen() && outbox.TryBeginBoot(3) && outbox.TryReserve(60, out _) && outbox.TryAppend(message, 0, message.Length, Sha256.HashData(message)));

        Outbox after = new(new FileFlash(Prefix, SectorSize, SectorCount));
        byte[] buffer = new byte[ReadingMessage.MaxLength];

        Assert.True(after.TryOpen() && after.TryPeek(buffer, out int count) && count == message.Length);
        Assert.Equal(message, buffer[..message.Length]);
        Assert.Equal((3u, 1u), (after.Boot, after.NextSequence));
    }

    [Fact]
    public void What_a_cut_left_short_is_erased_from_there_on_and_what_is_too_long_is_not_read()
    {
        File.WriteAllBytes(Prefix + "001", [1, 2]);
        File.WriteAllBytes(Prefix + "002", new byte[SectorSize + 5]);
        FileFlash flash = new(Prefix, SectorSize, SectorCount);
        byte[] bytes = new byte[4];

        Assert.True(flash.TryRead(1, 0, bytes, 0, 4));
        Assert.Equal([1, 2, 0xFF, 0xFF], bytes);
        Assert.True(flash.TryRead(2, SectorSize - 4, bytes, 0, 4));
        Assert.Equal(new byte[4], bytes);
    }

    [Fact]
    public void A_drive_that_takes_nothing_fails_the_write_and_nothing_of_it_is_read()
    {
        FileFlash flash = new(Path.Combine(_folder, "missing", "s"), SectorSize, SectorCount);
        byte[] bytes = [0];

        Assert.False(flash.TryWrite(0, 0, bytes, 0, 1));
        Assert.True(flash.TryRead(0, 0, bytes, 0, 1));
        Assert.Equal(0xFF, bytes[0]);
        Assert.True(flash.TryErase(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
