using System;
using System.Text;

namespace Enviro.Wire;

/// <summary>
/// UTF-8 (RFC 3629) with validation: the device's own decoder accepts anything, so text that comes from
/// outside is checked here first.
/// </summary>
internal static class Utf8
{
    internal static int SizeOf(int codePoint) => codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

    /// <summary>Whether each character is one byte of UTF-8, U+0001 to U+007F.</summary>
    internal static bool IsAscii(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == 0 || value[i] > 0x7F)
            {
                return false;
            }
        }

        return true;
    }

    internal static int CountBytes(char[] value)
    {
        int count = 0;
        for (int i = 0; i < value.Length; i++)
        {
            int codePoint = CodePointAt(value, i);
            if (codePoint == 0)
            {
                throw new ArgumentException("The text holds U+0000, where the device's strings end.");
            }

            if (codePoint > 0xFFFF)
            {
                i++;
            }

            count += SizeOf(codePoint);
        }

        return count;
    }

    internal static int CodePointAt(char[] value, int index)
    {
        char unit = value[index];
        if (unit < 0xD800 || unit > 0xDFFF)
        {
            return unit;
        }

        if (unit <= 0xDBFF && index + 1 < value.Length)
        {
            char low = value[index + 1];
            if (low >= 0xDC00 && low <= 0xDFFF)
            {
                return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            }
        }

        throw new ArgumentException("The text holds a lone surrogate, which UTF-8 cannot carry.");
    }

    internal static void Encode(int codePoint, byte[] buffer, int offset)
    {
        int size = SizeOf(codePoint);
        if (size == 1)
        {
            buffer[offset] = (byte)codePoint;
            return;
        }

        for (int i = size - 1; i > 0; i--)
        {
            buffer[offset + i] = (byte)(0x80 | (codePoint & 0x3F));
            codePoint >>= 6;
        }

        int lead = size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0;
        buffer[offset] = (byte)(lead | codePoint);
    }

    /// <summary>Says whether the bytes are well-formed UTF-8: shortest forms, no surrogates, at most U+10FFFF (RFC 3629 §4).</summary>
    internal static bool IsValid(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        while (offset < end)
        {
            int lead = buffer[offset];
            if (lead < 0x80)
            {
                offset++;
                continue;
            }

            int size = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
            if (size == 0 || end - offset < size)
            {
                return false;
            }

            int codePoint = lead & (0xFF >> (size + 1));
            for (int i = 1; i < size; i++)
            {
                int next = buffer[offset + i];
                if ((next & 0xC0) != 0x80)
                {
                    return false;
                }

                codePoint = (codePoint << 6) | (next & 0x3F);
            }

            if (SizeOf(codePoint) != size || codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint <= 0xDFFF))
            {
                return false;
            }

            offset += size;
        }

        return true;
    }

    internal static string Decode(byte[] buffer, int offset, int count) => Encoding.UTF8.GetString(buffer, offset, count);
}
