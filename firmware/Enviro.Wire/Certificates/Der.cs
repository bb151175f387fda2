using System;

namespace Enviro.Wire;

/// <summary>Just as much of DER (X.690) as a device certificate needs, inside out: each call wraps what earlier ones returned.</summary>
internal static class Der
{
    internal const byte Boolean = 0x01;
    internal const byte Integer = 0x02;
    internal const byte BitString = 0x03;
    internal const byte OctetString = 0x04;
    internal const byte ObjectIdentifier = 0x06;
    internal const byte Utf8String = 0x0C;
    internal const byte PrintableString = 0x13;
    internal const byte UtcTime = 0x17;
    internal const byte GeneralizedTime = 0x18;
    internal const byte Sequence = 0x30;
    internal const byte Set = 0x31;

    /// <summary>Context-specific constructed tag 0xA0 + number.</summary>
    internal static byte Explicit(int number) => (byte)(0xA0 | number);

    /// <summary>Context-specific primitive tag 0x80 + number.</summary>
    internal static byte Implicit(int number) => (byte)(0x80 | number);

    /// <summary>One value: tag, shortest length, and the parts after one another as its content; at most 65,535 bytes.</summary>
    internal static byte[] Wrap(byte tag, params byte[][] parts)
    {
        byte[] content = Concat(parts);
        int head = content.Length < 0x80 ? 2 : content.Length < 0x100 ? 3 : 4;
        byte[] value = new byte[head + content.Length];
        value[0] = tag;
        if (head == 2)
        {
            value[1] = (byte)content.Length;
        }
        else
        {
            value[1] = (byte)(0x80 | (head - 2));
            value[head - 1] = (byte)content.Length;
            if (head == 4)
            {
                value[2] = (byte)(content.Length >> 8);
            }
        }

        Array.Copy(content, 0, value, head, content.Length);
        return value;
    }

    /// <summary>An INTEGER of unsigned big-endian bytes: no needless leading zeros, one where the top bit is set.</summary>
    internal static byte[] Unsigned(byte[] buffer, int offset, int count)
    {
        while (count > 1 && buffer[offset] == 0)
        {
            offset++;
            count--;
        }

        int pad = (buffer[offset] & 0x80) != 0 ? 1 : 0;
        byte[] content = new byte[count + pad];
        Array.Copy(buffer, offset, content, pad, count);
        return Wrap(Integer, content);
    }

    /// <summary>A BIT STRING without unused bits.</summary>
    internal static byte[] Bits(params byte[][] parts) => Wrap(BitString, new byte[] { 0 }, Concat(parts));

    /// <summary>The characters of an ASCII text as bytes.</summary>
    internal static byte[] Ascii(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    internal static byte[] Concat(byte[][] parts)
    {
        int length = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            length += parts[i].Length;
        }

        byte[] whole = new byte[length];
        int offset = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            Array.Copy(parts[i], 0, whole, offset, parts[i].Length);
            offset += parts[i].Length;
        }

        return whole;
    }
}
