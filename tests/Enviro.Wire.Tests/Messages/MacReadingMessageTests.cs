namespace Enviro.Wire.Tests;

public sealed class MacReadingMessageTests
{
    private static readonly byte[] SharedKey = Sha256.HashData("shared"u8.ToArray());

    [Fact]
    public void A_message_under_a_shared_key_has_header_and_pack_and_is_authentic_under_that_key_only()
    {
        MacReadingMessage message = MacReadingMessage.Parse(Message(true));
        Assert.Equal((5u, 9u), (message.Header.Boot, message.Header.Sequence));
        Assert.Equal("temperature", message.Pack.Readings[0].Name);
        Assert.True(message.IsAuthenticUnder(SharedKey));
        Assert.False(message.IsAuthenticUnder(new byte[32]));
        Assert.False(message.IsAuthenticUnder([]));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_authentic() =>
        Assert.All(
            Malformed.WellFormedBitFlips(Message(true), m => MacReadingMessage.Parse(m)),
            m => Assert.False(MacReadingMessage.Parse(m).IsAuthenticUnder(SharedKey)));

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed() =>
        Malformed.LengthsAndRubbish(Message(true), ReadingMessage.MaxLength, m => MacReadingMessage.Parse(m));

    [Fact]
    public void The_algorithm_must_be_the_envelopes()
    {
        Assert.True(Malformed.Is(Message(false), m => MacReadingMessage.Parse(m)));
        ReadingHeader header = HeaderOf(true);
        CborWriter headerWriter = new(ReadingHeader.MaxLength);
        header.Write(headerWriter);
        byte[] pack = Pack();
        CborWriter writer = new(ReadingMessage.MaxLength);
        CoseSign1.Write(writer, headerWriter.Buffer, 0, headerWriter.Length, pack, 0, pack.Length, new byte[64]);
        Assert.True(Malformed.Is(writer.ToArray(), m => ReadingMessage.Parse(m)));
    }

    private static byte[] Message(bool isMac)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        HeaderOf(isMac).Write(header);
        return CoseMac0.Seal(SharedKey, header.ToArray(), Pack());
    }

    private static ReadingHeader HeaderOf(bool isMac) => new()
    {
        IsMac = isMac,
        KeyId = CoseKey.SymmetricThumbprint(SharedKey),
        Boot = 5,
        Sequence = 9,
        Previous = new byte[32],
    };

    private static byte[] Pack()
    {
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, Exchange.Urn + "_", true, 1764547200, [new Reading("temperature", "Cel", 215, -1)], 1);
        return writer.ToArray();
    }
}
