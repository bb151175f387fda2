namespace Enviro.Wire.Tests;

public sealed class QualityMessageTests
{
    private static readonly byte[] SharedKey = Sha256.HashData("shared"u8.ToArray());

    [Fact]
    public void A_message_carries_what_was_found_and_verifies()
    {
        ReadingMessage message = ReadingMessage.Parse(Signed(SampleQuality.Some()));
        Assert.True(TestKey.Verifies(message.Envelope, []));
        ReadingQuality quality = message.Header.Quality!;
        Assert.Equal([3, 0, 0, 4], SampleQuality.FlagsOf(quality)[..4]);
        Assert.Equal(["ph-1", "sps30"], SampleQuality.MissingOf(quality));
        Assert.Equal((2, 2, false), (quality.FlaggedCount, quality.MissingCount, quality.IsClean));
        Assert.Equal(352, message.Pack.Readings[0].Mantissa);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(31, false)]
    public void A_flag_on_a_reading_that_is_not_in_the_pack_is_refused_in_either_envelope(int index, bool isThere)
    {
        ReadingQuality quality = new();
        quality.Flag(index, ReadingQuality.OutOfRange);
        Assert.Equal(isThere, !Malformed.Is(Signed(quality), m => ReadingMessage.Parse(m)));
        Assert.Equal(isThere, !Malformed.Is(Sealed(quality), m => MacReadingMessage.Parse(m)));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_signed() =>
        Assert.All(
            Malformed.WellFormedBitFlips(Signed(SampleQuality.Some()), m => ReadingMessage.Parse(m)),
            m => Assert.False(TestKey.Verifies(ReadingMessage.Parse(m).Envelope, [])));

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed()
    {
        Malformed.LengthsAndRubbish(Signed(SampleQuality.Some()), ReadingMessage.MaxLength, m => ReadingMessage.Parse(m));
        Malformed.LengthsAndRubbish(Sealed(SampleQuality.Some()), ReadingMessage.MaxLength, m => MacReadingMessage.Parse(m));
    }

    private static byte[] Signed(ReadingQuality quality) => SampleMessage.Signed(HeaderWith(quality), SampleMessage.Readings());

    private static byte[] Sealed(ReadingQuality quality)
    {
        ReadingHeader header = HeaderWith(quality);
        header.IsMac = true;
        return CoseMac0.Seal(SharedKey, SampleMessage.ProtectedHeader(header).ToArray(), SampleMessage.Payload(SampleMessage.Readings()).ToArray());
    }

    private static ReadingHeader HeaderWith(ReadingQuality quality)
    {
        ReadingHeader header = SampleMessage.Header();
        header.Quality = quality;
        return header;
    }
}
