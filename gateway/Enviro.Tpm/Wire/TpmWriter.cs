using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>Writes the TPM's big-endian structures into one buffer of the largest command any TPM takes.</summary>
internal sealed class TpmWriter
{
    private readonly byte[] _buffer = new byte[TpmChannel.MaxMessageSize];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void UInt8(byte value) => Reserve(1)[0] = value;

    public void UInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), checked((ushort)value));

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    public void Algorithm(TpmAlgorithm value) => UInt16((int)value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A TPM2B: 16-bit size, then the bytes.</summary>
    public void Sized(ReadOnlySpan<byte> value)
    {
        UInt16(value.Length);
        Bytes(value);
    }

    /// <summary>Leaves room for a 32-bit size and returns where; <see cref="EndSize32"/> fills it in.</summary>
    public int BeginSize32()
    {
        int mark = Length;
        UInt32(0);
        return mark;
    }

    /// <summary>Fills in the size of what was written since <see cref="BeginSize32"/>.</summary>
    public void EndSize32(int mark) =>
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(mark), (uint)(Length - mark - sizeof(uint)));

    /// <summary>Overwrites a 32-bit value at an offset, for the size field of the command header.</summary>
    public void PatchUInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(offset), value);

    /// <summary>Overwrites what was written, where it held a secret.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, Length));
        Length = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (count > _buffer.Length - Length)
        {
            throw new ArgumentException($"the command would be longer than the {_buffer.Length} bytes a TPM takes");
        }

        Span<byte> room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
