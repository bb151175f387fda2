using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Ledger;

namespace Enviro.Simulator.Tests;

/// <summary>Signatures by a table of nonces are signatures.</summary>
public sealed class FastSigningTests
{
    [Fact]
    public void Signatures_verify_for_any_key_and_digest()
    {
        ulong seed = (ulong)Random.Shared.NextInt64();
        SimulationRandom random = new(seed);
        byte[] digest = new byte[32];
        for (int keys = 0; keys < 10; keys++)
        {
            using SimulatedSigningKey key = new(random);
            for (int digests = 0; digests < 50; digests++)
            {
                random.Fill(digest);
                byte[] signature = key.SignDigest(digest);
                Assert.True(Es256.Verify(key.PublicKey, digest, signature), $"seed {seed}");
                Assert.Equal(signature, key.SignDigest(digest));
                signature[random.Below(64)] ^= 1;
                Assert.False(Es256.Verify(key.PublicKey, digest, signature), $"seed {seed}");
            }
        }
    }

    // A digest is an integer up to 2^256 - 1, above the order; a key may be the smallest or the largest.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550", "0000000000000000000000000000000000000000000000000000000000000000")]
    public void Signatures_verify_at_the_ends_of_the_range(string privateKey, string digest)
    {
        byte[] key = Convert.FromHexString(privateKey);
        byte[] message = Convert.FromHexString(digest);
        Assert.True(P256.IsPrivateKey(key));
        Assert.True(Es256.Verify(P256.PublicKey(key), message, P256.SignFast(key, message)));
        Assert.True(Es256.Verify(P256.PublicKey(key), message, P256.Sign(key, message)));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void What_is_no_scalar_is_no_key(string privateKey) => Assert.False(P256.IsPrivateKey(Convert.FromHexString(privateKey)));

    [Fact]
    public void A_chip_signs_fast_only_when_told_to()
    {
        byte[] digest = SHA256.HashData("reading"u8);
        byte[] fast = SignOnChip(digest, isFast: true, out byte[] publicKey);
        byte[] slow = SignOnChip(digest, isFast: false, out byte[] samePublicKey);
        Assert.Equal(publicKey, samePublicKey);
        Assert.NotEqual(fast, slow);
        Assert.True(Es256.Verify(publicKey, digest, fast));
        Assert.True(Es256.Verify(publicKey, digest, slow));
        Assert.Equal(fast, SignOnChip(digest, isFast: true, out _));
    }

    private static byte[] SignOnChip(byte[] digest, bool isFast, out byte[] publicKey)
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.TrustAndGo(9);
        chip.FastSigning = isFast;
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Atecc608SecureElement element = new(new Atecc608Device(bus, SimulatedAtecc608.TrustAndGoAddress, Atecc608ClockDivider.M0));
        byte[] signature = new byte[64];
        publicKey = new byte[64];
        Assert.True(element.TryGetPublicKey(publicKey));
        Assert.True(element.TrySign(digest, signature));
        return signature;
    }
}
