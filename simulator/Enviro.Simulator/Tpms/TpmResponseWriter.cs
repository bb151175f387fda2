using System.Buffers.Binary;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>Writes the big-endian structures of a response.</summary>
internal sealed class TpmResponseWriter
{
    private byte[] _buffer = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void UInt8(int value) => Reserve(1)[0] = (byte)value;

    public void UInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A TPM2B.</summary>
    public void Sized(ReadOnlySpan<byte> value)
    {
        UInt16(value.Length);
        Bytes(value);
    }

    /// <summary>TPML_PCR_SELECTION.</summary>
    public void PcrSelections(IReadOnlyList<(TpmAlgorithm Bank, int Mask)> selections)
    {
        UInt32((uint)selections.Count);
        foreach ((TpmAlgorithm bank, int mask) in selections)
        {
            UInt16((int)bank);
            UInt8(3);
            UInt8(mask);
            UInt8(mask >> 8);
            UInt8(mask >> 16);
        }
    }

    /// <summary>TPMT_SIGNATURE of ECDSA with SHA-256 from r || s.</summary>
    public void Signature(ReadOnlySpan<byte> raw)
    {
        UInt16((int)TpmAlgorithm.Ecdsa);
        UInt16((int)TpmAlgorithm.Sha256);
        Sized(raw[..(raw.Length / 2)]);
        Sized(raw[(raw.Length / 2)..]);
    }

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + count));
        }

        Span<byte> room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
