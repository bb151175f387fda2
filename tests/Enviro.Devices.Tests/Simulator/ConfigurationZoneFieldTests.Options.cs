using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

// ChipMode, the fields from SecureBoot to X509format, and the locks.
public sealed partial class ConfigurationZoneFieldTests
{
    [Theory]
    [ConfigurationField("ChipMode", ConfigurationZone.ChipModeOffset, 1)]
    [InlineData("00", "70", 0x60)]
    [InlineData("01", "70", 0x38)]
    [InlineData("01", "00", 0x60)]
    public void ChipMode_chooses_the_address(string mode, string other, int address)
    {
        ChipHost host = ChipHost.ConfigurationLocked(
            (ConfigurationZone.ChipModeOffset, mode), (ConfigurationZone.UserExtraAddOffset, other));
        Assert.Equal(address, host.Chip.Address);
    }

    [Theory]
    [ConfigurationField("ChipMode", ConfigurationZone.ChipModeOffset, 1)]
    [InlineData("00", 1_290_000, true)]
    [InlineData("00", 1_310_000, false)]
    [InlineData("04", 9_990_000, true)]
    [InlineData("04", 10_010_000, false)]
    public void ChipMode_chooses_the_watchdog(string mode, int microseconds, bool awake)
    {
        ChipHost host = ChipHost.ConfigurationLocked((ConfigurationZone.ChipModeOffset, mode));
        host.Sleep();
        host.Wake();
        host.Bus.Advance(microseconds - 5000);
        I2cStatus expected = awake ? I2cStatus.Ok : I2cStatus.NotAcknowledged;
        Assert.Equal(expected, host.Bus.Read(0x60, new byte[4], 0, 4));
    }

    [Theory]
    [ConfigurationField("ChipMode", ConfigurationZone.ChipModeOffset, 1)]
    [InlineData("04", Atecc608ClockDivider.M0)]
    [InlineData("2C", Atecc608ClockDivider.M1)]
    [InlineData("6C", Atecc608ClockDivider.M2)]
    public void ChipMode_chooses_how_long_commands_take(string mode, Atecc608ClockDivider divider)
    {
        ChipHost host = ChipHost.Locked((ConfigurationZone.ChipModeOffset, mode));
        host.Chip.ExecutionTimePercent = 100;
        foreach (byte opcode in typeof(Opcode).GetFields().Select(field => (byte)field.GetRawConstantValue()!))
        {
            host.Sleep();
            host.Wake();
            byte[] packet = [Packet.WordAddressCommand, 7, opcode, 0xFE, 0xFE, 0xFE, 0, 0];
            Packet.PutCrc(packet, 6, Packet.Crc16(packet, 1, 5));
            Assert.Equal(I2cStatus.Ok, host.Bus.Write(0x60, packet, 0, packet.Length));
            int longest = ExecutionTime.LongestMs(opcode, divider) * 1000;
            host.Bus.Advance(longest - 1000);
            Assert.Equal(I2cStatus.NotAcknowledged, host.Bus.Read(0x60, new byte[4], 0, 4));
            host.Bus.Advance(1000);
            Assert.Equal(I2cStatus.Ok, host.Bus.Read(0x60, new byte[4], 0, 4));
        }
    }

    [Fact]
    [ConfigurationField("ChipMode", ConfigurationZone.ChipModeOffset, 1)]
    public void ChipModes_input_levels_are_kept_and_change_no_protocol()
    {
        ChipHost host = ChipHost.ConfigurationLocked((ConfigurationZone.ChipModeOffset, "02"));
        Assert.Equal(0x02, host.Configuration[ConfigurationZone.ChipModeOffset]);
        Assert.Equal("00006003", host.Status(Opcode.Info, 0, 0));
    }

    [Theory]
    [ConfigurationField("SecureBoot", ConfigurationZone.SecureBootOffset, 2)]
    [InlineData("00BC", "0F 0F 0F")]
    [InlineData("01BC", "00 0F 0F")]
    [InlineData("02BC", "00 00 00")]
    [InlineData("03BC", "00 00 00")]
    [InlineData("03CB", "0F 0F 0F")]
    [InlineData("03B0", "00 0F 0F")]
    public void SecureBoot_says_which_modes_there_are_and_which_slots_they_use(string value, string statuses)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ChipHost host = ChipHost.Locked(
            [.. ChipHost.Slot(11, "0F0F", "3000"), .. ChipHost.Slot(12, "0F0F", "1C00"), (ConfigurationZone.SecureBootOffset, value)]);
        host.Chip.FactoryWriteSlot(11, ChipHost.Stored(ChipHost.PublicKeyOf(key)));
        byte[] digest = Bench.Digest("x");
        byte[] content = [.. digest, .. key.SignHash(digest)];
        string seen = string.Join(
            ' ',
            host.Status(Opcode.SecureBoot, CommandMode.SecureBootFull, 0, content),
            host.Status(Opcode.SecureBoot, CommandMode.SecureBootFullCopy, 0, content),
            host.Status(Opcode.SecureBoot, CommandMode.SecureBootFullStore, 0, digest));
        Assert.Equal(statuses, seen);
    }

    [Theory]
    [ConfigurationField("KdfIvLoc", ConfigurationZone.KdfIvLocationOffset, 1)]
    [ConfigurationField("KdfIvStr", ConfigurationZone.KdfIvStringOffset, 2)]
    [InlineData("096976", true)]
    [InlineData("086976", false)]
    [InlineData("097669", false)]
    [InlineData("0F6976", false)]
    [InlineData("F06976", false)]
    public void KdfIv_must_be_in_the_message_where_it_says(string value, bool allowed)
    {
        ChipHost host = ChipHost.Locked((ConfigurationZone.KdfIvLocationOffset, value));
        host.NonceFixed(Bench.Sequence(32));
        byte[] message = [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x69, 0x76, 0, 0, 0, 0, 0x69];
        int mode = CommandMode.KdfHkdf | CommandMode.KdfTargetOutput;
        Assert.Equal(allowed ? 32 : 1, host.Send(Opcode.Kdf, mode, 0, [3, 0, 0, 16], message).Length);
    }

    [Theory]
    [ConfigurationField("UserExtra", ConfigurationZone.UserExtraOffset, 1)]
    [ConfigurationField("UserExtraAdd", ConfigurationZone.UserExtraAddOffset, 1)]
    [InlineData(0)]
    [InlineData(1)]
    public void UserExtra_is_set_once_by_UpdateExtra_only(int mode)
    {
        ChipHost host = ChipHost.Locked();
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.UpdateExtra, mode, 0x100));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.UpdateExtra, mode, 0x42));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.UpdateExtra, mode, 0x43));
        Assert.Equal(0x42, host.Configuration[ConfigurationZone.UserExtraOffset + mode]);
        ChipHost fresh = new(SimulatedAtecc608.FactoryFresh(1));
        Assert.Equal(ChipHost.ExecutionError, fresh.Status(Opcode.Write, Zone.Configuration, 21, new byte[4]));
    }

    [Fact]
    [ConfigurationField("LockConfig", ConfigurationZone.LockConfigOffset, 1)]
    [ConfigurationField("LockValue", ConfigurationZone.LockValueOffset, 1)]
    public void The_locks_close_one_zone_and_open_the_next()
    {
        ChipHost host = new(SimulatedAtecc608.FactoryFresh(1));
        int slot = Zone.SlotAddress(10, 0);
        int ignore = CommandMode.LockIgnoreSummary;
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Configuration, 5, Convert.FromHexString("83208720")));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Slots | 0x80, slot, new byte[32]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Lock, CommandMode.LockDataAndOtp | ignore, 0));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Lock, CommandMode.LockConfiguration | ignore, 0));
        Assert.Equal(0x00, host.Configuration[ConfigurationZone.LockConfigOffset]);
        Assert.Equal(0x55, host.Configuration[ConfigurationZone.LockValueOffset]);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Configuration, 5, Convert.FromHexString("83208720")));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Slots | 0x80, slot, new byte[32]));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Otp | 0x80, 0, new byte[32]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, Zone.Slots | 0x80, slot));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Lock, CommandMode.LockDataAndOtp | ignore, 0));
        Assert.Equal(0x00, host.Configuration[ConfigurationZone.LockValueOffset]);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Otp | 0x80, 0, new byte[32]));
        Assert.Equal(32, host.Send(Opcode.Read, Zone.Slots | 0x80, slot).Length);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Lock, CommandMode.LockDataAndOtp | ignore, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Lock, CommandMode.LockConfiguration | ignore, 0));
    }

    [Fact]
    [ConfigurationField("SlotLocked", ConfigurationZone.SlotLockedOffset, 2)]
    public void SlotLocked_keeps_each_of_the_slots_as_it_is()
    {
        for (int slot = 0; slot < Zone.SlotCount; slot++)
        {
            ChipHost host = WithKey(slot, "0F0F", "3C00");
            int address = Zone.SlotAddress(slot, 0);
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Slots | 0x80, address, Key));
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Lock, CommandMode.LockSlot | (slot << 2), 0));
            int locked = 0xFFFF & ~(1 << slot);
            Assert.Equal(locked, host.Configuration[88] | (host.Configuration[89] << 8));
            Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Slots | 0x80, address, new byte[32]));
            Assert.Equal(Key, host.Send(Opcode.Read, Zone.Slots | 0x80, address));
        }

        ChipHost keys = ChipHost.Locked([.. ChipHost.Slot(0, "8760", "3300"), (ConfigurationZone.SlotLockedOffset, "FEFF")]);
        Assert.Equal(ChipHost.ExecutionError, keys.Status(Opcode.GenKey, CommandMode.GenKeyPrivate, 0));
    }

    [Fact]
    [ConfigurationField("ChipOptions", ConfigurationZone.ChipOptionsOffset, 2)]
    public void ChipOptions_self_test_runs_once_a_power_up_and_tells_a_failure()
    {
        foreach ((string options, string awake) in new[] { ("0000", "04113343"), ("0100", "0407C440") })
        {
            ChipHost host = ChipHost.ConfigurationLocked((ConfigurationZone.ChipOptionsOffset, options));
            host.Chip.CutPower();
            host.Chip.SelfTestFailures = CommandMode.SelfTestSha;
            byte[] answer = new byte[4];
            host.Bus.Write(0, [0], 0, 1);
            host.Bus.Wait(300_000);
            Assert.Equal(I2cStatus.Ok, host.Bus.Read(0x60, answer, 0, 4));
            Assert.Equal(awake, Convert.ToHexString(answer));
            string status = options == "0000" ? ChipHost.Ok : "07";
            Assert.Equal(status, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
            host.Chip.SelfTestFailures = 0;
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.SelfTest, CommandMode.SelfTestAll, 0));
            Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
        }
    }

    [Theory]
    [ConfigurationField("ChipOptions", ConfigurationZone.ChipOptionsOffset, 2)]
    [InlineData("0000", "08 08")]
    [InlineData("0800", "08 OK")]
    public void ChipOptions_may_forget_a_failed_health_test_by_itself(string options, string expected)
    {
        ChipHost host = ChipHost.ConfigurationLocked((ConfigurationZone.ChipOptionsOffset, options));
        host.Chip.SelfTestFailures = CommandMode.SelfTestRandom;
        Assert.Equal("01", host.Status(Opcode.SelfTest, CommandMode.SelfTestRandom, 0));
        string seen = string.Join(' ', Enumerable.Range(0, 2).Select(_ => host.Status(Opcode.Random, 0, 0)).Select(s => s.Length > 2 ? "OK" : s));
        Assert.Equal(expected, seen);
    }

    // IO protection key enabled in bit 1, its slot in bits 12 … 15; KDF AES bit 2; ECDH bits 8 … 9 and KDF bits 10 … 11.
    [Theory]
    [ConfigurationField("ChipOptions", ConfigurationZone.ChipOptionsOffset, 2)]
    [InlineData("0680", "32 64 01 | 32 64 01 | 32")]
    [InlineData("0280", "32 64 01 | 32 64 01 | 01")]
    [InlineData("0480", "32 01 01 | 32 01 01 | 32")]
    [InlineData("0600", "32 01 01 | 32 01 01 | 32")]
    [InlineData("0681", "01 64 01 | 32 64 01 | 32")]
    [InlineData("0682", "01 01 01 | 32 64 01 | 32")]
    [InlineData("0683", "01 01 01 | 32 64 01 | 32")]
    [InlineData("0684", "32 64 01 | 01 64 01 | 01")]
    [InlineData("0688", "32 64 01 | 01 01 01 | 01")]
    [InlineData("068C", "32 64 01 | 01 01 01 | 01")]
    public void ChipOptions_protect_what_ECDH_and_KDF_give_out(string options, string lengths)
    {
        ChipHost host = ChipHost.ConfigurationLocked(
            [.. ChipHost.Slot(0, "8720", "3300"), .. ChipHost.Slot(8, "8F0F", "1C00"), (ConfigurationZone.ChipOptionsOffset, options)]);
        host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0);
        byte[] point = host.Chip.FactoryPublicKey(0);
        host.Chip.FactoryWriteSlot(8, Key);
        host.LockData();
        int kdfAes = CommandMode.KdfAes | CommandMode.KdfTargetOutput;
        string seen =
            $"{Length(host, Opcode.Ecdh, 0x0C, point)} {Length(host, Opcode.Ecdh, 0x0E, point)} {Length(host, Opcode.Ecdh, 0x08, point)} | "
            + $"{Kdf(host, CommandMode.KdfTargetOutput)} {Kdf(host, CommandMode.KdfTargetOutputEncrypted)} {Kdf(host, 0)} | "
            + Length(host, Opcode.Kdf, kdfAes, [0, 0, 0, 0, .. new byte[16]]);
        Assert.Equal(lengths, seen);
    }

    [Theory]
    [ConfigurationField("X509format", ConfigurationZone.X509FormatOffset, 4)]
    [InlineData("00000000", 0, true)]
    [InlineData("31000000", 0, true)]
    [InlineData("30000000", 0, false)]
    [InlineData("21000000", 0, false)]
    [InlineData("00310000", 1, true)]
    [InlineData("31300000", 1, false)]
    [InlineData("00003100", 2, true)]
    [InlineData("00000031", 3, true)]
    [InlineData("00000041", 3, false)]
    public void X509format_says_where_a_certificate_has_the_public_key_and_how_long_it_is(string formats, int id, bool valid)
    {
        using ECDsa parent = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ChipHost host = ChipHost.Locked(
        [
            .. ChipHost.Slot(14, "0F0F", $"32{id << 6:X2}"), .. ChipHost.Slot(15, "0F0F", "3000"),
            (ConfigurationZone.X509FormatOffset, formats),
        ]);
        host.Chip.FactoryWriteSlot(15, ChipHost.Stored(ChipHost.PublicKeyOf(parent)));
        host.Chip.FactoryWriteSlot(14, ChipHost.Stored(ChipHost.PublicKeyOf(key)));
        byte[] head = Bench.Sequence(64);
        byte[] tail = Bench.Sequence(20);
        host.Status(Opcode.Sha, CommandMode.ShaStart, 0);
        host.Status(Opcode.Sha, CommandMode.ShaUpdate, 64, head);
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Sha, CommandMode.ShaPublic, 14));
        byte[] digest = host.Send(Opcode.Sha, CommandMode.ShaEnd, 20, tail);
        Assert.Equal(ChipHost.Sha(head, ChipHost.PublicKeyOf(key), tail), digest);
        string status = host.Status(Opcode.Verify, CommandMode.VerifyValidateExternal, 14, parent.SignHash(digest), new byte[64]);
        Assert.Equal(valid ? ChipHost.Ok : ChipHost.ExecutionError, status);
        Assert.Equal(valid ? 0x50 : 0x00, host.Chip.FactoryReadSlot(14)[0] & 0xF0);
    }

    private static string Kdf(ChipHost host, int target)
    {
        return Length(host, Opcode.Kdf, CommandMode.KdfHkdf | target, [2, 0, 0, 1, 7]);
    }

    // The length of the answer, after a fixed nonce.
    private static string Length(ChipHost host, byte opcode, int mode, byte[] content)
    {
        host.NonceFixed(Bench.Sequence(32));
        return $"{host.Send(opcode, mode, 0, content).Length:D2}";
    }
}
