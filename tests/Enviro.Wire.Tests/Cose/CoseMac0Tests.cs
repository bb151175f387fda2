using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class CoseMac0Tests
{
    private static readonly byte[] Key = Convert.FromHexString("849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188");

    private static readonly byte[] KeyId = Encoding.ASCII.GetBytes("our-secret");

    private static readonly byte[] Content = Encoding.ASCII.GetBytes("This is the content.");

    /// <summary>
    /// HMac-enc-01 of the COSE working group's examples has no kid, which this profile asks for, so it is not opened: its MAC_structure
    /// stands for the one built here, with the published tag over it.
    /// </summary>
    [Fact]
    public void The_published_example_has_this_mac_structure_and_tag_and_is_refused_for_its_missing_kid()
    {
        byte[] toMac = MacStructure([0xa1, 0x01, 0x05], Content);
        Assert.Equal("84644d41433043a101054054546869732069732074686520636f6e74656e742e", Convert.ToHexStringLower(toMac));
        string tag = Convert.ToHexStringLower(HmacSha256.Compute(Key, toMac, 0, toMac.Length));
        Assert.Equal("a1a848d3471f9d61ee49018d244c824772f223ad4f935293f1789fc3a08d8c58", tag);
        byte[] example = Convert.FromHexString("d18443a10105a054546869732069732074686520636f6e74656e742e5820" + tag);
        Assert.Throws<WireFormatException>(() => CoseMac0.TryOpen(example, Key, KeyId, out _));
    }

    [Fact]
    public void A_message_is_what_an_independent_construction_makes() =>
        Gen.Select(Gen.Byte.Array[32, 100], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 300]).Sample(
            (key, keyId, payload) => Assert.Equal(Independent(key, keyId, payload), CoseMac0.Encode(key, keyId, payload)), iter: 1000);

    [Fact]
    public void A_message_of_an_independent_construction_is_opened() =>
        Gen.Select(Gen.Byte.Array[32, 100], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 300]).Sample(
            (key, keyId, payload) =>
            {
                Assert.True(CoseMac0.TryOpen(Independent(key, keyId, payload), key, keyId, out byte[] opened));
                Assert.Equal(payload, opened);
            },
            iter: 1000);

    [Fact]
    public void A_message_under_another_key_or_key_identifier_is_not_opened_and_gives_no_payload()
    {
        byte[] message = CoseMac0.Encode(Key, KeyId, Content);
        Assert.True(CoseMac0.TryOpen(message, Key, KeyId, out byte[] payload));
        Assert.Equal(Content, payload);

        byte[] otherKey = [.. Key];
        otherKey[31] ^= 1;
        Assert.False(CoseMac0.TryOpen(message, otherKey, KeyId, out payload));
        Assert.Empty(payload);
        Assert.False(CoseMac0.TryOpen(message, Key, "our-secreT"u8.ToArray(), out payload));
        Assert.Empty(payload);
        Assert.False(CoseMac0.TryOpen(message, Key, [], out payload));
        Assert.Empty(payload);
    }

    [Fact]
    public void Nothing_is_authentic_under_a_key_that_is_too_short()
    {
        foreach (int length in new[] { 0, 1, 31 })
        {
            byte[] key = new byte[length];
            Assert.False(CoseMac0.TryOpen(Independent(key, KeyId, Content), key, KeyId, out byte[] payload));
            Assert.Empty(payload);
            Assert.Throws<ArgumentException>(() => CoseMac0.Encode(key, KeyId, Content));
        }
    }

    [Theory]
    [InlineData("d1", "d2", "tag of COSE_Sign1")]
    [InlineData("a20105", "a20104", "HMAC 256/64, a tag an attacker can guess")]
    [InlineData("a20105", "a20106", "HMAC 384/384")]
    [InlineData("a20105", "a20126", "ES256")]
    [InlineData("a20105", "a20205", "no alg")]
    [InlineData("a054", "a1040054", "an unprotected header")]
    [InlineData("5820", "581f", "a shorter tag")]
    public void A_message_of_another_shape_is_refused(string part, string instead, string what)
    {
        string ours = Convert.ToHexStringLower(CoseMac0.Encode(Key, KeyId, Content));
        Assert.Contains(part, ours, StringComparison.Ordinal);
        int at = ours.IndexOf(part, StringComparison.Ordinal);
        byte[] altered = Convert.FromHexString(ours[..at] + instead + ours[(at + part.Length)..]);
        Assert.True(Record.Exception(() => CoseMac0.TryOpen(altered, Key, KeyId, out _)) is WireFormatException, what);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65535)]
    public void A_message_stays_within_its_overhead(int length) =>
        Assert.InRange(CoseMac0.Encode(Key, new byte[32], new byte[length]).Length, length, length + CoseMac0.MaxOverhead);

    private static byte[] Independent(byte[] key, byte[] keyId, byte[] payload)
    {
        TheirWriter header = new(CborConformanceMode.Ctap2Canonical);
        header.WriteStartMap(2);
        header.WriteInt32(4);
        header.WriteByteString(keyId);
        header.WriteInt32(1);
        header.WriteInt32(5);
        header.WriteEndMap();
        byte[] protectedHeader = header.Encode();

        TheirWriter message = new(CborConformanceMode.Strict);
        message.WriteTag((CborTag)17);
        message.WriteStartArray(4);
        message.WriteByteString(protectedHeader);
        message.WriteStartMap(0);
        message.WriteEndMap();
        message.WriteByteString(payload);
        message.WriteByteString(HMACSHA256.HashData(key, MacStructure(protectedHeader, payload)));
        message.WriteEndArray();
        return message.Encode();
    }

    private static byte[] MacStructure(byte[] protectedHeader, byte[] payload)
    {
        TheirWriter writer = new(CborConformanceMode.Strict);
        writer.WriteStartArray(4);
        writer.WriteTextString("MAC0");
        writer.WriteByteString(protectedHeader);
        writer.WriteByteString([]);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
