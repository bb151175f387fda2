using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class DownlinkSessionTests
{
    private const long TimeMs = 1764547205123;

    private static readonly byte[] Body = new Acknowledgement(Sha256.HashData("message"u8.ToArray()), Acknowledgement.Kept).Encode();

    [Fact]
    public void Both_ends_derive_the_same_session_and_the_node_opens_what_the_gateway_seals()
    {
        using Exchange exchange = new();
        for (ulong counter = 1; counter <= 3; counter++)
        {
            DownlinkMessage message = exchange.Node.Open(exchange.Gateway.Seal(DownlinkKind.Acknowledgement, TimeMs, Body))!;
            Assert.Equal((DownlinkKind.Acknowledgement, counter, TimeMs, false), (message.Kind, message.Counter, message.TimeMs, message.IsReplay));
            Assert.Equal(Body, message.Body);
        }
    }

    [Fact]
    public void A_message_is_what_an_independent_construction_makes()
    {
        using Exchange exchange = new();
        byte[] info = [.. Encoding.ASCII.GetBytes("enviro/v1 downlink"), .. SHA256.HashData(exchange.Challenge)];
        byte[] derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, exchange.Secret, 40, exchange.Nonce, info);
        Assert.Equal(Independent(derived[..32], derived[32..], 3, 1, TimeMs, [9]), exchange.Gateway.Seal(DownlinkKind.Challenge, TimeMs, [9]));
    }

    [Fact]
    public void A_message_seen_before_is_a_replay_and_leaves_the_session_as_it_was()
    {
        using Exchange exchange = new();
        byte[] first = exchange.Gateway.Seal(DownlinkKind.Time, TimeMs, []);
        byte[] second = exchange.Gateway.Seal(DownlinkKind.Time, TimeMs, []);
        byte[] third = exchange.Gateway.Seal(DownlinkKind.Time, TimeMs, []);
        Assert.False(exchange.Node.Open(first)!.IsReplay);
        Assert.True(exchange.Node.Open(first)!.IsReplay);
        Assert.False(exchange.Node.Open(third)!.IsReplay);

        // Held back behind a later one: too late.
        Assert.True(exchange.Node.Open(second)!.IsReplay);
        Assert.Equal(3ul, exchange.Node.Counter);
    }

    [Fact]
    public void A_message_of_another_session_is_not_authentic()
    {
        using Exchange one = new(1);
        using Exchange other = new(2);
        byte[] message = other.Gateway.Seal(DownlinkKind.Time, TimeMs, []);
        Assert.Null(one.Node.Open(message));
        Assert.NotNull(other.Node.Open(message));
        DownlinkSession otherChallenge = DownlinkSession.Derive(one.Secret, one.Nonce, other.Challenge);
        DownlinkSession otherNonce = DownlinkSession.Derive(one.Secret, other.Nonce, one.Challenge);
        byte[] sealedHere = one.Gateway.Seal(DownlinkKind.Time, TimeMs, []);
        Assert.Null(otherChallenge.Open(sealedHere));
        Assert.Null(otherNonce.Open(sealedHere));
        Assert.NotNull(one.Node.Open(sealedHere));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_authentic()
    {
        using Exchange exchange = new();
        byte[] message = exchange.Gateway.Seal(DownlinkKind.Acknowledgement, TimeMs, Body);
        int notAuthentic = 0;
        foreach (byte[] altered in Malformed.WellFormedBitFlips(message, m => exchange.Node.Open(m)))
        {
            Assert.Null(exchange.Node.Open(altered));
            notAuthentic++;
        }

        // The bits of the tag at least are well-formed whatever they are.
        Assert.InRange(notAuthentic, 256, message.Length * 8);
        Assert.Equal(0ul, exchange.Node.Counter);
        Assert.False(exchange.Node.Open(message)!.IsReplay);
    }

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed()
    {
        using Exchange exchange = new();
        byte[] longest = exchange.Gateway.Seal(DownlinkKind.Configuration, long.MaxValue, new byte[DownlinkSession.MaxBodyLength]);
        Malformed.LengthsAndRubbish(longest, DownlinkSession.MaxLength, m => exchange.Node.Open(m));
    }

    [Fact]
    public void An_authentic_message_with_another_payload_is_malformed()
    {
        using Exchange exchange = new();
        byte[] info = [.. Encoding.ASCII.GetBytes("enviro/v1 downlink"), .. SHA256.HashData(exchange.Challenge)];
        byte[] derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, exchange.Secret, 40, exchange.Nonce, info);
        Assert.True(Malformed.Is(CoseMac0.Encode(derived[..32], derived[32..], []), m => exchange.Node.Open(m)));
        Assert.True(Malformed.Is(Independent(derived[..32], derived[32..], -1, 1, TimeMs, []), m => exchange.Node.Open(m)));
        Assert.True(Malformed.Is(Independent(derived[..32], derived[32..], 0, 1, -1, []), m => exchange.Node.Open(m)));

        // A kind this version does not know is not an error of form.
        Assert.Equal(99, (int)exchange.Node.Open(Independent(derived[..32], derived[32..], 99, 1, TimeMs, []))!.Kind);
    }

    [Fact]
    public void What_a_reader_would_refuse_is_not_sealed()
    {
        using Exchange exchange = new();
        Assert.Throws<ArgumentException>(() => exchange.Gateway.Seal(DownlinkKind.Time, -1, []));
        Assert.Throws<ArgumentException>(() => exchange.Gateway.Seal(DownlinkKind.Time, 0, new byte[DownlinkSession.MaxBodyLength + 1]));
    }

    [Fact]
    public void Bodies_are_read_as_they_were_written()
    {
        Assert.Equal(Acknowledgement.Kept, Acknowledgement.Parse(Body).Result);
        Acknowledgement refused = Acknowledgement.Parse(new Acknowledgement(new byte[32], uint.MaxValue).Encode());
        Assert.Equal(uint.MaxValue, refused.Result);
        Assert.Equal(86_400, NodeConfiguration.Parse(new NodeConfiguration(86_400).Encode()).SampleIntervalS);
        Malformed.LengthsAndRubbish(Body, Acknowledgement.MaxLength, m => Acknowledgement.Parse(m));
        Assert.True(Malformed.Is([0xA1, 0x01, 0x00], m => NodeConfiguration.Parse(m)));
        Assert.True(Malformed.Is([0xA1, 0x01, 0x1A, 0x00, 0x01, 0x51, 0x81], m => NodeConfiguration.Parse(m)));
        Assert.Throws<ArgumentException>(() => new NodeConfiguration(0));
        Assert.Throws<ArgumentException>(() => new NodeConfiguration(86_401));
        Assert.Throws<ArgumentException>(() => new Acknowledgement(new byte[31], 0));
    }

    private static byte[] Independent(byte[] key, byte[] id, long kind, ulong counter, long timeMs, byte[] body)
    {
        TheirWriter payload = new(CborConformanceMode.Canonical);
        payload.WriteStartArray(4);
        payload.WriteInt64(kind);
        payload.WriteUInt64(counter);
        payload.WriteInt64(timeMs);
        payload.WriteByteString(body);
        payload.WriteEndArray();
        return CoseMac0.Encode(key, id, payload.Encode());
    }
}
