using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Text;
using CsCheck;

namespace Enviro.Wire.Tests;

public sealed class CoseSign1Tests
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("This is the content.");

    /// <summary>
    /// RFC 9052 appendix C.2.1 and the external_aad variant of the COSE working group's examples (sign-pass-02). Both carry kid in the
    /// unprotected header, which this profile refuses, so their parts are fed in one by one.
    /// </summary>
    [Theory]
    [InlineData(
        "", "846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e",
        "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36")]
    [InlineData(
        "11aa22bb33cc44dd55006699", "846a5369676e61747572653143a101264c11aa22bb33cc44dd5500669954546869732069732074686520636f6e74656e742e",
        "10729cd711cb3813d8d8e944a8da7111e7b258c9bdca6135f7ae1adbee9509891267837e1e33bd36c150326ae62755c6bd8e540c3e8f92d7d225e8db72b8820b")]
    public void The_published_examples_have_our_sig_structure_and_their_signature_verifies(string aad, string sigStructure, string signature)
    {
        byte[] externalAad = Convert.FromHexString(aad);
        byte[] header = [0xa1, 0x01, 0x26];
        CborWriter writer = new(100);
        CoseSign1.WriteSigStructure(writer, header, 0, header.Length, externalAad, Content, 0, Content.Length);
        Assert.Equal(sigStructure, Convert.ToHexStringLower(writer.ToArray()));

        CborWriter message = new(200);
        CoseSign1.Write(message, header, 0, header.Length, Content, 0, Content.Length, Convert.FromHexString(signature));
        CoseSign1 parsed = CoseSign1.Parse(message.ToArray());
        Assert.True(TestKey.Verifies(parsed, externalAad));
        Assert.False(TestKey.Verifies(parsed, [1]));
    }

    [Fact]
    public void The_example_of_rfc_9052_with_its_unprotected_kid_is_refused()
    {
        byte[] example = Convert.FromHexString(
            "d28443a10126a10442313154546869732069732074686520636f6e74656e742e5840" +
            "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36");
        Assert.Single(CoseMessage.DecodeSign1(example).UnprotectedHeaders);
        Assert.Throws<WireFormatException>(() => CoseSign1.Parse(example));
    }

    [Fact]
    public void Our_message_is_decoded_and_verified_by_the_runtime() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 20]).Sample(
            (payload, aad) =>
            {
                byte[] message = Ours(payload, aad);
                CoseSign1Message theirs = CoseMessage.DecodeSign1(message);
                Assert.Equal(payload, theirs.Content!.Value.ToArray());
                Assert.Empty(theirs.UnprotectedHeaders);
                using ECDsa key = TestKey.Open();
                Assert.True(theirs.VerifyEmbedded(key, aad));
                Assert.Equal(theirs.Encode(), message);
            },
            iter: 100);

    [Fact]
    public void A_message_of_the_runtime_is_parsed_and_verified_here() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 20]).Sample(
            (payload, aad) =>
            {
                using ECDsa key = TestKey.Open();
                CoseHeaderMap headers = new() { { CoseHeaderLabel.KeyIdentifier, CoseHeaderValue.FromBytes(TestKey.Thumbprint) } };
                byte[] message = CoseSign1Message.SignEmbedded(payload, new CoseSigner(key, HashAlgorithmName.SHA256, headers), aad);
                CoseSign1 parsed = CoseSign1.Parse(message);
                Assert.Equal(payload, message[parsed.PayloadOffset..(parsed.PayloadOffset + parsed.PayloadLength)]);
                Assert.Equal([0xa2, 0x01, 0x26, 0x04, 0x58, 0x20], message[parsed.ProtectedOffset..(parsed.ProtectedOffset + 6)]);
                Assert.True(TestKey.Verifies(parsed, aad));
            },
            iter: 100);

    [Theory]
    [InlineData("d2", "d1", "tag of COSE_Mac0")]
    [InlineData("d284", "84", "no tag")]
    [InlineData("d284", "d28580", "five members")]
    [InlineData("a041", "a1040041", "an unprotected header")]
    [InlineData("a04107", "a0f6", "a detached payload")]
    [InlineData("5840", "583f", "a signature of 63 bytes, and one byte behind")]
    [InlineData("43a10126", "63a10126", "a text as protected header")]
    public void A_message_of_another_shape_is_refused(string part, string instead, string what)
    {
        string ours = "d28443a10126a041075840" + new string('0', 128);
        Assert.Equal(64, CoseSign1.Parse(Convert.FromHexString(ours)).Message.Length - CoseSign1.Parse(Convert.FromHexString(ours)).SignatureOffset);
        int at = ours.IndexOf(part, StringComparison.Ordinal);
        string altered = ours[..at] + instead + ours[(at + part.Length)..];
        Assert.True(Record.Exception(() => CoseSign1.Parse(Convert.FromHexString(altered))) is WireFormatException, what);
    }

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_that_does_not_have_64_bytes_is_refused(int length)
    {
        CborWriter writer = new(200);
        writer.WriteTag(CoseLabels.Sign1Tag);
        writer.WriteArrayStart(4);
        writer.WriteByteString([0xa0]);
        writer.WriteMapStart(0);
        writer.WriteByteString([]);
        writer.WriteByteString(new byte[length]);
        Assert.Throws<WireFormatException>(() => CoseSign1.Parse(writer.ToArray()));
    }

    private static byte[] Ours(byte[] payload, byte[] aad)
    {
        byte[] header = [0xa1, 0x01, 0x26];
        CborWriter writer = new(500);
        CoseSign1.WriteSigStructure(writer, header, 0, header.Length, aad, payload, 0, payload.Length);
        byte[] signature = TestKey.Sign(writer);
        writer.Reset();
        CoseSign1.Write(writer, header, 0, header.Length, payload, 0, payload.Length, signature);
        return writer.ToArray();
    }
}
