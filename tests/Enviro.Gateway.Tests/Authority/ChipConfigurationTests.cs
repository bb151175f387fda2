using System.Text.RegularExpressions;
using Enviro.Devices.Atecc608;

namespace Enviro.Gateway.Tests;

public sealed partial class ChipConfigurationTests
{
    private static readonly ChipConfiguration Table = ChipConfiguration.BuiltIn;

    [Fact]
    public void What_is_built_in_is_the_file_and_covers_every_byte_once()
    {
        string path = Path.Combine(HardwareFolder(), "node", "atecc608-config.csv");
        ChipConfiguration file = ChipConfiguration.Load(path);
        Assert.Equal(file.Bytes, Table.Bytes);
        Assert.Equal(Enumerable.Range(0, 128), Table.Fields.SelectMany(field => Enumerable.Range(field.Offset, field.Value.Length)));
        Assert.All(Table.Fields, field => Assert.True(field.Meaning.Length > 5, field.Name));
    }

    [Fact]
    public void The_page_prints_the_digest_that_chips_of_this_table_have()
    {
        string page = File.ReadAllText(Path.Combine(HardwareFolder(), "node", "README.md"));
        Assert.Equal(Convert.ToHexStringLower(Table.DigestOfAtecc608B()), Digest().Match(page).Value);
    }

    // What the annotations say in words, in the chip's bits.
    [Fact]
    public void The_bits_say_what_the_annotations_say()
    {
        int identity = Word("SlotConfig[0]");
        Assert.Equal(SlotConfig.ExternalSignatures | SlotConfig.EcdhAllowed, identity & SlotConfig.ReadKeyMask);
        Assert.Equal(SlotConfig.IsSecret, identity & SlotConfig.IsSecret);
        Assert.Equal(SlotConfig.GenKeyAllowed, identity & SlotConfig.WriteConfigMask);
        Assert.Equal(KeyConfig.Private | KeyConfig.PublicInfo | KeyConfig.KeyTypeP256 | KeyConfig.Lockable, Word("KeyConfig[0]"));

        int attestation = Word("SlotConfig[1]");
        Assert.Equal(SlotConfig.InternalSignatures, attestation & SlotConfig.ReadKeyMask);
        Assert.Equal(SlotConfig.WriteNever, attestation & SlotConfig.WriteConfigMask);
        Assert.Equal(KeyConfig.Private | KeyConfig.PublicInfo | KeyConfig.KeyTypeP256 | KeyConfig.RequiresRandom, Word("KeyConfig[1]"));

        foreach (int slot in new[] { 8, 10 })
        {
            Assert.Equal(0, Word($"SlotConfig[{slot}]"));
            Assert.Equal(KeyConfig.Lockable, Word($"KeyConfig[{slot}]") & (KeyConfig.Lockable | KeyConfig.Private));
        }

        foreach (int slot in Enumerable.Range(2, 14).Except([8, 10]))
        {
            Assert.Equal(SlotConfig.NoMac, Word($"SlotConfig[{slot}]") & SlotConfig.NoMac);
            Assert.Equal(0, Word($"KeyConfig[{slot}]") & (KeyConfig.Lockable | KeyConfig.Private));
        }

        Assert.Equal(0, Word("SecureBoot") & ConfigurationZone.SecureBootModeMask);
        Assert.Equal(0xFFFF ^ ((1 << 0) | (1 << 8) | (1 << 10)), Word("SlotLocked"));
        Assert.Equal(Atecc608Device.DefaultAddress << 1, Table.Bytes[ConfigurationZone.I2cAddressOffset]);
    }

    [Fact]
    public void A_bit_that_locking_clears_may_be_either_and_every_other_must_be_so()
    {
        byte[] zone = Table.Finish(new byte[128]);
        Assert.True(Table.IsIn(zone));
        for (int bit = 0; bit < 8 * 128; bit++)
        {
            byte[] altered = [.. zone];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            bool factory = bit / 8 < 16;
            bool counter = bit / 8 is >= 52 and < 68;
            bool locks = bit / 8 is 86 or 87 || bit is (88 * 8) or (89 * 8) or ((89 * 8) + 2);
            Assert.True(Table.IsIn(altered) == (factory || counter || locks), $"byte {bit / 8}, bit {bit % 8}");
        }
    }

    [Theory]
    [InlineData("16,1,C0,I2C_Address", "16,1,C,I2C_Address", "line 8")]
    [InlineData("16,1,C0,I2C_Address", "16,2,C000,I2C_Address", "begins at byte 17; byte 18 comes next")]
    [InlineData("16,1,C0,I2C_Address", "17,1,C0,I2C_Address", "begins at byte 17; byte 16 comes next")]
    [InlineData("16,1,C0,I2C_Address", "16,1,lokc:C0,I2C_Address", "line 8")]
    [InlineData("16,1,C0,I2C_Address", "16,1,C0,", "line 8")]
    [InlineData("offset,length", "offset;length", "first line")]
    public void A_damaged_table_is_refused_with_its_line(string old, string replacement, string expected)
    {
        string text = File.ReadAllText(Path.Combine(HardwareFolder(), "node", "atecc608-config.csv"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        GatewayConfigurationException wrong = Assert.Throws<GatewayConfigurationException>(
            () => ChipConfiguration.Parse(text.Replace(old, replacement, StringComparison.Ordinal), "table.csv"));
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_ends_early_is_refused()
    {
        string text = File.ReadAllText(Path.Combine(HardwareFolder(), "node", "atecc608-config.csv"));
        string shorter = text[..(text.TrimEnd('\n').LastIndexOf('\n') + 1)];
        Assert.Contains("126 of 128", Assert.Throws<GatewayConfigurationException>(() => ChipConfiguration.Parse(shorter, "t")).Message, StringComparison.Ordinal);
    }

    private static int Word(string field)
    {
        byte[] value = Table.Fields.Single(candidate => candidate.Name == field).Value;
        return value[0] | (value[1] << 8);
    }

    private static string HardwareFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Enviro.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "hardware");
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();
}
