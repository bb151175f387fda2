using System.Buffers.Binary;

namespace Enviro.Simulator;

/// <summary>A SHA-256 as a key of tables.</summary>
internal readonly record struct MessageHash(UInt128 High, UInt128 Low)
{
    internal static MessageHash Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));

    /// <summary>Its first eight hexadecimal digits, by which a reader finds a message again.</summary>
    public override string ToString() => ((uint)(High >> 96)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
}
