namespace Enviro.Wire.Tests;

public sealed class CborWriterTests
{
    [Fact]
    public void What_does_not_fit_the_capacity_is_refused()
    {
        CborWriter writer = new(4);
        writer.WriteByteString([1, 2, 3]);
        Assert.Equal("43010203", Convert.ToHexStringLower(writer.ToArray()));
        Assert.Throws<InvalidOperationException>(() => writer.WriteNull());
        Assert.Equal(4, writer.Length);
    }

    [Fact]
    public void A_reset_writer_starts_again_in_the_same_buffer()
    {
        CborWriter writer = new(8);
        writer.WriteUnsigned(1000);
        byte[] buffer = writer.Buffer;
        writer.Reset();
        writer.WriteUnsigned(1);
        Assert.Same(buffer, writer.Buffer);
        Assert.Equal([1], writer.ToArray());
    }

    [Fact]
    public void Encoded_bytes_are_appended_as_they_are()
    {
        CborWriter writer = new(8);
        writer.WriteArrayStart(2);
        writer.WriteRaw([0xff, 0x01, 0x02, 0xff], 1, 2);
        Assert.Equal("820102", Convert.ToHexStringLower(writer.ToArray()));
    }

    [Fact]
    public void What_was_returned_does_not_change_when_the_writer_is_used_again()
    {
        CborWriter writer = new(8);
        writer.WriteUnsigned(5);
        byte[] first = writer.ToArray();
        writer.Reset();
        writer.WriteUnsigned(6);
        Assert.Equal([5], first);
    }

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0x61, 0xDC00)]
    [InlineData(0xDC00, 0xD800)]
    [InlineData(0xD800, 0xD800)]
    [InlineData(0xD83D, 0x61)]
    [InlineData(0xD83D, 0xE000)]
    public void A_lone_surrogate_is_refused_before_anything_is_written(params int[] units)
    {
        // Units and not a literal: attributes are stored as UTF-8, which replaces lone surrogates.
        string text = string.Concat(units.Select(unit => (char)unit));
        CborWriter writer = new(16);
        Assert.Throws<ArgumentException>(() => writer.WriteText(text));
        Assert.Equal(0, writer.Length);
    }
}
