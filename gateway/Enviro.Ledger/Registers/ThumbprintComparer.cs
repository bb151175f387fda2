using System.Buffers.Binary;

namespace Enviro.Ledger.Registers;

/// <summary>Compares thumbprints (32 bytes) by value, for dictionaries.</summary>
public sealed class ThumbprintComparer : IEqualityComparer<byte[]>
{
    private ThumbprintComparer()
    {
    }

    /// <summary>The only instance.</summary>
    public static ThumbprintComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(byte[] obj) => obj.Length < sizeof(int) ? obj.Length : BinaryPrimitives.ReadInt32LittleEndian(obj);
}
