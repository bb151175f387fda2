namespace Enviro.Wire.SelfTest;

/// <summary>Bytes as hexadecimal text in small letters; a board's class library converts neither way.</summary>
internal static class Hex
{
    private const string Digits = "0123456789abcdef";

    internal static byte[] Decode(string text)
    {
        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Digits.IndexOf(text[2 * i]) << 4) | Digits.IndexOf(text[(2 * i) + 1]));
        }

        return bytes;
    }

    internal static string Encode(byte[] bytes)
    {
        char[] text = new char[2 * bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[(2 * i) + 1] = Digits[bytes[i] & 15];
        }

        return new string(text);
    }

    /// <summary>The same byte over and over.</summary>
    internal static byte[] Repeat(byte value, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = value;
        }

        return bytes;
    }

    /// <summary>Count bytes that rise by one from <paramref name="first"/>.</summary>
    internal static byte[] Rising(byte first, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)(first + i);
        }

        return bytes;
    }

    internal static bool AreEqual(byte[] left, byte[] right) => Encode(left) == Encode(right);
}
