using System.Collections;
using System.Globalization;
using System.Text;
using Enviro.Ledger;
using Enviro.Wire;
using QRCoder;

namespace Enviro.Cli;

/// <summary>
/// What is stuck on a node's housing: a QR code, and in letters its URN, short address and key thumbprint. Drawn once as dots; SVG for printing
/// at any size, PNG for label printers.
/// </summary>
/// <remarks>The code holds <c>URN;ckt=THUMBPRINT</c>: the COSE Key Thumbprint (RFC 9679) in 64 hexadecimal digits.</remarks>
internal sealed class NodeLabel
{
    private const int Scale = 3;
    private const int ModuleDots = 2;
    private const int LineDots = 10;
    private const int ThumbprintRow = 16;
    private const int DotsPerMetre = 11811; // 300 dpi

    private readonly bool[,] _dots;

    private NodeLabel(bool[,] dots, string content)
    {
        _dots = dots;
        Content = content;
    }

    /// <summary>What the QR code says.</summary>
    internal string Content { get; }

    /// <summary>Draws the label of a node; a site, if given, is written too.</summary>
    internal static NodeLabel Of(string urn, byte[] publicKey, string? site)
    {
        string thumbprint = Convert.ToHexStringLower(CoseKey.Thumbprint(publicKey));
        string content = $"{urn};ckt={thumbprint}";
        using QRCodeGenerator generator = new();
        using QRCodeData code = generator.CreateQrCode(content, QRCodeGenerator.ECCLevel.M);
        string[] lines =
        [
            .. Wrapped(urn), ShortAddress.Of(publicKey), "",
            .. Enumerable.Range(0, thumbprint.Length / ThumbprintRow).Select(row => thumbprint.Substring(row * ThumbprintRow, ThumbprintRow)),
            .. site is null ? [] : new[] { "", site },
        ];
        return new NodeLabel(Draw(code.ModuleMatrix, lines), content);
    }

    /// <summary>Writes both forms into a folder, named after the URN, each whole or not at all; returns their paths.</summary>
    internal (string Svg, string Png) Write(string folder, string urn)
    {
        Directory.CreateDirectory(folder);
        string name = Path.Combine(folder, urn.Replace(':', '_'));
        Write(name + ".svg", Encoding.UTF8.GetBytes(ToSvg(urn)));
        Write(name + ".png", ToPng());
        return (name + ".svg", name + ".png");
    }

    /// <summary>The label as SVG, a dot a unit.</summary>
    internal string ToSvg(string title)
    {
        int width = _dots.GetLength(1);
        int height = _dots.GetLength(0);
        StringBuilder path = new();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int run = 0;
                while (x + run < width && _dots[y, x + run])
                {
                    run++;
                }

                if (run > 0)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{run}v1h-{run}z");
                    x += run;
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width * Scale}" height="{height * Scale}" shape-rendering="crispEdges">
            <title>{title}</title>
            <rect width="{width}" height="{height}" fill="#fff"/>
            <path d="{path}"/>
            </svg>

            """);
    }

    /// <summary>The label as PNG, black and white.</summary>
    internal byte[] ToPng() => MonochromePng.Encode(_dots, Scale, DotsPerMetre);

    private static bool[,] Draw(List<BitArray> code, string[] lines)
    {
        // The code's matrix brings the quiet zone of four modules with it.
        int side = code.Count * ModuleDots;
        int textHeight = (lines.Length * LineDots) + LineDots;
        int width = side + (lines.Max(line => line.Length) * LabelFont.Advance) + LineDots;
        bool[,] dots = new bool[Math.Max(side, textHeight), width];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                dots[y, x] = code[y / ModuleDots][x / ModuleDots];
            }
        }

        int top = (dots.GetLength(0) - (lines.Length * LineDots)) / 2;
        for (int line = 0; line < lines.Length; line++)
        {
            DrawText(dots, lines[line], side, top + (line * LineDots));
        }

        return dots;
    }

    private static void DrawText(bool[,] dots, string text, int left, int top)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int row = 0; row < LabelFont.Rows; row++)
            {
                for (int column = 0; column < LabelFont.Advance; column++)
                {
                    dots[top + row, left + (i * LabelFont.Advance) + column] = LabelFont.HasDot(text[i], column, row);
                }
            }
        }
    }

    // Broken at the serial number, which is what people compare.
    private static string[] Wrapped(string urn)
    {
        int dash = urn.LastIndexOf('-');
        return dash < 0 ? [urn] : [urn[..(dash + 1)], urn[(dash + 1)..]];
    }

    private static void Write(string path, byte[] content)
    {
        string unfinished = path + ".new";
        File.WriteAllBytes(unfinished, content);
        File.Move(unfinished, path, overwrite: true);
    }
}
