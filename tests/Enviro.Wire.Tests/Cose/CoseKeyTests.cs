using System.Formats.Cbor;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class CoseKeyTests
{
    /// <summary>The key of RFC 9679 §6, its canonical COSE_Key and its SHA-256 thumbprint.</summary>
    private static readonly byte[] Rfc9679Key = Convert.FromHexString(
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d" + "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c");

    private const string Rfc9679Encoded =
        "a40102200121582065eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d2258201e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c";

    [Fact]
    public void The_example_of_rfc_9679_section_6_has_its_encoding_and_thumbprint()
    {
        Assert.Equal(Rfc9679Encoded, Convert.ToHexStringLower(CoseKey.Encode(Rfc9679Key)));
        Assert.Equal("496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec", Convert.ToHexStringLower(CoseKey.Thumbprint(Rfc9679Key)));
        Assert.Equal(CoseKey.EncodedLength, Rfc9679Encoded.Length / 2);
    }

    [Fact]
    public void A_key_is_encoded_as_another_encoder_does()
    {
        TheirWriter writer = new(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(4);
        writer.WriteInt32(-3);
        writer.WriteByteString(TestKey.Y);
        writer.WriteInt32(-2);
        writer.WriteByteString(TestKey.X);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteEndMap();
        Assert.Equal(writer.Encode(), CoseKey.Encode(TestKey.PublicKey));
    }

    [Fact]
    public void A_key_is_decoded_again() => Assert.Equal(Rfc9679Key, CoseKey.Decode(Convert.FromHexString(Rfc9679Encoded)));

    [Theory]
    [InlineData("a40102", "a40103", "another key type")]
    [InlineData("2001", "2002", "another curve")]
    [InlineData("2001", "200121", "another member in between")]
    [InlineData("215820", "21581f", "31 bytes of x")]
    [InlineData("a40102", "a3", "no key type")]
    [InlineData("2258201e", "22f51e", "only the sign of y (compressed point)")]
    public void A_key_of_another_shape_is_refused(string part, string instead, string what)
    {
        byte[] altered = Convert.FromHexString(Rfc9679Encoded.Replace(part, instead, StringComparison.Ordinal));
        Assert.True(Record.Exception(() => CoseKey.Decode(altered)) is WireFormatException, what);
    }

    [Fact]
    public void A_key_with_one_more_member_is_refused() =>
        Assert.Throws<WireFormatException>(() => CoseKey.Decode(Convert.FromHexString("a5" + Rfc9679Encoded[2..] + "2300")));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_public_key_that_does_not_have_64_bytes_is_not_encoded(int length) =>
        Assert.Throws<ArgumentException>(() => CoseKey.Encode(new byte[length]));
}
