using System.Xml.Linq;

namespace Enviro.Cli.Tests;

public class NodeLabelTests
{
    private const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";

    [Fact]
    public void An_independent_reader_finds_urn_and_thumbprint_in_the_picture()
    {
        using CommandLine line = new();
        byte[] publicKey = [.. Enumerable.Range(1, 64).Select(value => (byte)value)];
        NodeLabel label = NodeLabel.Of(Urn, publicKey, "Roof 3");
        (string svg, string png) = label.Write(line.PathOf("labels"), Urn);
        string thumbprint = Convert.ToHexStringLower(Enviro.Wire.CoseKey.Thumbprint(publicKey));
        Assert.Equal($"{Urn};ckt={thumbprint}", CommandLine.Run("zbarimg", "--quiet", "--raw", png).Expect(0).Output.TrimEnd());
        XElement drawing = XDocument.Load(svg).Root!;
        Assert.Equal("svg", drawing.Name.LocalName);
        Assert.Equal(Urn, drawing.Elements().First().Value);
        Assert.Equal([svg, png], Directory.GetFiles(line.PathOf("labels")).OrderDescending());
    }

    [Fact]
    public void Both_forms_hold_the_same_dots()
    {
        NodeLabel label = NodeLabel.Of(Urn, new byte[64], null);
        XElement drawing = XDocument.Parse(label.ToSvg(Urn)).Root!;
        string[] size = drawing.Attribute("viewBox")!.Value.Split(' ');
        byte[] png = label.ToPng();
        Assert.Equal(3 * int.Parse(size[2], System.Globalization.CultureInfo.InvariantCulture), (png[18] << 8) | png[19]);
        Assert.Equal(3 * int.Parse(size[3], System.Globalization.CultureInfo.InvariantCulture), (png[22] << 8) | png[23]);
    }

    [Fact]
    public void Every_letter_a_label_needs_is_in_the_font_and_no_two_look_alike()
    {
        const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-:. ";
        HashSet<string> looks = [];
        foreach (char letter in Letters + "€")
        {
            IEnumerable<char> dots = Enumerable.Range(0, 35).Select(i => LabelFont.HasDot(letter, i % 5, i / 5) ? '#' : '.');
            Assert.True(looks.Add(string.Concat(dots)), $"{letter} looks like another letter");
        }
    }

    [Fact]
    public void What_would_break_a_picture_is_escaped_or_not_in_it()
    {
        NodeLabel label = NodeLabel.Of(Urn, new byte[64], "</svg>&");
        Assert.Equal(Urn, XDocument.Parse(label.ToSvg(Urn)).Root!.Elements().First().Value);
    }
}
