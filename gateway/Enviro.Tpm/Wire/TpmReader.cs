using System.Buffers.Binary;

namespace Enviro.Tpm;

/// <summary>
/// Reads the TPM's big-endian structures. Every read is checked against what is there, so a lying size ends in
/// <see cref="TpmProtocolException"/> and never outside the buffer.
/// </summary>
internal ref struct TpmReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private int _position;

    public readonly int Remaining => _source.Length - _position;

    public byte UInt8() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    public TpmAlgorithm Algorithm() => (TpmAlgorithm)UInt16();

    /// <summary>TPMI_YES_NO: any other value than 0 and 1 is refused, so that one meaning has one encoding.</summary>
    public bool YesNo() => UInt8() switch
    {
        0 => false,
        1 => true,
        byte other => throw new TpmProtocolException($"yes-or-no value {other}"),
    };

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Remaining)
        {
            throw new TpmProtocolException($"truncated: {count} bytes expected, {Remaining} there");
        }

        ReadOnlySpan<byte> bytes = _source.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>A TPM2B of at most <paramref name="maxSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Sized(int maxSize)
    {
        int size = UInt16();
        return size <= maxSize ? Bytes(size) : throw new TpmProtocolException($"sized buffer of {size} bytes, at most {maxSize} expected");
    }

    /// <summary>A list's count, refused above <paramref name="max"/> before anything is allocated for it.</summary>
    public int Count(int max)
    {
        uint count = UInt32();
        return count <= max ? (int)count : throw new TpmProtocolException($"list of {count}, at most {max} expected");
    }

    /// <summary>Refuses a value that is not the one expected.</summary>
    public static void Expect(string what, uint expected, uint actual)
    {
        if (actual != expected)
        {
            throw new TpmProtocolException($"{what} is 0x{actual:X}, 0x{expected:X} expected");
        }
    }

    /// <summary>Refuses trailing bytes.</summary>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw new TpmProtocolException($"{Remaining} trailing bytes");
        }
    }
}
