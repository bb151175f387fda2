using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class KeyTests
{
    [Fact]
    public void A_signature_verifies_outside_the_chip()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        byte[] signature = new byte[64];
        Assert.True(bench.Device.TrySign(0, Bench.Digest("35.2"), signature));
        Assert.True(Bench.Verifies(publicKey, Bench.Digest("35.2"), signature));
        Assert.False(Bench.Verifies(publicKey, Bench.Digest("35.3"), signature));
    }

    [Fact]
    public void Signing_is_deterministic_as_in_RFC_6979()
    {
        // RFC 6979 appendix A.2.5, P-256 with SHA-256, message "sample".
        byte[] snapshot = Bench.Provisioned(out _).Chip.Snapshot();
        Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
            .CopyTo(snapshot.AsSpan(Snapshots.PrivateKeyOf(0)));
        Atecc608Device device = new Bench(SimulatedAtecc608.Restore(snapshot)).Device;
        byte[] publicKey = new byte[64];
        Assert.True(device.TryReadPublicKey(0, publicKey));
        Assert.Equal("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6", Convert.ToHexString(publicKey, 0, 32));
        byte[] signature = new byte[64];
        Assert.True(device.TrySign(0, Bench.Digest("sample"), signature));
        Assert.Equal(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716" +
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            Convert.ToHexString(signature));
    }

    [Fact]
    public void The_chip_verifies_signatures_made_elsewhere()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = key.ExportParameters(false);
        byte[] publicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        byte[] digest = Bench.Digest("downlink");
        byte[] signature = key.SignHash(digest);
        Bench bench = Bench.Provisioned(out _);
        Assert.True(bench.Device.TryVerify(digest, signature, publicKey, out bool valid));
        Assert.True(valid);
        signature[5] ^= 1;
        Assert.True(bench.Device.TryVerify(digest, signature, publicKey, out valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.Miscompare, bench.Device.LastStatus);
        publicKey[0] ^= 1;
        Assert.False(bench.Device.TryVerify(digest, signature, publicKey, out valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void The_chip_verifies_by_a_public_key_stored_in_a_slot()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = key.ExportParameters(false);
        byte[] slot = [0, 0, 0, 0, .. parameters.Q.X!, 0, 0, 0, 0, .. parameters.Q.Y!, .. new byte[24]];
        Bench bench = Bench.Configured((ConfigurationZone.KeyConfigOffset + 20, "10001000"));
        for (int offset = 0; offset < 96; offset += 32)
        {
            Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(11, offset), slot, offset, 32));
        }

        byte[] digest = Bench.Digest("configuration");
        byte[] signature = key.SignHash(digest);
        Assert.False(bench.Device.TryVerifyStored(11, digest, signature, out _));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.True(bench.Device.TryVerifyStored(11, digest, signature, out bool valid));
        Assert.True(valid);
        Assert.True(bench.Device.TryVerifyStored(11, Bench.Digest("another"), signature, out valid));
        Assert.False(valid);
        Assert.False(bench.Device.TryVerifyStored(10, digest, signature, out _));
        Assert.True(bench.Device.TryReadKeyValid(11, out valid) && valid);
    }

    [Fact]
    public void Keys_are_created_in_private_P256_slots_after_the_configuration_is_locked()
    {
        Assert.False(Bench.Fresh().Device.TryGenerateKey(0, new byte[64]));
        Bench bench = Bench.Configured();
        Assert.False(bench.Device.TryGenerateKey(3, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryReadPublicKey(0, new byte[64]));
        byte[] first = new byte[64];
        byte[] second = new byte[64];
        Assert.True(bench.Device.TryGenerateKey(0, first));
        Assert.True(bench.Device.TryGenerateKey(0, second));
        Assert.NotEqual(first, second);
        Assert.True(bench.Device.TryReadPublicKey(0, first));
        Assert.Equal(second, first);
    }

    [Fact]
    public void Nothing_is_signed_before_the_data_zone_is_locked()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.False(bench.Device.TrySign(0, Bench.Digest("early"), new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.True(bench.Device.TrySign(0, Bench.Digest("late"), new byte[64]));
    }

    [Theory]
    [InlineData("82808720", "33003300")] // external signatures not allowed
    [InlineData("83808720", "B3003300")] // an authorization is required
    public void A_key_signs_only_what_its_configuration_allows(string slotConfig, string keyConfig)
    {
        Bench bench = Bench.Configured((ConfigurationZone.SlotConfigOffset, slotConfig), (ConfigurationZone.KeyConfigOffset, keyConfig));
        bool created = bench.Device.TryGenerateKey(0, new byte[64]);
        Assert.Equal(!keyConfig.StartsWith('B'), created);
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.False(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void A_private_key_cannot_be_read_even_from_a_slot_that_is_not_marked_secret()
    {
        Bench bench = Bench.Configured((ConfigurationZone.SlotConfigOffset, "03808720"));
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.False(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(0, 0), new byte[32], 0, 32));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
    }

    [Fact]
    public void A_slot_that_requires_a_random_nonce_signs_the_hosts_digest_with_and_without_one()
    {
        Bench bench = Bench.Configured((ConfigurationZone.KeyConfigOffset, "73003300"));
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.True(bench.Device.TryNonceRandom(new byte[20], new byte[32]));
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
    }

    [Fact]
    public void A_limited_key_advances_the_counter()
    {
        Bench bench = Bench.Configured((ConfigurationZone.SlotConfigOffset, "A3808720"));
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.True(bench.Device.TryReadCounter(0, out uint uses));
        Assert.Equal(2u, uses);
    }

    [Fact]
    public void A_key_without_PubInfo_never_shows_its_public_key_again()
    {
        Bench bench = Bench.Configured((ConfigurationZone.KeyConfigOffset, "31003300"));
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.False(bench.Device.TryReadPublicKey(0, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }
}
