using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

// SlotConfig and KeyConfig, bit by bit.
public sealed partial class ConfigurationZoneFieldTests
{
    // IsSecret and EncryptRead: in the clear, encrypted by ReadKey, or not at all.
    [Theory]
    [ConfigurationField("SlotConfig", ConfigurationZone.SlotConfigOffset, 32)]
    [InlineData("040F", "clear")]
    [InlineData("C40F", "encrypted")]
    [InlineData("C50F", "never")]
    [InlineData("440F", "never")]
    [InlineData("840F", "never")]
    public void SlotConfig_says_who_may_read(string slotConfig, string expected)
    {
        ChipHost host = Pair(8, slotConfig, "1C00");
        int address = Zone.SlotAddress(8, 0);
        byte[] session = host.Session(4, Key);
        string status = host.Status(Opcode.Read, Zone.Slots | 0x80, address);
        string seen = status.Length == 2
            ? "never"
            : status == Convert.ToHexString(Key) ? "clear" : status == Xor(Key, session) ? "encrypted" : "garbage";
        Assert.Equal(expected, seen);
        Assert.Equal(expected == "clear" ? 4 : 1, host.Send(Opcode.Read, Zone.Slots, address).Length);
    }

    // All sixteen values of WriteConfig: Write in the clear, Write encrypted by WriteKey (slot 4), DeriveKey.
    [Theory]
    [ConfigurationField("SlotConfig", ConfigurationZone.SlotConfigOffset, 32)]
    [InlineData(0x0, "clear")]
    [InlineData(0x1, "clear")]
    [InlineData(0x2, "roll")]
    [InlineData(0x3, "parent")]
    [InlineData(0x4, "encrypted")]
    [InlineData(0x5, "encrypted")]
    [InlineData(0x6, "encrypted roll")]
    [InlineData(0x7, "encrypted parent")]
    [InlineData(0x8, "")]
    [InlineData(0x9, "")]
    [InlineData(0xA, "roll with MAC")]
    [InlineData(0xB, "parent with MAC")]
    [InlineData(0xC, "encrypted")]
    [InlineData(0xD, "encrypted")]
    [InlineData(0xE, "encrypted roll with MAC")]
    [InlineData(0xF, "encrypted parent with MAC")]
    public void SlotConfig_says_how_a_data_slot_is_written(int writeConfig, string expected)
    {
        ChipHost host = Pair(8, $"0F{writeConfig:X1}4", "1C00");
        byte[] own = Bench.Sequence(32, 9);
        host.Chip.FactoryWriteSlot(8, own);
        List<string> seen = [];
        if (host.Status(Opcode.Write, Zone.Slots | 0x80, Zone.SlotAddress(8, 0), own) == ChipHost.Ok)
        {
            seen.Add("clear");
        }

        if (WriteEncrypted(host, 8, own) == ChipHost.Ok)
        {
            seen.Add("encrypted");
        }

        byte[] header = [Opcode.DeriveKey, 0, 8, 0];
        foreach ((string name, byte[] parent) in new[] { ("roll", own), ("parent", Key) })
        {
            foreach ((string suffix, byte[] mac) in new[] { ("", Array.Empty<byte>()), (" with MAC", ChipHost.Sha(parent, header, host.ShortSerial)) })
            {
                host.Chip.FactoryWriteSlot(8, own);
                byte[] nonce = host.NonceRandom();
                bool done = host.Status(Opcode.DeriveKey, 0, 8, mac) == ChipHost.Ok;
                byte[] derived = ChipHost.Sha(parent, header, host.ShortSerial, new byte[25], nonce);
                if (done && host.CheckMac(8, derived) == ChipHost.Ok)
                {
                    seen.Add(name + suffix);
                }
            }
        }

        Assert.Equal(expected, string.Join(' ', seen));
    }

    // For a private key: bit 0x2 GenKey, bit 0x4 PrivWrite encrypted by WriteKey; never Write.
    [Theory]
    [ConfigurationField("SlotConfig", ConfigurationZone.SlotConfigOffset, 32)]
    [InlineData(0x0, false, false)]
    [InlineData(0x1, false, false)]
    [InlineData(0x2, true, false)]
    [InlineData(0x4, false, true)]
    [InlineData(0x6, true, true)]
    [InlineData(0x8, false, false)]
    [InlineData(0xF, true, true)]
    public void SlotConfig_says_how_a_private_key_is_replaced(int writeConfig, bool genKey, bool privWrite)
    {
        ChipHost host = Pair(0, $"83{writeConfig:X1}4", "3300");
        Assert.Equal(genKey ? 64 : 1, host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0).Length);
        byte[] key = [0, 0, 0, 0, .. Bench.Sequence(32, 3)];
        byte[] session = host.Session(4, Key);
        byte[] header = [Opcode.PrivWrite, CommandMode.PrivWriteEncrypted, 0, 0];
        byte[] mac = ChipHost.Sha(session, header, host.ShortSerial, new byte[21], key);
        byte[] pad = [.. session, .. ChipHost.Sha(session)];
        byte[] cipher = key.Select((value, i) => (byte)(value ^ pad[i])).ToArray();
        string status = host.Status(Opcode.PrivWrite, CommandMode.PrivWriteEncrypted, 0, cipher, mac);
        Assert.Equal(privWrite ? ChipHost.Ok : ChipHost.ExecutionError, status);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Slots | 0x80, 0, new byte[32]));
        Assert.Equal(ChipHost.ExecutionError, WriteEncrypted(host, 0, new byte[32]));
    }

    // ReadKey of a private key: 1 external signatures, 2 internal ones, 4 ECDH, 8 ECDH's secret into the next slot.
    [Theory]
    [ConfigurationField("SlotConfig", ConfigurationZone.SlotConfigOffset, 32)]
    [InlineData(0x0, "")]
    [InlineData(0x1, "external")]
    [InlineData(0x2, "internal")]
    [InlineData(0x4, "ecdh")]
    [InlineData(0x8, "")]
    [InlineData(0xC, "ecdh next")]
    [InlineData(0xF, "external internal ecdh next")]
    public void SlotConfig_says_what_a_private_key_is_for(int readKey, string expected)
    {
        ChipHost host = Pair(0, $"8{readKey:X1}20", "3300", ChipHost.Slot(1, "8F0F", "1C00"));
        byte[] publicKey = host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0);
        List<string> seen = [];
        host.NonceFixed(Key);
        Note(seen, "external", host.Send(Opcode.Sign, CommandMode.SignExternal, 0).Length == 64);
        host.Session(4, Key);
        Note(seen, "internal", host.Send(Opcode.Sign, CommandMode.SignInternal, 0).Length == 64);
        byte[] answer = host.Send(Opcode.Ecdh, 0, 0, publicKey);
        Note(seen, "ecdh", answer.Length == 32 || answer[0] == 0);
        Note(seen, "next", answer is [0]);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    [ConfigurationField("SlotConfig", ConfigurationZone.SlotConfigOffset, 32)]
    public void SlotConfigs_NoMac_and_LimitedUse()
    {
        ChipHost noMac = Pair(8, "9F0F", "1C00");
        Assert.Equal(ChipHost.ExecutionError, noMac.Status(Opcode.Mac, 0, 8, new byte[32]));
        Assert.Equal(ChipHost.Ok, noMac.CheckMac(8, Key));
        Assert.Equal("00000000", noMac.Status(Opcode.Counter, 0, 0));
        ChipHost limited = Pair(8, "AF0F", "1C00");
        Assert.Equal(32, limited.Send(Opcode.Mac, 0, 8, new byte[32]).Length);
        Assert.Equal(ChipHost.Ok, limited.CheckMac(8, Key));
        limited.NonceRandom();
        Assert.Equal(ChipHost.Ok, limited.GenDigSlot(8, Key));
        Assert.Equal(ChipHost.Ok, limited.Status(Opcode.Sha, CommandMode.ShaHmacStart, 8));
        Assert.Equal("04000000", limited.Status(Opcode.Counter, 0, 0));
    }

    // KeyType and Private decide which commands know the slot at all.
    [Theory]
    [ConfigurationField("KeyConfig", ConfigurationZone.KeyConfigOffset, 32)]
    [InlineData("3300", "genkey")]
    [InlineData("2F00", "")]
    [InlineData("3000", "mac")]
    [InlineData("1800", "mac aes")]
    [InlineData("1A00", "mac aes kdf")]
    [InlineData("1C00", "mac")]
    [InlineData("1E00", "mac kdf")]
    public void KeyConfig_says_what_a_slot_holds(string keyConfig, string expected)
    {
        ChipHost host = Pair(8, "8320", keyConfig);
        List<string> seen = [];
        Note(seen, "genkey", host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 8).Length == 64);
        Note(seen, "mac", host.Send(Opcode.Mac, 0, 8, new byte[32]).Length == 32);
        Note(seen, "aes", host.Send(Opcode.Aes, 0, 8, new byte[16]).Length == 16);
        host.NonceFixed(Key);
        Note(seen, "kdf", host.Status(Opcode.Kdf, CommandMode.KdfHkdf | CommandMode.KdfTargetSlot, 0x800, [2, 0, 0, 1, 7]) == ChipHost.Ok);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    [ConfigurationField("KeyConfig", ConfigurationZone.KeyConfigOffset, 32)]
    public void KeyConfigs_PubInfo_and_Lockable()
    {
        ChipHost host = Pair(0, "8320", "1100");
        Assert.Equal(64, host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0).Length);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenKey, CommandMode.GenKeyPublic, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Lock, CommandMode.LockSlot, 0));
        ChipHost open = Pair(0, "8320", "3300");
        Assert.Equal(open.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0), open.Send(Opcode.GenKey, CommandMode.GenKeyPublic, 0));
        Assert.Equal(ChipHost.Ok, open.Status(Opcode.Lock, CommandMode.LockSlot, 0));
    }

    [Fact]
    [ConfigurationField("KeyConfig", ConfigurationZone.KeyConfigOffset, 32)]
    public void KeyConfigs_ReqRandom_asks_for_a_random_nonce()
    {
        ChipHost host = Pair(8, "8F0F", "5C00");
        host.NonceFixed(Key);
        Assert.Equal(ChipHost.ExecutionError, host.GenDigSlot(8, Key));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, 0x05, 8));
        host.NonceFixed(Key);
        Assert.Equal(ChipHost.ExecutionError, host.CheckMac(8, Key));
        host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.GenDigSlot(8, Key));
        host.NonceRandom();
        Assert.Equal(32, host.Send(Opcode.Mac, 0x01, 8).Length);
        host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
    }

    [Theory]
    [ConfigurationField("KeyConfig", ConfigurationZone.KeyConfigOffset, 32)]
    [InlineData("9C04", true)]
    [InlineData("9C03", false)]
    [InlineData("1C03", true)]
    public void KeyConfigs_ReqAuth_asks_for_a_CheckMac_by_AuthKey(string keyConfig, bool allowed)
    {
        ChipHost host = Pair(8, "8F0F", keyConfig);
        bool free = keyConfig[0] == '1';
        Assert.Equal(free ? 32 : 1, host.Send(Opcode.Mac, 0, 8, new byte[32]).Length);
        Assert.Equal(ChipHost.Ok, host.CheckMac(4, Key));
        Assert.Equal(allowed ? 32 : 1, host.Send(Opcode.Mac, 0, 8, new byte[32]).Length);
        host.Sleep();
        Assert.Equal(free ? 32 : 1, host.Send(Opcode.Mac, 0, 8, new byte[32]).Length);
    }

    [Fact]
    [ConfigurationField("KeyConfig", ConfigurationZone.KeyConfigOffset, 32)]
    public void KeyConfigs_PersistentDisable_waits_for_the_latch()
    {
        ChipHost host = Pair(8, "8F0F", "1C10", [(ConfigurationZone.VolatileKeyPermissionOffset, "84"), .. ChipHost.Slot(0, "8320", "3310")]);
        Assert.Equal(64, host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0).Length);
        host.NonceFixed(Key);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Sign, CommandMode.SignExternal, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, 0, 8, new byte[32]));
        Assert.Equal(ChipHost.Ok, host.CheckMac(4, Key));
        Assert.Equal("01000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 3));
        host.Sleep();
        host.NonceFixed(Key);
        Assert.Equal(64, host.Send(Opcode.Sign, CommandMode.SignExternal, 0).Length);
        Assert.Equal(32, host.Send(Opcode.Mac, 0, 8, new byte[32]).Length);
    }

    // X509id chooses the format: X509format_says_where_a_certificate_has_the_public_key_and_how_long_it_is.

    /// <summary>A locked chip with <see cref="Key"/> in slot 4, for sessions, and, if it is no private key, in another one.</summary>
    private static ChipHost Pair(int slot, string slotConfig, string keyConfig, params (int Offset, string Content)[] changes)
    {
        ChipHost host = ChipHost.Locked([.. ChipHost.Slot(4, "8F0F", "1C00"), .. ChipHost.Slot(slot, slotConfig, keyConfig), .. changes]);
        host.Chip.FactoryWriteSlot(4, Key);
        if ((Convert.FromHexString(keyConfig)[0] & KeyConfig.Private) == 0)
        {
            host.Chip.FactoryWriteSlot(slot, Key);
        }

        return host;
    }

    private static string WriteEncrypted(ChipHost host, int slot, byte[] content)
    {
        byte[] session = host.Session(4, Key);
        int address = Zone.SlotAddress(slot, 0);
        byte[] header = [Opcode.Write, Zone.Slots | Zone.ThirtyTwoBytes, (byte)address, (byte)(address >> 8)];
        byte[] mac = ChipHost.Sha(session, header, host.ShortSerial, new byte[25], content);
        return host.Status(Opcode.Write, header[1], address, Convert.FromHexString(Xor(content, session)), mac);
    }

    private static string Xor(byte[] left, byte[] right)
    {
        return Convert.ToHexString(left.Select((value, i) => (byte)(value ^ right[i])).ToArray());
    }

    private static void Note(List<string> seen, string what, bool holds)
    {
        if (holds)
        {
            seen.Add(what);
        }
    }
}
