namespace Enviro.Node.Tests;

public sealed class ConsoleLineTests
{
    [Theory]
    [InlineData("123456789", 0x29B1)]
    [InlineData("", 0xFFFF)]
    [InlineData("A", 0xB915)]
    public void The_check_is_the_one_of_the_catalogue(string text, int crc) => Assert.Equal(crc, ConsoleLine.Crc16(text));

    [Fact]
    public void A_line_comes_back_as_it_was_sent()
    {
        ConsoleLine line = ConsoleLine.Parse(ConsoleLine.Format("settings-data 512 00ff"))!;
        Assert.True(line.IsChecked);
        Assert.Equal("settings-data 512 00ff", line.Text);
        Assert.Equal(["settings-data", "512", "00ff"], line.Words);
        Assert.Equal("512 00ff", line.TextFrom(1));
        Assert.Equal("", line.TextFrom(3));
    }

    [Fact]
    public void People_leave_the_check_out()
    {
        ConsoleLine line = ConsoleLine.Parse("identify")!;
        Assert.False(line.IsChecked);
        Assert.Equal(["identify"], line.Words);
        Assert.Equal([""], ConsoleLine.Parse("")!.Words);
        Assert.Equal(["a", "", "b", ""], ConsoleLine.Parse("a  b ")!.Words);
    }

    [Theory]
    [InlineData("restart *0000")]
    [InlineData("123456789 *29b1")]
    [InlineData("123456789 *29B")]
    [InlineData("123456789 *29B11")]
    [InlineData("123456789 *")]
    [InlineData("123456789 * 29B1 *")]
    [InlineData("*")]
    [InlineData("*FFFF")]
    [InlineData("a\tb")]
    [InlineData("a\0b")]
    [InlineData("a\u007f")]
    [InlineData("grün")]
    public void What_is_not_of_the_form_is_damaged(string line) => Assert.Null(ConsoleLine.Parse(line));

    [Fact]
    public void A_line_that_is_too_long_is_damaged()
    {
        string longest = new('x', ConsoleLine.MaxLength - ConsoleLine.CheckLength);
        Assert.NotNull(ConsoleLine.Parse(ConsoleLine.Format(longest)));
        Assert.Null(ConsoleLine.Parse(ConsoleLine.Format(longest + "x")));
        Assert.Null(ConsoleLine.Parse(new string('x', ConsoleLine.MaxLength + 1)));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("settings-begin 1234 00ff")]
    public void No_damage_to_one_character_is_taken_for_the_line(string text)
    {
        string sent = ConsoleLine.Format(text);
        for (int at = 0; at < sent.Length; at++)
        {
            for (char other = '\0'; other < '\u0100'; other++)
            {
                if (other == sent[at])
                {
                    continue;
                }

                // At best it is a line of a person's, with words too many.
                ConsoleLine? damaged = ConsoleLine.Parse(sent[..at] + other + sent[(at + 1)..]);
                Assert.True(damaged is null || (!damaged.IsChecked && damaged.Text != text), $"{(int)other:X2} at {at}");
            }
        }
    }

    [Fact]
    public void No_two_damaged_characters_are_taken_for_the_line()
    {
        // A CRC of 16 bits finds every burst of up to 16.
        string sent = ConsoleLine.Format("provision 00 ff");
        for (int at = 0; at + 1 < sent.Length; at++)
        {
            for (int flip = 1; flip < 0x10000; flip += 7)
            {
                char[] line = sent.ToCharArray();
                line[at] ^= (char)(flip >> 8);
                line[at + 1] ^= (char)(flip & 0xFF);
                Assert.False(ConsoleLine.Parse(new string(line)) is { IsChecked: true }, $"{flip:X4} at {at}");
            }
        }
    }
}
