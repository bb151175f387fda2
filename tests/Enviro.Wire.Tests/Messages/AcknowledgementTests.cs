using System.Formats.Cbor;
using CsCheck;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class AcknowledgementTests
{
    private static readonly byte[] Key = Sha256.HashData("downlink key"u8.ToArray());

    private static readonly byte[] Hash = Sha256.HashData("message"u8.ToArray());

    [Fact]
    public void An_acknowledgement_is_opened_by_the_node_it_is_for() =>
        Gen.Select(Gen.Byte.Array[32], Gen.UInt, Gen.Long[0, long.MaxValue]).Sample(
            (hash, result, timeMs) =>
            {
                byte[] message = new Acknowledgement(hash, result, timeMs).Encode(Key, TestKey.Thumbprint);
                Assert.InRange(message.Length, 100, Acknowledgement.MaxLength);
                Acknowledgement opened = Acknowledgement.Open(message, Key, TestKey.Thumbprint)!;
                Assert.Equal(hash, opened.MessageHash);
                Assert.Equal((result, timeMs), (opened.Result, opened.TimeMs));
            },
            iter: 500);

    [Fact]
    public void Another_key_or_another_node_opens_nothing()
    {
        byte[] message = new Acknowledgement(Hash, Acknowledgement.Kept, 1764547205123).Encode(Key, TestKey.Thumbprint);
        Assert.NotNull(Acknowledgement.Open(message, Key, TestKey.Thumbprint));
        Assert.Null(Acknowledgement.Open(message, Hash, TestKey.Thumbprint));
        Assert.Null(Acknowledgement.Open(message, Key, Hash));
        Assert.Null(Acknowledgement.Open(message, [], TestKey.Thumbprint));
        Assert.Null(Acknowledgement.Open(message, new byte[32], TestKey.Thumbprint));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_never_accepted()
    {
        byte[] message = new Acknowledgement(Hash, Acknowledgement.Kept, 1764547205123).Encode(Key, TestKey.Thumbprint);
        int notAuthentic = 0;
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] altered = [.. message];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!IsMalformed(altered))
            {
                notAuthentic++;
                Assert.Null(Acknowledgement.Open(altered, Key, TestKey.Thumbprint));
            }
        }

        // The bits of the tag and of the key identifier at least are well-formed whatever they are.
        Assert.InRange(notAuthentic, 512, message.Length * 8);
    }

    [Fact]
    public void An_acknowledgement_cut_short_or_prolonged_is_malformed()
    {
        byte[] message = new Acknowledgement(Hash, Acknowledgement.Kept, 1764547205123).Encode(Key, TestKey.Thumbprint);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.True(IsMalformed(message[..length]));
        }

        Assert.True(IsMalformed([.. message, 0]));
        byte[] tooLong = new byte[Acknowledgement.MaxLength + 1];
        WireFormatException refused = Assert.Throws<WireFormatException>(() => Acknowledgement.Open(tooLong, Key, TestKey.Thumbprint));
        Assert.Contains("limit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_malformed_and_never_raise_another_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.True(IsMalformed(bytes)), iter: 20_000);

    [Fact]
    public void An_authentic_message_with_another_payload_is_malformed()
    {
        Assert.NotNull(Acknowledgement.Open(CoseMac0.Encode(Key, TestKey.Thumbprint, Payload(32, 3, 0, 5)), Key, TestKey.Thumbprint));
        Assert.True(IsMalformed(CoseMac0.Encode(Key, TestKey.Thumbprint, Payload(31, 3, 0, 5))));
        Assert.True(IsMalformed(CoseMac0.Encode(Key, TestKey.Thumbprint, Payload(32, 4, 0, 5))));
        Assert.True(IsMalformed(CoseMac0.Encode(Key, TestKey.Thumbprint, Payload(32, 3, 1L << 32, 5))));
        Assert.True(IsMalformed(CoseMac0.Encode(Key, TestKey.Thumbprint, Payload(32, 3, 0, -1))));
        Assert.True(IsMalformed(CoseMac0.Encode(Key, TestKey.Thumbprint, [])));
    }

    [Fact]
    public void A_hash_of_another_length_or_a_time_before_1970_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Acknowledgement(new byte[31], 0, 0));
        Assert.Throws<ArgumentException>(() => new Acknowledgement([], 0, 0));
        Assert.Throws<ArgumentException>(() => new Acknowledgement(Hash, 0, -1));
    }

    private static byte[] Payload(int hashLength, int timeLabel, long result, long time)
    {
        TheirWriter writer = new(CborConformanceMode.Strict);
        writer.WriteStartMap(3);
        writer.WriteInt32(1);
        writer.WriteByteString(new byte[hashLength]);
        writer.WriteInt32(2);
        writer.WriteInt64(result);
        writer.WriteInt32(timeLabel);
        writer.WriteInt64(time);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static bool IsMalformed(byte[] bytes)
    {
        try
        {
            Acknowledgement.Open(bytes, Key, TestKey.Thumbprint);
            return false;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }
}
