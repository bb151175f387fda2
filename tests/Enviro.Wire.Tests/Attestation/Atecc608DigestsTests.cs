using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>
/// The expected digests are those of the vendor's open host library (its functions for Nonce, GenDig, GenKey and Sign) over the inputs below,
/// and beside them the data sheet's message layouts written out over .NET's own SHA-256.
/// </summary>
public sealed class Atecc608DigestsTests
{
    private static readonly byte[] NumIn = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
    private static readonly byte[] Random = [.. Enumerable.Range(0x20, 32).Select(i => (byte)i)];
    private static readonly byte[] Configuration = [.. Enumerable.Range(0, 128).Select(i => (byte)(0x80 ^ i))];
    private static readonly byte[] PublicKey = [.. Enumerable.Range(0, 64).Select(i => (byte)(0xC0 - i))];
    private static readonly byte[] SerialNumber = [.. Configuration[..4], .. Configuration[8..13]];

    [Fact]
    public void TempKey_after_a_nonce_and_after_the_configurations_blocks_is_the_vendors()
    {
        byte[] tempKey = Atecc608Digests.NonceTempKey(Random, NumIn, Atecc608Digests.NonceRandomMode);
        Assert.Equal("9815B936195CC998503CAF840073B5CF9B5A5DB6DD48F165B308C6BACEB94FB8", Convert.ToHexString(tempKey));
        for (int block = 0; block < 4; block++)
        {
            tempKey = Atecc608Digests.GenDigConfiguration(tempKey, block, Configuration, 32 * block, SerialNumber);
        }

        Assert.Equal("F3B63FC2A094FF562A0FB4356466B6CF4F52178541945FCEEF6116A9B685E5F8", Convert.ToHexString(tempKey));
    }

    [Theory]
    [InlineData(Atecc608Digests.GenKeyCreateDigestMode, "013583FEF33085531C731B57FEE0864A02F2823DE61817DCA112415912CE2101")]
    [InlineData(Atecc608Digests.GenKeyDigestMode, "B02E9B0F005608E27216C7B0800FC7AF82CE2B9D55DA85BB6F13208883F6DF9B")]
    public void TempKey_after_a_public_keys_digest_is_the_vendors(byte mode, string expected)
    {
        byte[] tempKey = Atecc608Digests.NonceTempKey(Random, NumIn, Atecc608Digests.NonceRandomMode);
        Assert.Equal(expected, Convert.ToHexString(Atecc608Digests.GenKeyTempKey(tempKey, mode, 3, SerialNumber, PublicKey)));
    }

    [Fact]
    public void The_digest_of_a_quote_is_the_vendors()
    {
        byte[] digest = Atecc608Evidence.QuoteDigest(NumIn, Random, Configuration, 1);
        Assert.Equal("9431A5C98A9DA3402E643A240CDEC9148D129F531D3BDBC8B759291139C40587", Convert.ToHexString(digest));
    }

    [Theory]
    [InlineData(Atecc608Digests.GenKeyCreateDigestMode, "B81B93257FBAFAD0DF3805B97C39505E8DF1ECB0FFC3BB99C431C7D6677FF7E2")]
    [InlineData(Atecc608Digests.GenKeyDigestMode, "EE065D6D2E77AF43CA800A79D1A5A27499D55D1C190F518D3DF075409185C43D")]
    public void The_digest_of_a_key_proof_is_the_vendors(byte mode, string expected)
    {
        byte[] digest = Atecc608Evidence.KeyProofDigest(NumIn, Random, mode, 3, PublicKey, Configuration, 1);
        Assert.Equal(expected, Convert.ToHexString(digest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_internal_message_is_as_in_the_data_sheet(bool unlocked)
    {
        byte[] tempKey = SHA256.HashData(NumIn);
        byte[] message =
        [
            .. tempKey, 0x41, 0x40, 5, 0, 0x34, 0x12, 0x78, 0x56, 0x47, 0, 0, SerialNumber[8], .. SerialNumber[4..8], .. SerialNumber[..2],
            .. SerialNumber[2..4], (byte)(unlocked ? 1 : 0), 0, 0,
        ];
        Assert.Equal(55, message.Length);
        byte[] digest = Atecc608Digests.SignInternalDigest(
            tempKey, Atecc608Digests.SignInternalMode, 5, 0x1234, 0x5678, 0x47, unlocked, SerialNumber);
        Assert.Equal(SHA256.HashData(message), digest);

        byte[] withoutSerialNumber = [.. message];
        withoutSerialNumber[33] = 0;
        Array.Clear(withoutSerialNumber, 44, 4);
        Array.Clear(withoutSerialNumber, 50, 2);
        digest = Atecc608Digests.SignInternalDigest(tempKey, 0, 5, 0x1234, 0x5678, 0x47, unlocked, SerialNumber);
        Assert.Equal(SHA256.HashData(withoutSerialNumber), digest);
    }

    [Fact]
    public void Any_changed_bit_of_a_quotes_claims_changes_its_digest()
    {
        HashSet<string> digests = [Quote(NumIn, Random, Configuration, 1), Quote(NumIn, Random, Configuration, 2)];
        int claims = 2;
        foreach (byte[] input in new[] { NumIn, Random, Configuration })
        {
            for (int bit = 0; bit < 8 * input.Length; bit++)
            {
                byte[] changed = [.. input];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                digests.Add(Quote(
                    input == NumIn ? changed : NumIn, input == Random ? changed : Random, input == Configuration ? changed : Configuration, 1));
                claims++;
            }
        }

        Assert.Equal(claims, digests.Count);
    }

    [Fact]
    public void A_key_proof_is_bound_to_slot_mode_key_lock_and_configuration_of_the_slot()
    {
        byte[] reference = Proof(Atecc608Digests.GenKeyDigestMode, 3, PublicKey, Configuration, 1);
        byte[] otherKey = [.. PublicKey];
        otherKey[63] ^= 1;
        Assert.NotEqual(reference, Proof(Atecc608Digests.GenKeyCreateDigestMode, 3, PublicKey, Configuration, 1));
        Assert.NotEqual(reference, Proof(Atecc608Digests.GenKeyDigestMode, 4, PublicKey, Configuration, 1));
        Assert.NotEqual(reference, Proof(Atecc608Digests.GenKeyDigestMode, 3, otherKey, Configuration, 1));
        Assert.NotEqual(reference, Proof(Atecc608Digests.GenKeyDigestMode, 3, PublicKey, Configuration, 2));
        foreach (int offset in new[] { 0, 2, 8, 12, 26, 27, 88, 102, 103 })
        {
            byte[] otherZone = [.. Configuration];
            otherZone[offset] ^= 0x08;
            Assert.NotEqual(reference, Proof(Atecc608Digests.GenKeyDigestMode, 3, PublicKey, otherZone, 1));
        }
    }

    [Fact]
    public void Arguments_that_can_never_be_right_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Atecc608Digests.NonceTempKey(Random, new byte[19], 0));
        Assert.Throws<ArgumentException>(() => Atecc608Digests.GenDigConfiguration(new byte[31], 0, Configuration, 0, SerialNumber));
        Assert.Throws<ArgumentException>(() => Atecc608Digests.GenDigConfiguration(Random, 0, Configuration, 97, SerialNumber));
        Assert.Throws<ArgumentException>(() => Atecc608Digests.GenDigConfiguration(Random, 0, Configuration, 0, new byte[8]));
        Assert.Throws<ArgumentException>(() => Atecc608Digests.GenKeyTempKey(Random, 8, 0, SerialNumber, new byte[63]));
        Assert.Throws<ArgumentException>(() => Atecc608Evidence.QuoteDigest(NumIn, Random, new byte[127], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Atecc608Evidence.QuoteDigest(NumIn, Random, Configuration, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => Atecc608Evidence.KeyProofDigest(NumIn, Random, 8, -1, PublicKey, Configuration, 1));
    }

    private static string Quote(byte[] numIn, byte[] random, byte[] configuration, int slot) =>
        Convert.ToHexString(Atecc608Evidence.QuoteDigest(numIn, random, configuration, slot));

    private static byte[] Proof(byte mode, int slot, byte[] publicKey, byte[] configuration, int attestationSlot) =>
        Atecc608Evidence.KeyProofDigest(NumIn, Random, mode, slot, publicKey, configuration, attestationSlot);
}
