using System.Text;
using CsCheck;

namespace Enviro.Wire.Tests;

/// <summary>Well-formed and ill-formed byte sequences of RFC 3629 §4 (Unicode 15, table 3-7), against the runtime's own strict decoder.</summary>
public sealed class Utf8Tests
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("", "")]
    [InlineData("01", "\u0001")]
    [InlineData("7f", "\u007f")]
    [InlineData("c280", "\u0080")]
    [InlineData("dfbf", "\u07ff")]
    [InlineData("e0a080", "\u0800")]
    [InlineData("ed9fbf", "\ud7ff")]
    [InlineData("ee8080", "\ue000")]
    [InlineData("efbbbf", "\ufeff")]
    [InlineData("efbfbf", "\uffff")]
    [InlineData("f0908080", "\ud800\udc00")]
    [InlineData("f48fbfbf", "\udbff\udfff")]
    public void Well_formed_text_is_read_and_written(string hex, string text)
    {
        byte[] utf8 = Convert.FromHexString(hex);
        byte[] item = [(byte)(0x60 + utf8.Length), .. utf8];
        Assert.Equal(text, new CborReader(item).ReadText(4));
        CborWriter writer = new(8);
        writer.WriteText(text);
        Assert.Equal(item, writer.ToArray());
    }

    [Theory]
    [InlineData("00")]
    [InlineData("610061")]
    [InlineData("616100")]
    public void A_text_that_the_device_would_cut_off_is_neither_read_nor_written(string hex)
    {
        byte[] utf8 = Convert.FromHexString(hex);
        Assert.Throws<WireFormatException>(() => new CborReader([(byte)(0x60 + utf8.Length), .. utf8]).ReadText(4));
        Assert.Throws<ArgumentException>(() => new CborWriter(8).WriteText(Encoding.UTF8.GetString(utf8)));
    }

    [Theory]
    [InlineData("80", "continuation alone")]
    [InlineData("bf", "continuation alone")]
    [InlineData("c0", "lead that is never used")]
    [InlineData("c080", "U+0000 in two bytes")]
    [InlineData("c1bf", "U+007F in two bytes")]
    [InlineData("c2", "cut short")]
    [InlineData("c27f", "no continuation")]
    [InlineData("c2c0", "no continuation")]
    [InlineData("e08080", "U+0000 in three bytes")]
    [InlineData("e09fbf", "U+07FF in three bytes")]
    [InlineData("e0a0", "cut short")]
    [InlineData("e0a07f", "no second continuation")]
    [InlineData("eda080", "U+D800")]
    [InlineData("edbfbf", "U+DFFF")]
    [InlineData("eda080edb080", "a surrogate pair, as in CESU-8")]
    [InlineData("f0808080", "U+0000 in four bytes")]
    [InlineData("f08fbfbf", "U+FFFF in four bytes")]
    [InlineData("f09080", "cut short")]
    [InlineData("f4908080", "U+110000")]
    [InlineData("f5808080", "lead that is never used")]
    [InlineData("f888808080", "five bytes")]
    [InlineData("fe", "lead that is never used")]
    [InlineData("ff", "lead that is never used")]
    [InlineData("61ff62", "between good letters")]
    public void Ill_formed_text_is_refused(string hex, string what)
    {
        byte[] utf8 = Convert.FromHexString(hex);
        Assert.ThrowsAny<ArgumentException>(() => Strict.GetString(utf8));
        byte[] item = [(byte)(0x60 + utf8.Length), .. utf8];
        Assert.True(Record.Exception(() => new CborReader(item)) is WireFormatException, what);
    }

    [Fact]
    public void Every_pair_of_bytes_and_then_a_border_byte_is_judged_as_the_runtime_judges_it()
    {
        // The third byte matters only for being a continuation or not: the values at the borders of the ranges are enough.
        byte[] borders = [0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF];
        for (int pair = 0; pair <= 0xFFFF; pair++)
        {
            foreach (byte border in borders)
            {
                byte[] bytes = [(byte)(pair >> 8), (byte)pair, border];
                Assert.Equal(System.Text.Unicode.Utf8.IsValid(bytes), Utf8.IsValid(bytes, 0, 3));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_judged_as_the_runtime_judges_them()
    {
        Gen<byte> likely = Gen.OneOf(Gen.Byte, Gen.Byte[0x80, 0xBF], Gen.Byte[0xC0, 0xFF], Gen.Byte[0xED, 0xF4]);
        likely.Array[0, 8].Sample(
            bytes => Assert.Equal(System.Text.Unicode.Utf8.IsValid(bytes), Utf8.IsValid(bytes, 0, bytes.Length)), iter: 200_000);
    }
}
