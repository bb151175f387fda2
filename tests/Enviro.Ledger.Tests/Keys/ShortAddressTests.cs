using System.Numerics;
using System.Security.Cryptography;
using CsCheck;
using Org.BouncyCastle.Crypto.Digests;

namespace Enviro.Ledger.Tests;

public sealed class ShortAddressTests
{
    private static readonly byte[] Key = Convert.FromHexString(Es256Tests.PublicKey);

    [Fact]
    public void It_is_Base58Check_of_the_hash_of_the_key()
    {
        string address = ShortAddress.Of(Key);
        byte[] bytes = Decode(address);
        Assert.Equal(ShortAddress.Version, bytes[0]);
        Assert.Equal(RipemdOf(SHA256.HashData(Key)), bytes[1..21]);
        Assert.Equal(SHA256.HashData(SHA256.HashData(bytes[..21]))[..4], bytes[21..]);
        Assert.True(ShortAddress.IsWellFormed(address));
    }

    // The examples of RIPEMD-160's authors: the hash is the one they mean.
    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36")]
    public void The_hash_gives_its_authors_examples(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(RipemdOf(System.Text.Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void A_typing_error_shows()
    {
        const string digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        string address = ShortAddress.Of(Key);
        for (int i = 0; i < address.Length; i++)
        {
            foreach (char other in digits.Where(other => other != address[i]))
            {
                Assert.False(ShortAddress.IsWellFormed(address[..i] + other + address[(i + 1)..]));
            }

            Assert.False(ShortAddress.IsWellFormed(address.Remove(i, 1)));
        }

        Assert.All((string[])["", "0", "E", address + "1", "1" + address, address + " ", new string('z', 10_000)], text => Assert.False(ShortAddress.IsWellFormed(text)));
    }

    [Fact]
    public void Every_key_has_an_address_that_begins_alike_and_no_other_keys() => Gen.Byte.Array[64].Sample(
        key =>
        {
            string address = ShortAddress.Of(key);
            Assert.StartsWith("E", address, StringComparison.Ordinal);
            Assert.Equal(34, address.Length);
            key[5] ^= 1;
            Assert.NotEqual(address, ShortAddress.Of(key));
        },
        iter: 500);

    [Fact]
    public void Something_else_than_a_key_has_none() => Assert.Throws<ArgumentOutOfRangeException>(() => ShortAddress.Of(new byte[63]));

    private static byte[] RipemdOf(byte[] bytes)
    {
        byte[] digest = new byte[20];
        RipeMD160Digest ripemd = new();
        ripemd.BlockUpdate(bytes);
        ripemd.DoFinal(digest, 0);
        return digest;
    }

    private static byte[] Decode(string address)
    {
        BigInteger number = 0;
        foreach (char letter in address)
        {
            number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".IndexOf(letter, StringComparison.Ordinal);
        }

        return number.ToByteArray(isUnsigned: true, isBigEndian: true);
    }
}
