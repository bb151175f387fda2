using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

public sealed class Atecc608ConfigurationTests
{
    private static readonly byte[] Configuration = [.. Enumerable.Range(0, 128).Select(i => (byte)(0x80 ^ i))];

    [Fact]
    public void The_digest_is_of_the_zone_without_serial_number_and_counters()
    {
        byte[] zone = [.. Configuration];
        foreach (int offset in Zeroed())
        {
            zone[offset] = 0;
        }

        byte[] before = [.. Configuration];
        Assert.Equal(SHA256.HashData(zone), Atecc608Configuration.ConfigurationDigest(Configuration));
        Assert.Equal(before, Configuration);
    }

    [Fact]
    public void Every_bit_counts_but_those_of_serial_number_and_counters()
    {
        byte[] reference = Atecc608Configuration.ConfigurationDigest(Configuration);
        int[] zeroed = [.. Zeroed()];
        for (int bit = 0; bit < 8 * Configuration.Length; bit++)
        {
            byte[] changed = [.. Configuration];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            bool same = reference.AsSpan().SequenceEqual(Atecc608Configuration.ConfigurationDigest(changed));
            Assert.True(same == zeroed.Contains(bit / 8), $"bit {bit}");
        }
    }

    [Fact]
    public void Fields_are_where_the_data_sheet_says()
    {
        byte[] zone = new byte[128];
        zone[26] = 0x8F;
        zone[27] = 0x20;
        zone[126] = 0x33;
        zone[127] = 0x01;
        zone[88] = 0xFE;
        zone[89] = 0x7F;
        Assert.Equal(0x208F, Atecc608Configuration.SlotConfig(zone, 3));
        Assert.Equal(0x0133, Atecc608Configuration.KeyConfig(zone, 15));
        Assert.False(Atecc608Configuration.IsSlotUnlocked(zone, 0));
        Assert.True(Atecc608Configuration.IsSlotUnlocked(zone, 1));
        Assert.True(Atecc608Configuration.IsSlotUnlocked(zone, 14));
        Assert.False(Atecc608Configuration.IsSlotUnlocked(zone, 15));
        Assert.Equal("80818283" + "88898A8B8C", Convert.ToHexString(Atecc608Configuration.SerialNumber(Configuration)));
    }

    [Theory]
    [InlineData(0x00, 0x00, true)]
    [InlineData(0x55, 0x00, false)]
    [InlineData(0x00, 0x55, false)]
    [InlineData(0x55, 0x55, false)]
    public void Locked_means_both_zones(byte lockValue, byte lockConfig, bool locked)
    {
        byte[] zone = new byte[128];
        zone[86] = lockValue;
        zone[87] = lockConfig;
        Assert.Equal(locked, Atecc608Configuration.IsLocked(zone));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(129)]
    public void A_zone_of_another_length_is_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => Atecc608Configuration.ConfigurationDigest(new byte[length]));
        Assert.Throws<ArgumentException>(() => Atecc608Configuration.IsLocked(new byte[length]));
        Assert.Throws<ArgumentException>(() => Atecc608Configuration.SerialNumber(new byte[length]));
    }

    private static IEnumerable<int> Zeroed() => [.. Enumerable.Range(0, 4), .. Enumerable.Range(8, 5), .. Enumerable.Range(52, 16)];
}
