namespace Enviro.Node;

/// <summary>
/// A line of the serial console (firmware/docs/console.md): words of printable ASCII with one space between them, and a check at the end that programs always
/// write and people leave out.
/// </summary>
/// <remarks><code>line = TEXT [ " *" 4*4 HEXDIG ]   ; CRC-16/CCITT-FALSE of TEXT, in large letters</code></remarks>
public sealed class ConsoleLine
{
    /// <summary>Longest line in characters, with its check and without its end.</summary>
    public const int MaxLength = 2_400;

    /// <summary>What the check at the end of a line takes: a space, an asterisk and four digits.</summary>
    public const int CheckLength = 6;

    private const string LargeDigits = "0123456789ABCDEF";

    private ConsoleLine(string text, bool isChecked)
    {
        Text = text;
        IsChecked = isChecked;
        Words = text.Split(' ');
    }

    /// <summary>The line without its check.</summary>
    public string Text { get; }

    /// <summary>Whether it had a check, which was right.</summary>
    public bool IsChecked { get; }

    /// <summary>Its words, at least one; an empty one where two spaces follow each other, or at the edge.</summary>
    public string[] Words { get; }

    /// <summary>The words from one on as they stood, for a text that goes to the end of the line; empty where there is none.</summary>
    public string TextFrom(int word)
    {
        int start = 0;
        for (int i = 0; i < word; i++)
        {
            int space = Text.IndexOf(' ', start);
            if (space < 0)
            {
                return "";
            }

            start = space + 1;
        }

        return Text.Substring(start);
    }

    /// <summary>Parses a line without its end; null for one that was damaged on its way: with a wrong check, too long, or not of printable ASCII.</summary>
    public static ConsoleLine? Parse(string line)
    {
        if (line.Length > MaxLength || !IsPrintable(line))
        {
            return null;
        }

        int last = line.LastIndexOf(' ') + 1;
        if (last == line.Length || line[last] != '*')
        {
            return new ConsoleLine(line, false);
        }

        // A last word that begins like a check is one, or was.
        string text = last == 0 ? "" : line.Substring(0, last - 1);
        return line == Format(text) ? new ConsoleLine(text, true) : null;
    }

    /// <summary>A text with its check, as programs send it. The text is printable ASCII of at most <see cref="MaxLength"/> − <see cref="CheckLength"/>.</summary>
    public static string Format(string text)
    {
        int crc = Crc16(text);
        char[] digits = new char[4];
        for (int i = 0; i < digits.Length; i++)
        {
            digits[i] = LargeDigits[(crc >> (12 - (4 * i))) & 0x0F];
        }

        return text + " *" + new string(digits);
    }

    /// <summary>CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, most significant bit first, not inverted at the end.</summary>
    public static int Crc16(string text)
    {
        int crc = 0xFFFF;
        for (int i = 0; i < text.Length; i++)
        {
            crc ^= (text[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : crc << 1;
            }
        }

        return crc;
    }

    private static bool IsPrintable(string line)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] < ' ' || line[i] > '~')
            {
                return false;
            }
        }

        return true;
    }
}
