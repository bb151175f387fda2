namespace Enviro.Wire.Tests;

public sealed class CborReaderTests
{
    [Theory]
    [InlineData("1800", "0 in two bytes")]
    [InlineData("1817", "23 in two bytes")]
    [InlineData("190018", "24 in three bytes")]
    [InlineData("1900ff", "255 in three bytes")]
    [InlineData("1a0000ffff", "65535 in five bytes")]
    [InlineData("1b00000000ffffffff", "2^32 - 1 in nine bytes")]
    [InlineData("3800", "-1 in two bytes")]
    [InlineData("580100", "length of a byte string")]
    [InlineData("780161", "length of a text")]
    [InlineData("980100", "length of an array")]
    [InlineData("b8010000", "length of a map")]
    [InlineData("d80400", "tag")]
    [InlineData("f814", "false in two bytes")]
    public void A_head_that_is_not_the_shortest_is_refused(string hex, string what) => AssertRefused(hex, what);

    [Theory]
    [InlineData("1c", "28 is reserved")]
    [InlineData("3d", "29 is reserved")]
    [InlineData("5e", "30 is reserved")]
    [InlineData("1f", "an integer of indefinite length")]
    [InlineData("df00", "a tag of indefinite length")]
    [InlineData("ff", "a break alone")]
    [InlineData("e0", "simple(0)")]
    [InlineData("f3", "simple(19)")]
    [InlineData("f820", "simple(32)")]
    [InlineData("fc", "simple, reserved")]
    [InlineData("", "nothing")]
    [InlineData("0000", "two items")]
    [InlineData("8000", "a byte behind an array")]
    public void What_is_no_item_of_the_profile_is_refused(string hex, string what) => AssertRefused(hex, what);

    [Theory]
    [InlineData("a200000000", "the same integer twice")]
    [InlineData("a201000000", "1 before 0")]
    [InlineData("a220000000", "-1 before 0")]
    [InlineData("a26162006161 00", "b before a")]
    [InlineData("a2626161006162 00", "aa before b: heads differ, so the shorter text comes first")]
    [InlineData("a26000410000", "a text before a byte string")]
    [InlineData("a281010080 00", "[1] before []")]
    public void Map_keys_that_do_not_ascend_are_refused(string hex, string what) => AssertRefused(hex.Replace(" ", "", StringComparison.Ordinal), what);

    [Fact]
    public void Map_keys_ascend_in_bytewise_order_and_not_length_first()
    {
        // RFC 8949 §4.2.1: 10, 100, -1, "z", "aa", [100], [-1], false. Length-first (§4.2.3) has another order, refused here.
        Assert.Equal(8, new CborReader(Convert.FromHexString("a80a0018640020006 17a0062616100811864008120 00f400".Replace(" ", "", StringComparison.Ordinal))).ReadMapStart());
        AssertRefused("a3 0a00 2000 186400".Replace(" ", "", StringComparison.Ordinal), "length-first");
    }

    [Theory]
    [InlineData("5affffffff00", "byte string of 2^32 - 1")]
    [InlineData("5bffffffffffffffff00", "byte string of 2^64 - 1")]
    [InlineData("5b800000000000000000", "byte string of 2^63")]
    [InlineData("5b000000010000000061", "byte string of 2^32")]
    [InlineData("7a7fffffff61", "text of 2^31 - 1")]
    [InlineData("9a7fffffff00", "array of 2^31 - 1")]
    [InlineData("9bffffffffffffffff00", "array of 2^64 - 1")]
    [InlineData("ba7fffffff0000", "map of 2^31 - 1")]
    [InlineData("bb80000000000000000000", "map of 2^63: twice that is 0 in 64 bits")]
    [InlineData("bbffffffffffffffff0000", "map of 2^64 - 1")]
    public void A_length_beyond_the_data_is_refused_at_once(string hex, string what) => AssertRefused(hex, what);

    [Theory]
    [InlineData(0x81)]
    [InlineData(0xc1)]
    [InlineData(0xa1)]
    public void Twelve_levels_are_read_and_thirteen_are_refused(byte container)
    {
        Assert.Equal((CborType)(container >> 5), new CborReader(Nested(container, 12)).PeekType());
        Assert.Throws<WireFormatException>(() => new CborReader(Nested(container, 13)));
        Assert.Throws<WireFormatException>(() => new CborReader(Nested(container, 100_000)));
    }

    [Fact]
    public void A_message_cut_short_anywhere_is_refused()
    {
        byte[] message = SampleMessage.Signed();
        for (int length = 0; length < message.Length; length++)
        {
            byte[] cut = message[..length];
            Assert.Throws<WireFormatException>(() => new CborReader(cut));
            Assert.Throws<WireFormatException>(() => new CborReader(message, 0, cut.Length));
        }
    }

    [Fact]
    public void An_item_inside_a_buffer_is_read_and_bytes_around_it_are_not()
    {
        byte[] buffer = Convert.FromHexString("ff8201182aff");
        CborReader reader = new(buffer, 1, 4);
        reader.ReadArrayStart(2);
        Assert.Equal(2, reader.Position);
        reader.ReadLabel(1);
        Assert.Equal(42UL, reader.ReadUnsigned(42));
        Assert.True(reader.IsAtEnd);
        Assert.Throws<WireFormatException>(() => reader.PeekType());
        Assert.Throws<WireFormatException>(reader.Skip);
    }

    [Fact]
    public void A_byte_string_read_in_place_gives_its_offset()
    {
        CborReader reader = new(Convert.FromHexString("8243010203f4"));
        reader.ReadArrayStart();
        Assert.Equal(3, reader.ReadByteString(out int offset));
        Assert.Equal(2, offset);
        Assert.False(reader.ReadBoolean());
    }

    public static TheoryData<string, Action<CborReader>> WrongReads => new()
    {
        { "20", reader => reader.ReadUnsigned() },
        { "40", reader => reader.ReadInteger() },
        { "182b", reader => reader.ReadUnsigned(42) },
        { "1b8000000000000000", reader => reader.ReadInteger() },
        { "3b8000000000000000", reader => reader.ReadInteger() },
        { "60", reader => reader.ReadByteString() },
        { "4100", reader => reader.ReadByteString(2) },
        { "43000000", reader => reader.ReadByteString(2) },
        { "40", reader => reader.ReadText(10) },
        { "63616263", reader => reader.ReadText(2) },
        { "a0", reader => reader.ReadArrayStart() },
        { "8100", reader => reader.ReadArrayStart(2) },
        { "80", reader => reader.ReadMapStart() },
        { "a10000", reader => reader.ReadMapStart(2) },
        { "02", reader => reader.ReadLabel(1) },
        { "01", reader => reader.ReadLabel(-2) },
        { "d200", reader => reader.ReadTag(17) },
        { "00", reader => reader.ReadTag(0) },
        { "f6", reader => reader.ReadBoolean() },
        { "00", reader => reader.ReadBoolean() },
        { "f4", reader => reader.ReadNull() },
        { "f5", reader => reader.ReadNull() },
    };

    [Theory]
    [MemberData(nameof(WrongReads), DisableDiscoveryEnumeration = true)]
    public void Reading_what_is_not_there_is_refused(string hex, Action<CborReader> read)
    {
        CborReader reader = new(Convert.FromHexString(hex));
        Assert.Throws<WireFormatException>(() => read(reader));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public void The_ends_of_64_signed_bits_survive(long value)
    {
        CborWriter writer = new(9);
        writer.WriteInteger(value);
        Assert.Equal(value, new CborReader(writer.ToArray()).ReadInteger());
    }

    [Fact]
    public void Skipping_passes_over_an_item_with_all_that_is_inside_it()
    {
        CborReader reader = new(Convert.FromHexString("83a1018202d20305f5"));
        reader.ReadArrayStart(3);
        reader.Skip();
        reader.ReadLabel(5);
        reader.Skip();
        Assert.True(reader.IsAtEnd);
    }

    private static byte[] Nested(byte container, int levels)
    {
        List<byte> bytes = [];
        for (int i = 0; i < levels; i++)
        {
            bytes.Add(container);
            if (container == 0xa1)
            {
                bytes.Add(0);
            }
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static void AssertRefused(string hex, string what)
    {
        WireFormatException? refused = Record.Exception(() => new CborReader(Convert.FromHexString(hex))) as WireFormatException;
        Assert.True(refused != null, what + " was accepted");
    }
}
