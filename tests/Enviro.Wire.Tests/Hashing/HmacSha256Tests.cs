using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Enviro.Wire.Tests;

public sealed class HmacSha256Tests
{
    private const string LongText =
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.";

    public static TheoryData<int, byte[], byte[], string> Rfc4231 => new()
    {
        { 1, Repeat(0x0b, 20), Ascii("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { 2, Ascii("Jefe"), Ascii("what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        { 3, Repeat(0xaa, 20), Repeat(0xdd, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
        { 4, [.. Enumerable.Range(1, 25).Select(i => (byte)i)], Repeat(0xcd, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
        { 5, Repeat(0x0c, 20), Ascii("Test With Truncation"), "a3b6167473100ee06e0c796c2955552b" },
        { 6, Repeat(0xaa, 131), Ascii("Test Using Larger Than Block-Size Key - Hash Key First"), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
        { 7, Repeat(0xaa, 131), Ascii(LongText), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
    };

    [Theory]
    [MemberData(nameof(Rfc4231))]
    public void Rfc_4231_test_case(int number, byte[] key, byte[] message, string tag)
    {
        string computed = Convert.ToHexStringLower(HmacSha256.Compute(key, message, 0, message.Length));
        Assert.True(computed.StartsWith(tag, StringComparison.Ordinal), "test case " + number);
    }

    [Fact]
    public void Random_keys_and_messages_agree_with_the_runtime() =>
        Gen.Select(Gen.Byte.Array[0, 140], Gen.Byte.Array[0, 300]).Sample(
            (key, message) =>
            {
                byte[] keyBefore = [.. key];
                Assert.Equal(HMACSHA256.HashData(key, message), HmacSha256.Compute(key, [0xEE, .. message, 0xEE], 1, message.Length));
                Assert.Equal(keyBefore, key);
            },
            iter: 2000);

    [Fact]
    public void One_instance_takes_a_message_in_parts_and_keeps_nothing_of_the_one_before()
    {
        HmacSha256 hmac = new();
        byte[] tag = new byte[34];
        Assert.Throws<InvalidOperationException>(() => hmac.Append([1], 0, 1));
        Assert.Throws<InvalidOperationException>(() => hmac.Finish(tag, 0));
        foreach (int keyLength in new[] { 100, 3, 64, 0 })
        {
            byte[] key = Repeat(0x5a, keyLength);
            hmac.Start(Repeat(0xa5, 70));
            hmac.Append([9, 9], 0, 2);
            hmac.Start(key);
            hmac.Append([0, 1, 2], 1, 2);
            hmac.Append(Repeat(3, 80), 0, 80);
            hmac.Finish(tag, 1);
            Assert.Equal(HMACSHA256.HashData(key, (byte[])[1, 2, .. Repeat(3, 80)]), tag[1..33]);
            Assert.Throws<InvalidOperationException>(() => hmac.Finish(tag, 0));
        }
    }

    [Fact]
    public void Equal_means_same_length_and_same_bytes()
    {
        Assert.True(HmacSha256.FixedTimeEquals([], []));
        Assert.True(HmacSha256.FixedTimeEquals([1, 2, 3], [1, 2, 3]));
        Assert.False(HmacSha256.FixedTimeEquals([1, 2, 3], [1, 2]));
        Assert.False(HmacSha256.FixedTimeEquals([], [0]));
    }

    [Fact]
    public void A_difference_in_any_single_bit_is_seen()
    {
        byte[] tag = HmacSha256.Compute([1], [2], 0, 1);
        for (int bit = 0; bit < tag.Length * 8; bit++)
        {
            byte[] other = [.. tag];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(HmacSha256.FixedTimeEquals(tag, other));
        }
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
