using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class ConsoleWordTests
{
    [Fact]
    public void Bytes_come_back_as_they_were()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Assert.True(ConsoleWord.TryBytes(ConsoleWord.OfBytes(all), 256, 256, out byte[] read));
        Assert.Equal(all, read);
        Assert.Equal("-", ConsoleWord.OfBytes([]));
        Assert.True(ConsoleWord.TryBytes("-", 0, 4, out read));
        Assert.Empty(read);
    }

    [Theory]
    [InlineData("-", 1)]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("000", 0)]
    [InlineData("0A", 1)]
    [InlineData("0g", 1)]
    [InlineData("0x", 1)]
    [InlineData("--", 0)]
    [InlineData("0011223344", 1)]
    [InlineData("00", 2)]
    public void What_is_not_of_the_form_is_no_bytes(string word, int minLength)
    {
        Assert.False(ConsoleWord.TryBytes(word, minLength, 4, out byte[] read));
        Assert.Empty(read);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("2048", 2048)]
    public void A_number_is_decimal(string word, int expected)
    {
        Assert.True(ConsoleWord.TryNumber(word, 2048, out int number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("1 ")]
    [InlineData("0x1")]
    [InlineData("2049")]
    [InlineData("4294967297")]
    [InlineData("99999999999999999999")]
    public void Everything_else_is_no_number(string word) => Assert.False(ConsoleWord.TryNumber(word, 2048, out int _));

    [Theory]
    [InlineData("Roof 3", "Roof 3")]
    [InlineData("100 %\n", "100 %25%0A")]
    [InlineData("Süd", "S%C3%BCd")]
    public void Texts_of_people_stay_printable_and_lose_nothing(string text, string line)
    {
        Assert.Equal(line, ConsoleWord.OfText(text));
        Assert.Equal(text, Uri.UnescapeDataString(line));
    }

    [Fact]
    public void A_name_is_one_word()
    {
        Assert.Equal("ESP32_DevKitC", ConsoleWord.OfName("ESP32 DevKitC"));
        Assert.Equal("-", ConsoleWord.OfName(""));
    }

    [Theory]
    [InlineData(3520, -2, "35.20")]
    [InlineData(-5, -2, "-0.05")]
    [InlineData(-500, -2, "-5.00")]
    [InlineData(7, 0, "7")]
    [InlineData(12, 2, "1200")]
    [InlineData(0, 3, "0")]
    [InlineData(0, -1, "0.0")]
    [InlineData(long.MinValue, -18, "-9.223372036854775808")]
    public void Values_have_the_digits_the_sensor_gave(long mantissa, int exponent, string text) =>
        Assert.Equal(text, ConsoleWord.OfValue(new Reading("x", "Cel", mantissa, exponent)));
}
