namespace Enviro.Wire;

/// <summary>
/// Checks that bytes are one data item in core deterministic encoding (RFC 8949 §4.2.1) of this project's profile: shortest heads,
/// definite lengths, map keys strictly ascending in bytewise order, valid UTF-8, no floating point, no undefined, nesting limited.
/// One encoding for one meaning: whoever compares or hashes bytes compares meanings.
/// </summary>
internal static class CborValidation
{
    /// <summary>Deepest nesting accepted; the deepest format here uses six levels.</summary>
    internal const int MaxDepth = 12;

    /// <summary>Checks one item that starts at <paramref name="offset"/> and returns the offset behind it.</summary>
    internal static int CheckItem(byte[] buffer, int offset, int end, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new WireFormatException("CBOR: nested deeper than " + MaxDepth.ToString() + " levels");
        }

        ulong value;
        int next = ReadHead(buffer, offset, end, out CborType type, out value);
        switch (type)
        {
            case CborType.ByteString:
                return SkipBytes(next, value, end);
            case CborType.Text:
                int behind = SkipBytes(next, value, end);
                if (!Utf8.IsValid(buffer, next, behind - next))
                {
                    throw new WireFormatException("CBOR: text is not valid UTF-8");
                }

                return behind;
            case CborType.Array:
                return CheckArray(buffer, next, end, value, depth);
            case CborType.Map:
                return CheckMap(buffer, next, end, value, depth);
            case CborType.Tag:
                return CheckItem(buffer, next, end, depth + 1);
            case CborType.Simple:
                if (value < 20 || value > 22)
                {
                    throw new WireFormatException("CBOR: simple value other than false, true or null");
                }

                return next;
            default:
                return next;
        }
    }

    /// <summary>Reads a head (RFC 8949 §3), refusing forms that are not the shortest; returns the offset behind it.</summary>
    internal static int ReadHead(byte[] buffer, int offset, int end, out CborType type, out ulong value)
    {
        if (offset >= end)
        {
            throw new WireFormatException("CBOR: the data ends inside an item");
        }

        int initial = buffer[offset++];
        type = (CborType)(initial >> 5);
        int additional = initial & 0x1F;
        if (additional < 24)
        {
            value = (ulong)additional;
            return offset;
        }

        // 28 to 30 are reserved and 31 is an indefinite length or break; 25 to 27 with major type 7 are floating point.
        if (additional > 27 || type == CborType.Simple)
        {
            throw new WireFormatException("CBOR: indefinite length, reserved head or floating point");
        }

        int following = 1 << (additional - 24);
        if (end - offset < following)
        {
            throw new WireFormatException("CBOR: the data ends inside a head");
        }

        value = 0;
        for (int i = 0; i < following; i++)
        {
            value = (value << 8) | buffer[offset++];
        }

        bool shortest = following == 1 ? value >= 24 : value >> (following * 4) != 0;
        if (!shortest)
        {
            throw new WireFormatException("CBOR: a head is not in its shortest form");
        }

        return offset;
    }

    private static int SkipBytes(int offset, ulong count, int end)
    {
        if (count > (ulong)(end - offset))
        {
            throw new WireFormatException("CBOR: a string is longer than the data");
        }

        return offset + (int)count;
    }

    private static int CheckArray(byte[] buffer, int offset, int end, ulong count, int depth)
    {
        // Every item takes a byte at least: a length beyond the data is refused before any loop runs over it.
        if (count > (ulong)(end - offset))
        {
            throw new WireFormatException("CBOR: an array is longer than the data");
        }

        for (ulong i = 0; i < count; i++)
        {
            offset = CheckItem(buffer, offset, end, depth + 1);
        }

        return offset;
    }

    private static int CheckMap(byte[] buffer, int offset, int end, ulong count, int depth)
    {
        if (count > (ulong)(end - offset) / 2)
        {
            throw new WireFormatException("CBOR: a map is longer than the data");
        }

        int previousKey = 0;
        int previousEnd = 0;
        for (ulong i = 0; i < count; i++)
        {
            int keyEnd = CheckItem(buffer, offset, end, depth + 1);
            if (i > 0 && !IsAscending(buffer, previousKey, previousEnd, offset, keyEnd))
            {
                throw new WireFormatException("CBOR: map keys are repeated or out of order");
            }

            previousKey = offset;
            previousEnd = keyEnd;
            offset = CheckItem(buffer, keyEnd, end, depth + 1);
        }

        return offset;
    }

    private static bool IsAscending(byte[] buffer, int first, int firstEnd, int second, int secondEnd)
    {
        while (first < firstEnd && second < secondEnd)
        {
            int difference = buffer[second] - buffer[first];
            if (difference != 0)
            {
                return difference > 0;
            }

            first++;
            second++;
        }

        return second < secondEnd;
    }
}
