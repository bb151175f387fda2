using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using CsCheck;

namespace Enviro.Wire.Tests;

public sealed class ReadingMessageTests
{
    [Fact]
    public void A_message_is_parsed_into_what_was_signed_and_verifies()
    {
        byte[] bytes = SampleMessage.Signed();
        ReadingMessage message = ReadingMessage.Parse(bytes);
        Assert.Same(bytes, message.Envelope.Message);
        Assert.True(TestKey.Verifies(message.Envelope, []));
        Assert.False(TestKey.Verifies(message.Envelope, [0]));

        ReadingHeader header = SampleMessage.Header();
        Assert.Equal(header.KeyId, message.Header.KeyId);
        Assert.Equal(header.Previous, message.Header.Previous);
        Assert.Equal(
            (true, header.IssuedAt, header.Boot, header.Sequence, header.Flags),
            (message.Header.HasIssuedAt, message.Header.IssuedAt, message.Header.Boot, message.Header.Sequence, message.Header.Flags));
        Assert.Equal((SampleMessage.BaseName, true, SampleMessage.Time), (message.Pack.NodeName, message.Pack.HasTime, message.Pack.Time));
        Assert.Equal(
            SampleMessage.Readings().Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)),
            message.Pack.Readings.Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)));
    }

    [Fact]
    public void Our_message_is_verified_by_the_runtimes_own_cose()
    {
        CoseSign1Message theirs = CoseMessage.DecodeSign1(SampleMessage.Signed());
        using ECDsa key = TestKey.Open();
        Assert.True(theirs.VerifyEmbedded(key));
        Assert.Equal(112, theirs.ProtectedHeaders[CoseHeaderLabel.ContentType].GetValueAsInt32());
        Assert.Equal(TestKey.Thumbprint, theirs.ProtectedHeaders[CoseHeaderLabel.KeyIdentifier].GetValueAsBytes());
        Assert.Equal(4, theirs.ProtectedHeaders.Count);
    }

    [Fact]
    public void A_message_the_runtimes_own_cose_signs_is_parsed_and_verifies()
    {
        ReadingHeader header = SampleMessage.Header();
        string encoded = Convert.ToHexStringLower(SampleMessage.ProtectedHeader(header).ToArray());
        byte[] claims = Convert.FromHexString(encoded[(encoded.IndexOf("0fa5", StringComparison.Ordinal) + 2)..]);
        CoseHeaderMap headers = new()
        {
            { CoseHeaderLabel.ContentType, CoseHeaderValue.FromInt32(112) },
            { CoseHeaderLabel.KeyIdentifier, CoseHeaderValue.FromBytes(header.KeyId) },
            { new CoseHeaderLabel(15), CoseHeaderValue.FromEncodedValue(claims) },
        };
        using ECDsa key = TestKey.Open();
        byte[] theirs = CoseSign1Message.SignEmbedded(
            SampleMessage.Payload(SampleMessage.Readings()).ToArray(), new CoseSigner(key, HashAlgorithmName.SHA256, headers));

        ReadingMessage message = ReadingMessage.Parse(theirs);
        Assert.True(TestKey.Verifies(message.Envelope, []));
        Assert.Equal(header.Sequence, message.Header.Sequence);
        Assert.Equal(352, message.Pack.Readings[0].Mantissa);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused_or_fails_to_verify()
    {
        byte[] message = SampleMessage.Signed();
        using ECDsa key = TestKey.Open();
        int wellFormed = 0;
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] altered = [.. message];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadingMessage? parsed = ParseOrNull(altered);
            if (parsed != null)
            {
                wellFormed++;
                Assert.False(TestKey.Verifies(key, parsed.Envelope, []), "bit " + bit);
                Assert.Equal(altered, Rebuilt(parsed));
            }
        }

        // Values and the 512 bits of the signature have no structure; most other bits have.
        Assert.InRange(wellFormed, 512, message.Length * 8);
    }

    [Fact]
    public void Random_alterations_never_raise_another_exception_and_what_is_accepted_has_one_encoding()
    {
        byte[] message = SampleMessage.Signed();
        Gen<(int At, byte Value)[]> edits = Gen.Select(Gen.Int[0, message.Length - 1], Gen.Byte).Array[1, 4];
        Gen.Select(edits, Gen.Int[0, 3], Gen.Int[0, message.Length - 1]).Sample(
            (changes, removed, at) =>
            {
                List<byte> altered = [.. message];
                foreach ((int index, byte value) in changes)
                {
                    altered[index] = value;
                }

                altered.RemoveRange(at, Math.Min(removed, altered.Count - at));
                byte[] bytes = [.. altered];
                ReadingMessage? parsed = ParseOrNull(bytes);
                if (parsed != null)
                {
                    Assert.Equal(bytes, Rebuilt(parsed));
                }
            },
            iter: 50_000);
    }

    [Fact]
    public void A_message_cut_short_or_prolonged_is_refused()
    {
        byte[] message = SampleMessage.Signed();
        for (int length = 0; length < message.Length; length++)
        {
            byte[] cut = message[..length];
            Assert.Throws<WireFormatException>(() => ReadingMessage.Parse(cut));
        }

        Assert.Throws<WireFormatException>(() => ReadingMessage.Parse([.. message, 0]));
    }

    [Fact]
    public void The_largest_message_stays_within_the_limit_and_a_longer_one_is_refused()
    {
        Reading[] readings = [.. Enumerable.Range(10, SenmlPack.MaxReadings).Select(i => new Reading("name-00" + i, "Cel", long.MaxValue, -18))];
        byte[] largest = SampleMessage.Signed(SampleQuality.LargestHeader(), readings);
        Assert.InRange(largest.Length, ReadingMessage.MaxLength - 40, ReadingMessage.MaxLength);
        Assert.Equal(readings.Length, ReadingMessage.Parse(largest).Pack.Readings.Length);
        WireFormatException refused = Assert.Throws<WireFormatException>(() => ReadingMessage.Parse(new byte[ReadingMessage.MaxLength + 1]));
        Assert.Contains("limit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_a_clock_sends_neither_iat_nor_base_time()
    {
        ReadingHeader header = SampleMessage.Header();
        header.HasIssuedAt = false;
        CborWriter payload = new(SenmlPack.MaxLength);
        SenmlPack.Write(payload, SampleMessage.BaseName, false, 0, SampleMessage.Readings(), 4);
        CborWriter protectedHeader = SampleMessage.ProtectedHeader(header);
        byte[] signature = TestKey.Sign(SampleMessage.SigStructure(protectedHeader, payload));
        ReadingMessage message = ReadingMessage.Parse(SampleMessage.Assemble(protectedHeader, payload, signature));
        Assert.False(message.Header.HasIssuedAt);
        Assert.False(message.Pack.HasTime);
        Assert.True(TestKey.Verifies(message.Envelope, []));
    }

    private static ReadingMessage? ParseOrNull(byte[] bytes)
    {
        try
        {
            return ReadingMessage.Parse(bytes);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    /// <summary>Writes again what a message was parsed into: if bytes have one meaning, and a meaning one encoding, these are the bytes.</summary>
    private static byte[] Rebuilt(ReadingMessage message)
    {
        SenmlPack pack = message.Pack;
        CborWriter payload = new(SenmlPack.MaxLength);
        SenmlPack.Write(payload, pack.NodeName, pack.HasTime, pack.Time, pack.Readings, pack.Readings.Length);
        byte[] signature = message.Envelope.Message[message.Envelope.SignatureOffset..];
        return SampleMessage.Assemble(SampleMessage.ProtectedHeader(message.Header), payload, signature);
    }
}
