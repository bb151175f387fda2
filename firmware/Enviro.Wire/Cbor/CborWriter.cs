using System;

namespace Enviro.Wire;

/// <summary>
/// Writes CBOR (RFC 8949) in core deterministic encoding (§4.2.1): shortest heads, definite lengths. The caller writes map keys in
/// bytewise order of their encodings; every format here has fixed keys, so the order is visible where it is written.
/// Writes into one buffer that is reused: a writer that is kept allocates nothing but what <see cref="ToArray"/> returns.
/// </summary>
public sealed class CborWriter
{
    private readonly byte[] _buffer;
    private int _length;

    /// <summary>Creates a writer whose output is at most <paramref name="capacity"/> bytes.</summary>
    public CborWriter(int capacity)
    {
        _buffer = new byte[capacity];
    }

    /// <summary>The buffer written to; valid up to <see cref="Length"/> and until the next <see cref="Reset"/>.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>Forgets what was written and starts again in the same buffer.</summary>
    public void Reset() => _length = 0;

    /// <summary>Returns a copy of what was written.</summary>
    public byte[] ToArray()
    {
        byte[] copy = new byte[_length];
        Array.Copy(_buffer, 0, copy, 0, _length);
        return copy;
    }

    /// <summary>Writes an unsigned integer (major type 0).</summary>
    public void WriteUnsigned(ulong value) => WriteHead(CborType.Unsigned, value);

    /// <summary>Writes a signed integer (major type 0 or 1).</summary>
    public void WriteInteger(long value)
    {
        if (value >= 0)
        {
            WriteHead(CborType.Unsigned, (ulong)value);
        }
        else
        {
            // -1 - n without overflow at long.MinValue: the one's complement (RFC 8949 §3.1, major type 1).
            WriteHead(CborType.Negative, (ulong)~value);
        }
    }

    /// <summary>Writes a whole array as a byte string (major type 2).</summary>
    public void WriteByteString(byte[] value) => WriteByteString(value, 0, value.Length);

    /// <summary>Writes a part of an array as a byte string (major type 2).</summary>
    public void WriteByteString(byte[] value, int offset, int count)
    {
        WriteHead(CborType.ByteString, (ulong)count);
        WriteRaw(value, offset, count);
    }

    /// <summary>Writes a text string (major type 3) as UTF-8. A lone surrogate and U+0000 are refused with <see cref="ArgumentException"/> on .NET; no string of the device holds either.</summary>
    public void WriteText(string value)
    {
        if (Utf8.IsAscii(value))
        {
            // Names and units, on every message: nothing is allocated for them.
            WriteHead(CborType.Text, (ulong)value.Length);
            Reserve(value.Length);
            for (int i = 0; i < value.Length; i++)
            {
                _buffer[_length++] = (byte)value[i];
            }

            return;
        }

        // Not value[i]: the device answers the high half of a surrogate pair for its low half too.
        char[] units = value.ToCharArray();
        WriteHead(CborType.Text, (ulong)Utf8.CountBytes(units));
        for (int i = 0; i < units.Length; i++)
        {
            int codePoint = Utf8.CodePointAt(units, i);
            if (codePoint > 0xFFFF)
            {
                i++;
            }

            int size = Utf8.SizeOf(codePoint);
            Reserve(size);
            Utf8.Encode(codePoint, _buffer, _length);
            _length += size;
        }
    }

    /// <summary>Starts an array of <paramref name="count"/> items (major type 4).</summary>
    public void WriteArrayStart(int count) => WriteHead(CborType.Array, (ulong)count);

    /// <summary>Starts a map of <paramref name="count"/> pairs (major type 5).</summary>
    public void WriteMapStart(int count) => WriteHead(CborType.Map, (ulong)count);

    /// <summary>Writes a tag (major type 6); the tagged item follows.</summary>
    public void WriteTag(ulong tag) => WriteHead(CborType.Tag, tag);

    /// <summary>Writes true or false.</summary>
    public void WriteBoolean(bool value) => WriteHead(CborType.Simple, value ? 21UL : 20UL);

    /// <summary>Writes null.</summary>
    public void WriteNull() => WriteHead(CborType.Simple, 22);

    /// <summary>Appends bytes that are already encoded.</summary>
    public void WriteRaw(byte[] encoded, int offset, int count)
    {
        Reserve(count);
        Array.Copy(encoded, offset, _buffer, _length, count);
        _length += count;
    }

    private void WriteHead(CborType type, ulong value)
    {
        int following = value < 24 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFFFF ? 4 : 8;
        Reserve(1 + following);
        int major = (int)type << 5;
        int additional = following switch { 0 => (int)value, 1 => 24, 2 => 25, 4 => 26, _ => 27 };
        _buffer[_length++] = (byte)(major | additional);
        for (int shift = (following - 1) * 8; shift >= 0; shift -= 8)
        {
            _buffer[_length++] = (byte)(value >> shift);
        }
    }

    private void Reserve(int count)
    {
        if (count > _buffer.Length - _length)
        {
            throw new InvalidOperationException("The encoding does not fit the writer's capacity of " + _buffer.Length.ToString() + " bytes.");
        }
    }
}
