using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class ChipMacTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);
    private static readonly byte[] Secret = Bench.Sequence(32, 200);

    // Slot 8: parent of slot 9. Slot 9: derived from its parent with a MAC; slot 10: rolled without. Slot 12: a password whose secret is
    // in slot 13. KeyType 7 everywhere.
    private static ChipHost Host()
    {
        ChipHost host = ChipHost.Locked(
        [
            .. ChipHost.Slot(8, "8F0F", "1C00"), .. ChipHost.Slot(9, "8FF8", "1C00"), .. ChipHost.Slot(10, "8F2A", "1C00"),
            .. ChipHost.Slot(12, "8F0F", "1C00"), .. ChipHost.Slot(13, "8080", "1C00"),
        ]);
        foreach (int slot in new[] { 8, 9, 10, 12 })
        {
            host.Chip.FactoryWriteSlot(slot, Key);
        }

        host.Chip.FactoryWriteSlot(13, Secret);
        return host;
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x02)]
    [InlineData(0x06)]
    [InlineData(0x07)]
    [InlineData(0x41)]
    [InlineData(0x10)]
    [InlineData(0x20)]
    [InlineData(0x70)]
    public void A_mac_is_over_what_its_mode_says(int mode)
    {
        ChipHost host = Host();
        byte[] nonce = (mode & 4) != 0 ? host.NonceFixed(Bench.Sequence(32, 3)) : host.NonceRandom();
        byte[] challenge = Bench.Sequence(32, 77);
        byte[] configuration = host.Configuration;
        byte[] otp = host.Send(Opcode.Read, Zone.Otp | Zone.ThirtyTwoBytes, 0);
        bool full = (mode & 0x40) != 0;
        byte[] expected = ChipHost.Sha(
            (mode & 2) != 0 ? nonce : Key,
            (mode & 1) != 0 ? nonce : challenge,
            [Opcode.Mac, (byte)mode, 8, 0],
            (mode & 0x30) != 0 ? otp[..8] : new byte[8],
            (mode & 0x10) != 0 ? otp[8..11] : new byte[3],
            configuration[12..13],
            full ? configuration[8..12] : new byte[4],
            configuration[..2],
            full ? configuration[2..4] : new byte[2]);
        Assert.Equal(expected, host.Send(Opcode.Mac, mode, 8, (mode & 1) != 0 ? [] : challenge));

        // Spent: a second one with TempKey is refused.
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, mode | 1, 8));
    }

    [Fact]
    public void The_source_of_TempKey_must_be_the_one_the_mode_says()
    {
        ChipHost host = Host();
        host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, 0x05, 8));
        host.NonceFixed(Bench.Sequence(32));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, 0x01, 8));
    }

    [Theory]
    [InlineData(0x08, 8, 32)]
    [InlineData(0x80, 8, 32)]
    [InlineData(0x00, 16, 32)]
    [InlineData(0x00, 8, 31)]
    [InlineData(0x01, 8, 32)]
    public void A_mac_of_another_form_is_a_parse_error(int mode, int slot, int length)
    {
        Assert.Equal(ChipHost.ParseError, Host().Status(Opcode.Mac, mode, slot, new byte[length]));
    }

    [Fact]
    public void CheckMac_tells_right_from_wrong_and_authorizes_until_sleep_or_failure()
    {
        ChipHost host = Host();
        Assert.Equal(ChipHost.Miscompare, host.CheckMac(8, Secret));
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
        Assert.Equal("00004400", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        Assert.Equal(ChipHost.Miscompare, host.CheckMac(8, Secret));
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
        host.Sleep();
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
    }

    [Fact]
    public void CheckMac_copies_a_secret_behind_a_password_whose_ReadKey_is_0()
    {
        ChipHost host = Host();
        host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.CheckMac(12, Key, CommandMode.MacBlock2TempKey));
        byte[] mac = host.Send(Opcode.Mac, 0x06, 8, Key);
        byte[] expected = ChipHost.Sha(
            Secret, Key, [Opcode.Mac, 0x06, 8, 0], new byte[11], host.ShortSerial[..1], new byte[4], host.ShortSerial[1..], new byte[2]);
        Assert.Equal(expected, mac);

        // Slot 9, after slot 8, has another ReadKey: nothing is copied.
        host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key, CommandMode.MacBlock2TempKey));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, 0x06, 8, Key));
    }

    [Fact]
    public void CheckMac_works_before_the_data_zone_is_locked_and_not_before_the_configuration_is()
    {
        ChipHost host = ChipHost.ConfigurationLocked(ChipHost.Slot(8, "8F0F", "1C00"));
        host.Chip.FactoryWriteSlot(8, Key);
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
        Assert.Equal(ChipHost.ExecutionError, new ChipHost(SimulatedAtecc608.FactoryFresh(1)).CheckMac(8, Key));
    }

    [Fact]
    public void A_key_is_derived_from_its_parent_by_a_mac_only()
    {
        ChipHost host = Host();
        byte[] nonce = host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.DeriveKey, 0, 9));
        nonce = host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.DeriveKey, 0, 9, new byte[32]));
        nonce = host.NonceRandom();
        byte[] header = [Opcode.DeriveKey, 0, 9, 0];
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.DeriveKey, 0, 9, ChipHost.Sha(Key, header, host.ShortSerial)));
        byte[] derived = ChipHost.Sha(Key, header, host.ShortSerial, new byte[25], nonce);
        Assert.Equal(ChipHost.Ok, host.CheckMac(9, derived));
    }

    [Fact]
    public void A_key_rolls_and_the_old_one_is_gone()
    {
        ChipHost host = Host();
        byte[] nonce = host.NonceFixed(Bench.Sequence(32));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.DeriveKey, 0, 10));
        host.NonceFixed(nonce);
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.DeriveKey, CommandMode.DeriveKeySourceFixed, 10));
        byte[] derived = ChipHost.Sha(Key, [Opcode.DeriveKey, 4, 10, 0], host.ShortSerial, new byte[25], nonce);
        Assert.Equal(ChipHost.Ok, host.CheckMac(10, derived));
        Assert.Equal(ChipHost.Miscompare, host.CheckMac(10, Key));
        host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.DeriveKey, 0, 8));
    }
}
