using System.Text;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public class KitLinesTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("e:w()\n\0e:i()\n\0", "e:w()|e:i()")]
    [InlineData("\n\n", "|")]
    [InlineData("unfinished", "")]
    public void Bytes_are_cut_at_line_ends(string bytes, string lines) =>
        Assert.Equal(lines, string.Join('|', new KitLines().Add(Encoding.ASCII.GetBytes(bytes))));

    [Fact]
    public void A_line_may_come_in_pieces()
    {
        KitLines lines = new();
        Assert.Empty(lines.Add("e:"u8));
        Assert.Empty(lines.Add("w()"u8));
        Assert.Equal(["e:w()"], lines.Add("\n"u8));
    }

    [Fact]
    public void A_line_too_long_is_given_once_as_such_and_costs_no_more_than_its_limit()
    {
        KitLines lines = new();
        byte[] much = new byte[100_000];
        Array.Fill(much, (byte)'a');
        for (int i = 0; i < 100; i++)
        {
            Assert.Empty(lines.Add(much));
        }

        Assert.Equal([null, "next"], lines.Add("\nnext\n"u8));
        Assert.Equal([new string('a', KitLines.Longest)], lines.Add([.. much[..KitLines.Longest], (byte)'\n']));
        Assert.Equal([null], lines.Add([.. much[..(KitLines.Longest + 1)], (byte)'\n']));
    }

    [Fact]
    public void A_line_begun_can_be_dropped()
    {
        KitLines lines = new();
        lines.Add("e:t(07"u8);
        lines.Forget();
        Assert.Equal(["e:w()"], lines.Add("e:w()\n"u8));
    }
}
