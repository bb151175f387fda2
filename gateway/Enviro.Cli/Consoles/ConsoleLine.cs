using System.Globalization;

namespace Enviro.Cli;

/// <summary>
/// A line of a board's console with its check: <c>TEXT *XXXX</c>, CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF, not reflected) of all characters
/// before the space (console.md).
/// </summary>
internal static class ConsoleLine
{
    private const int CheckLength = 6;

    /// <summary>The line as it is sent.</summary>
    internal static string Seal(string text) => string.Create(CultureInfo.InvariantCulture, $"{text} *{Crc(text):X4}");

    /// <summary>Takes the check off a line; false when it has none or a wrong one.</summary>
    internal static bool TryOpen(string line, out string text)
    {
        int end = line.Length - CheckLength;
        text = end > 0 ? line[..end] : "";
        return end > 0 && line == Seal(text);
    }

    /// <summary>The check of a text.</summary>
    internal static ushort Crc(string text)
    {
        int crc = 0xFFFF;
        foreach (char letter in text)
        {
            crc ^= (letter & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021 : 0)) & 0xFFFF;
            }
        }

        return (ushort)crc;
    }
}
