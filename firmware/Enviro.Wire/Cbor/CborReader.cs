using System;

namespace Enviro.Wire;

/// <summary>
/// Reads one CBOR item (RFC 8949) in core deterministic encoding. The constructor checks the whole item, so a read can fail only because
/// the item is not of the type or range asked for; every failure is a <see cref="WireFormatException"/>.
/// </summary>
public sealed class CborReader
{
    private readonly byte[] _buffer;
    private readonly int _end;
    private int _offset;

    /// <summary>Reads the item that fills <paramref name="encoded"/> exactly.</summary>
    public CborReader(byte[] encoded)
        : this(encoded, 0, encoded.Length)
    {
    }

    /// <summary>Reads the item that fills the given part of <paramref name="buffer"/> exactly; bytes behind it are refused.</summary>
    public CborReader(byte[] buffer, int offset, int count)
    {
        _buffer = buffer;
        _offset = offset;
        _end = offset + count;
        if (CborValidation.CheckItem(buffer, offset, _end, 0) != _end)
        {
            throw new WireFormatException("CBOR: bytes behind the end of the item");
        }
    }

    /// <summary>Offset of the next item in the buffer given to the constructor.</summary>
    public int Position => _offset;

    /// <summary>Whether every item has been read.</summary>
    public bool IsAtEnd => _offset == _end;

    /// <summary>Says which type the next item has, without reading it.</summary>
    public CborType PeekType()
    {
        if (_offset >= _end)
        {
            throw new WireFormatException("CBOR: no item left");
        }

        return (CborType)(_buffer[_offset] >> 5);
    }

    /// <summary>Reads an unsigned integer of any size.</summary>
    public ulong ReadUnsigned() => ReadHead(CborType.Unsigned);

    /// <summary>Reads an unsigned integer not above <paramref name="max"/>.</summary>
    public ulong ReadUnsigned(ulong max)
    {
        ulong value = ReadUnsigned();
        if (value > max)
        {
            throw new WireFormatException("CBOR: an integer is above its limit");
        }

        return value;
    }

    /// <summary>Reads an integer that fits 64 signed bits.</summary>
    public long ReadInteger()
    {
        CborType type = PeekType();
        ulong value = ReadHead(type == CborType.Negative ? CborType.Negative : CborType.Unsigned);
        if (value > long.MaxValue)
        {
            throw new WireFormatException("CBOR: an integer does not fit 64 signed bits");
        }

        return type == CborType.Negative ? ~(long)value : (long)value;
    }

    /// <summary>Reads a byte string as a copy.</summary>
    public byte[] ReadByteString()
    {
        int count = ReadByteString(out int offset);
        byte[] copy = new byte[count];
        Array.Copy(_buffer, offset, copy, 0, count);
        return copy;
    }

    /// <summary>Reads a byte string that must have <paramref name="length"/> bytes, as a copy.</summary>
    public byte[] ReadByteString(int length)
    {
        byte[] value = ReadByteString();
        if (value.Length != length)
        {
            throw new WireFormatException("CBOR: a byte string has " + value.Length.ToString() + " bytes instead of " + length.ToString());
        }

        return value;
    }

    /// <summary>Reads a byte string in place: returns its length and gives its offset in the buffer.</summary>
    public int ReadByteString(out int offset)
    {
        int count = (int)ReadHead(CborType.ByteString);
        offset = _offset;
        _offset += count;
        return count;
    }

    /// <summary>
    /// Reads a text string of at most <paramref name="maxBytes"/> bytes of UTF-8. One with U+0000 is refused: the device's strings end there, so that node and
    /// gateway would read different texts.
    /// </summary>
    public string ReadText(int maxBytes)
    {
        int count = (int)ReadHead(CborType.Text);
        if (count > maxBytes)
        {
            throw new WireFormatException("CBOR: a text is longer than " + maxBytes.ToString() + " bytes");
        }

        for (int i = 0; i < count; i++)
        {
            if (_buffer[_offset + i] == 0)
            {
                throw new WireFormatException("CBOR: a text holds U+0000");
            }
        }

        string text = Utf8.Decode(_buffer, _offset, count);
        _offset += count;
        return text;
    }

    /// <summary>Reads the start of an array and returns its number of items.</summary>
    public int ReadArrayStart() => (int)ReadHead(CborType.Array);

    /// <summary>Reads the start of an array that must have <paramref name="count"/> items.</summary>
    public void ReadArrayStart(int count)
    {
        if (ReadArrayStart() != count)
        {
            throw new WireFormatException("CBOR: an array does not have " + count.ToString() + " items");
        }
    }

    /// <summary>Reads the start of a map and returns its number of pairs.</summary>
    public int ReadMapStart() => (int)ReadHead(CborType.Map);

    /// <summary>Reads the start of a map that must have <paramref name="count"/> pairs.</summary>
    public void ReadMapStart(int count)
    {
        if (ReadMapStart() != count)
        {
            throw new WireFormatException("CBOR: a map does not have " + count.ToString() + " pairs");
        }
    }

    /// <summary>Reads an integer that must be <paramref name="label"/>: the next key of a map with fixed keys, or a fixed value.</summary>
    public void ReadLabel(long label)
    {
        if (ReadInteger() != label)
        {
            throw new WireFormatException("CBOR: label " + label.ToString() + " is not where it must be");
        }
    }

    /// <summary>Reads a tag that must be <paramref name="tag"/>; the tagged item follows.</summary>
    public void ReadTag(ulong tag)
    {
        if (ReadHead(CborType.Tag) != tag)
        {
            throw new WireFormatException("CBOR: tag " + tag.ToString() + " is not where it must be");
        }
    }

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean()
    {
        ulong value = ReadHead(CborType.Simple);
        if (value > 21)
        {
            throw new WireFormatException("CBOR: null where true or false must be");
        }

        return value == 21;
    }

    /// <summary>Reads null.</summary>
    public void ReadNull()
    {
        if (ReadHead(CborType.Simple) != 22)
        {
            throw new WireFormatException("CBOR: true or false where null must be");
        }
    }

    /// <summary>Skips the next item, whatever it is, with all that is inside it.</summary>
    public void Skip() => _offset = CborValidation.CheckItem(_buffer, _offset, _end, 0);

    private ulong ReadHead(CborType expected)
    {
        if (PeekType() != expected)
        {
            throw new WireFormatException("CBOR: an item of major type " + ((int)PeekType()).ToString() + " where " + ((int)expected).ToString() + " must be");
        }

        _offset = CborValidation.ReadHead(_buffer, _offset, _end, out CborType _, out ulong value);
        return value;
    }
}
