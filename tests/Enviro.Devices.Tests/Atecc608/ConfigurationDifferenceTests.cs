using System.Text;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class ConfigurationDifferenceTests
{
    [Fact]
    public void A_technician_sees_field_slot_and_both_values()
    {
        byte[] expected = new byte[128];
        expected[26] = 0x8F;
        expected[27] = 0x20;
        expected[87] = 0x55;
        expected[126] = 0x33;
        expected[60] = 0xFF;
        StringBuilder report = new();
        Assert.Equal(4, ConfigurationZone.DescribeDifference(expected, new byte[128], All(), report));
        Assert.Equal(
            "SlotConfig[3]: expected 8F20, found 0000\n" +
            "Counter[1]: expected FF00000000000000, found 0000000000000000\n" +
            "LockConfig: expected 55, found 00\n" +
            "KeyConfig[15]: expected 3300, found 0000\n",
            report.ToString());
    }

    [Fact]
    public void Every_bit_belongs_to_exactly_one_field_and_counts_unless_masked()
    {
        HashSet<string> fields = [];
        for (int bit = 0; bit < 1024; bit++)
        {
            byte[] found = new byte[128];
            found[bit / 8] = (byte)(1 << (bit % 8));
            StringBuilder report = new();
            Assert.Equal(1, ConfigurationZone.DescribeDifference(new byte[128], found, All(), report));
            fields.Add(report.ToString().Split(':')[0]);
            byte[] mask = All();
            mask[bit / 8] ^= found[bit / 8];
            Assert.Equal(0, ConfigurationZone.DescribeDifference(new byte[128], found, mask, report));
        }

        // 25 fields, and 16 slots of SlotConfig and of KeyConfig.
        Assert.Equal(25 + 32, fields.Count);
    }

    [Theory]
    [InlineData(ConfigurationZone.AesEnableOffset, "AES_Enable")]
    [InlineData(ConfigurationZone.I2cAddressOffset, "I2C_Address")]
    [InlineData(ConfigurationZone.ChipModeOffset, "ChipMode")]
    [InlineData(ConfigurationZone.SlotConfigOffset + 1, "SlotConfig[0]")]
    [InlineData(ConfigurationZone.SlotConfigOffset + 31, "SlotConfig[15]")]
    [InlineData(ConfigurationZone.Counter0Offset, "Counter[0]")]
    [InlineData(ConfigurationZone.UseLockOffset, "UseLock")]
    [InlineData(ConfigurationZone.SecureBootOffset + 1, "SecureBoot")]
    [InlineData(ConfigurationZone.UserExtraAddOffset, "UserExtraAdd")]
    [InlineData(ConfigurationZone.SlotLockedOffset + 1, "SlotLocked")]
    [InlineData(ConfigurationZone.ChipOptionsOffset, "ChipOptions")]
    [InlineData(ConfigurationZone.X509FormatOffset + 3, "X509format")]
    [InlineData(ConfigurationZone.KeyConfigOffset, "KeyConfig[0]")]
    public void A_byte_is_reported_under_its_fields_name(int offset, string name)
    {
        byte[] found = new byte[128];
        found[offset] = 0xA5;
        StringBuilder report = new();
        ConfigurationZone.DescribeDifference(new byte[128], found, All(), report);
        Assert.StartsWith(name + ": expected 00", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("A5", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(
            () => ConfigurationZone.DescribeDifference(new byte[128], new byte[127], All(), new StringBuilder()));
    }

    private static byte[] All()
    {
        byte[] mask = new byte[128];
        Array.Fill(mask, (byte)0xFF);
        return mask;
    }
}
