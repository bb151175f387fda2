using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Enviro.Wire.Tests;

/// <summary>RFC 6979: its own vectors, and the candidates after a rejected one, which no vector for P-256 reaches.</summary>
public sealed class DeterministicNonceTests
{
    private const string PrivateKey = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

    private const string PublicKey =
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

    [Theory]
    [InlineData(
        "sample", "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716", "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")]
    [InlineData(
        "test", "d16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0",
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367", "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083")]
    public void Rfc_6979_appendix_A_2_5_with_sha_256(string message, string nonce, string r, string s)
    {
        P256 p256 = new();
        byte[] digest = SHA256.HashData(Encoding.ASCII.GetBytes(message));
        byte[] publicKey = new byte[P256.PublicKeyLength];
        byte[] signature = new byte[P256.SignatureLength];
        Assert.True(p256.TryGetPublicKey(Convert.FromHexString(PrivateKey), publicKey));
        Assert.Equal(PublicKey, Convert.ToHexStringLower(publicKey));

        p256.Sign(Convert.FromHexString(PrivateKey), digest, signature);

        Assert.Equal(r + s, Convert.ToHexStringLower(signature));
        byte[] candidate = new byte[32];
        DeterministicNonce nonces = new();
        nonces.Start(Convert.FromHexString(PrivateKey), digest);
        nonces.Next(candidate);
        Assert.Equal(nonce, Convert.ToHexStringLower(candidate));
    }

    [Fact]
    public void Every_candidate_is_the_one_of_an_hmac_drbg_written_from_the_rfc() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32]).Sample(
            (privateKey, digest) =>
            {
                DeterministicNonce nonces = new();
                nonces.Start(privateKey, digest);
                foreach (byte[] expected in Candidates(privateKey, digest).Take(4))
                {
                    byte[] candidate = new byte[32];
                    nonces.Next(candidate);
                    Assert.Equal(expected, candidate);
                    nonces.Reject();
                }
            },
            iter: 200);

    [Fact]
    public void A_digest_of_n_or_more_enters_the_nonce_modulo_n()
    {
        P256 p256 = new();
        byte[] privateKey = Convert.FromHexString(PrivateKey);
        byte[] small = new byte[64];
        byte[] large = new byte[64];
        p256.Sign(privateKey, P256Numbers.ToBytes(5), small);
        p256.Sign(privateKey, P256Numbers.ToBytes(P256Numbers.N + 5), large);
        Assert.Equal(small, large);
    }

    private static IEnumerable<byte[]> Candidates(byte[] privateKey, byte[] digest)
    {
        byte[] v = [.. Enumerable.Repeat((byte)1, 32)];
        byte[] k = new byte[32];
        k = HMACSHA256.HashData(k, (byte[])[.. v, 0, .. privateKey, .. digest]);
        v = HMACSHA256.HashData(k, v);
        k = HMACSHA256.HashData(k, (byte[])[.. v, 1, .. privateKey, .. digest]);
        v = HMACSHA256.HashData(k, v);
        while (true)
        {
            v = HMACSHA256.HashData(k, v);
            yield return v;
            k = HMACSHA256.HashData(k, (byte[])[.. v, 0]);
            v = HMACSHA256.HashData(k, v);
        }
    }
}
