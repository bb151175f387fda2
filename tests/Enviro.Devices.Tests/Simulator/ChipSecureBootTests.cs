using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class ChipSecureBootTests
{
    private static readonly byte[] IoKey = Bench.Sequence(32, 100);
    private static readonly byte[] Digest = Bench.Digest("image");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void A_full_boot_checks_the_signature()
    {
        ChipHost host = Host("01BC");
        byte[] signature = _key.SignHash(Digest);
        Assert.Equal(ChipHost.Ok, Boot(host, CommandMode.SecureBootFull, Digest, signature));
        Assert.Equal(ChipHost.Miscompare, Boot(host, CommandMode.SecureBootFull, Bench.Digest("other"), signature));
        Assert.Equal(ChipHost.ExecutionError, Boot(host, CommandMode.SecureBootFullCopy, Digest, signature));
        Assert.Equal(ChipHost.ExecutionError, Boot(host, CommandMode.SecureBootFullStore, Digest));
        Assert.Equal(ChipHost.ParseError, Boot(host, CommandMode.SecureBootFullStore, Digest, signature));
        Assert.Equal(ChipHost.ParseError, Boot(host, 0x04, Digest));
        Assert.Equal(ChipHost.ExecutionError, Boot(Host("00BC"), CommandMode.SecureBootFull, Digest, signature));
    }

    [Theory]
    [InlineData("02BC")]
    [InlineData("03BC")]
    public void What_a_copying_boot_keeps_later_boots_are_checked_against(string rules)
    {
        ChipHost host = Host(rules);
        byte[] signature = _key.SignHash(Digest);
        Assert.Equal(ChipHost.Miscompare, Boot(host, CommandMode.SecureBootFullStore, Digest));
        Assert.Equal(ChipHost.Ok, Boot(host, CommandMode.SecureBootFullCopy, Digest, signature));
        byte[] kept = rules == "02BC" ? signature : Digest;
        Assert.Equal(kept, host.Chip.FactoryReadSlot(12)[..kept.Length]);
        Assert.Equal(ChipHost.Ok, Boot(host, CommandMode.SecureBootFullStore, Digest));
        Assert.Equal(ChipHost.Miscompare, Boot(host, CommandMode.SecureBootFullStore, Bench.Digest("other")));
        Assert.Equal(ChipHost.Miscompare, Boot(host, CommandMode.SecureBootFullCopy, Bench.Digest("other"), signature));
        Assert.Equal(kept, host.Chip.FactoryReadSlot(12)[..kept.Length]);
    }

    [Theory]
    [InlineData("02BC", CommandMode.SecureBootFull)]
    [InlineData("02BC", CommandMode.SecureBootFullCopy)]
    [InlineData("02BC", CommandMode.SecureBootFullStore)]
    [InlineData("03BC", CommandMode.SecureBootFullStore)]
    public void An_encrypted_digest_is_answered_by_a_mac(string rules, int mode)
    {
        ChipHost host = Host(rules);
        byte[] signature = _key.SignHash(Digest);
        host.Chip.FactoryWriteSlot(12, rules == "02BC" ? signature : Digest);
        byte[] key = ChipHost.Sha(IoKey, host.NonceRandom());
        byte[] cipher = Digest.Select((value, i) => (byte)(value ^ key[i])).ToArray();
        bool stored = mode == CommandMode.SecureBootFullStore;
        int withMac = mode | CommandMode.SecureBootEncryptedMac;
        byte[] mac = host.Send(Opcode.SecureBoot, withMac, 0, cipher, stored ? [] : signature);
        byte[] signed = rules == "03BC" ? [] : signature;
        Assert.Equal(ChipHost.Sha(key, Digest, signed, [Opcode.SecureBoot, (byte)withMac, 0, 0]), mac);

        // TempKey is spent: the same packet again proves nothing.
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.SecureBoot, withMac, 0, cipher, stored ? [] : signature));
    }

    [Fact]
    public void A_prohibited_boot_waits_for_the_next_power_up()
    {
        ChipHost host = Host("01BC");
        byte[] signature = _key.SignHash(Digest);
        int mode = CommandMode.SecureBootFull | CommandMode.SecureBootProhibit;
        Assert.Equal(ChipHost.Miscompare, Boot(host, mode, Bench.Digest("other"), signature));
        Assert.Equal(ChipHost.Ok, Boot(host, mode, Digest, signature));
        Assert.Equal(ChipHost.ExecutionError, Boot(host, CommandMode.SecureBootFull, Digest, signature));
        host.Sleep();
        Assert.Equal(ChipHost.ExecutionError, Boot(host, CommandMode.SecureBootFull, Digest, signature));
        host.Chip.CutPower();
        Assert.Equal(ChipHost.Ok, Boot(host, CommandMode.SecureBootFull, Digest, signature));
    }

    [Fact]
    public void A_boot_may_set_the_persistent_latch()
    {
        byte[] signature = _key.SignHash(Digest);
        foreach ((string rules, string latch) in new[] { ("01BC", "00000000"), ("09BC", "01000000") })
        {
            ChipHost host = Host(rules);
            Boot(host, CommandMode.SecureBootFull, Bench.Digest("other"), signature);
            Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
            Assert.Equal(ChipHost.Ok, Boot(host, CommandMode.SecureBootFull, Digest, signature));
            host.Sleep();
            Assert.Equal(latch, host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
            host.Chip.CutPower();
            Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
        }
    }

    [Fact]
    public void A_random_nonce_may_be_asked_for()
    {
        byte[] signature = _key.SignHash(Digest);
        foreach ((string rules, bool allowed) in new[] { ("01BC", true), ("11BC", false) })
        {
            ChipHost host = Host(rules);
            byte[] key = ChipHost.Sha(IoKey, host.NonceFixed(Bench.Sequence(32)));
            byte[] cipher = Digest.Select((value, i) => (byte)(value ^ key[i])).ToArray();
            int mode = CommandMode.SecureBootFull | CommandMode.SecureBootEncryptedMac;
            Assert.Equal(allowed ? 32 : 1, host.Send(Opcode.SecureBoot, mode, 0, cipher, signature).Length);
        }
    }

    // Slot 11 the public key, slot 12 what is kept, slot 6 the IO protection key.
    private ChipHost Host(string rules)
    {
        ChipHost host = ChipHost.Locked(
        [
            .. ChipHost.Slot(11, "0F0F", "3000"), .. ChipHost.Slot(12, "0F0F", "3C00"), .. ChipHost.Slot(6, "8F0F", "1C00"),
            (ConfigurationZone.SecureBootOffset, rules), (ConfigurationZone.ChipOptionsOffset, "0260"),
        ]);
        host.Chip.FactoryWriteSlot(11, ChipHost.Stored(ChipHost.PublicKeyOf(_key)));
        host.Chip.FactoryWriteSlot(6, IoKey);
        return host;
    }

    private static string Boot(ChipHost host, int mode, params byte[][] content)
    {
        return host.Status(Opcode.SecureBoot, mode, 0, content);
    }
}
