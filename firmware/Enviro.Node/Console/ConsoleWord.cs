using System.Text;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What stands in a line of the console: bytes as small hexadecimal digits, numbers, and texts of people's, which may be anything. Everything read is
/// strict: one value has one way to be written.
/// </summary>
public static class ConsoleWord
{
    /// <summary>What stands for no bytes, and for a word that is not there.</summary>
    public const string None = "-";

    private const string Digits = "0123456789abcdef";

    /// <summary>Bytes as a word; <see cref="None"/> for no bytes.</summary>
    public static string OfBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return None;
        }

        char[] digits = new char[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            digits[2 * i] = Digits[bytes[i] >> 4];
            digits[(2 * i) + 1] = Digits[bytes[i] & 0x0F];
        }

        return new string(digits);
    }

    /// <summary>Reads bytes, from <paramref name="minLength"/> to <paramref name="maxLength"/> of them.</summary>
    public static bool TryBytes(string word, int minLength, int maxLength, out byte[] bytes)
    {
        bytes = [];
        if (word == None)
        {
            return minLength == 0;
        }

        int length = word.Length / 2;
        if (length == 0 || word.Length % 2 != 0 || length < minLength || length > maxLength)
        {
            return false;
        }

        byte[] read = new byte[length];
        for (int i = 0; i < length; i++)
        {
            int high = Digits.IndexOf(word[2 * i]);
            int low = Digits.IndexOf(word[(2 * i) + 1]);
            if (high < 0 || low < 0)
            {
                return false;
            }

            read[i] = (byte)((high << 4) | low);
        }

        bytes = read;
        return true;
    }

    /// <summary>Reads a number from 0 to <paramref name="max"/>, without leading zeros.</summary>
    public static bool TryNumber(string word, int max, out int number)
    {
        number = 0;
        if (word.Length == 0 || word.Length > 9 || (word.Length > 1 && word[0] == '0'))
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] < '0' || word[i] > '9')
            {
                return false;
            }

            number = (number * 10) + (word[i] - '0');
        }

        return number <= max;
    }

    /// <summary>A value as a decimal number with the digits the sensor gave.</summary>
    public static string OfValue(Reading reading)
    {
        StringBuilder text = new StringBuilder();
        long mantissa = reading.Mantissa;
        string digits = mantissa.ToString();
        if (mantissa < 0)
        {
            text.Append('-');
            digits = digits.Substring(1);
        }

        int decimals = -reading.Exponent;
        for (int i = digits.Length; i <= decimals; i++)
        {
            digits = "0" + digits;
        }

        if (decimals <= 0)
        {
            text.Append(digits);
            for (int i = decimals; i < 0 && mantissa != 0; i++)
            {
                text.Append('0');
            }

            return text.ToString();
        }

        text.Append(digits.Substring(0, digits.Length - decimals));
        text.Append('.');
        text.Append(digits.Substring(digits.Length - decimals));
        return text.ToString();
    }

    /// <summary>A name as one word: what is not printable ASCII, and spaces, become "_"; <see cref="None"/> for an empty one.</summary>
    public static string OfName(string name)
    {
        char[] word = new char[name.Length];
        for (int i = 0; i < word.Length; i++)
        {
            word[i] = name[i] > ' ' && name[i] <= '~' ? name[i] : '_';
        }

        return word.Length == 0 ? None : new string(word);
    }

    /// <summary>
    /// A text of people's, to the end of a line: each byte of its UTF-8 that is not printable ASCII, and "%", as % and two large digits (RFC 3986 §2.1). Spaces
    /// stay.
    /// </summary>
    public static string OfText(string text)
    {
        const string LargeDigits = "0123456789ABCDEF";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = (char)bytes[i];
            if (c >= ' ' && c <= '~' && c != '%')
            {
                line.Append(c);
            }
            else
            {
                line.Append('%');
                line.Append(LargeDigits[c >> 4]);
                line.Append(LargeDigits[c & 0x0F]);
            }
        }

        return line.ToString();
    }
}
