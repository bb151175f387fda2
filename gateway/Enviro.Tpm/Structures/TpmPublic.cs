using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// TPMT_PUBLIC of a P-256 key that signs with ECDSA and SHA-256, named by SHA-256, without a policy (TPM 2.0 Part 2, 12.2.4).
/// <code>
/// type 0023 | nameAlg 000b | attributes u32 | authPolicy 0000 | symmetric 0010 | scheme 0018 000b | curve 0003 | kdf 0010
/// | x TPM2B | y TPM2B
/// </code>
/// Any other public area is refused.
/// </summary>
public sealed class TpmPublic
{
    /// <summary>Bytes of a coordinate of the curve and of a SHA-256 digest.</summary>
    private const int CoordinateSize = 32;

    private const int CurveNistP256 = 0x0003;

    private TpmPublic(TpmObjectAttributes attributes, byte[] point, byte[] encoded)
    {
        Attributes = attributes;
        Point = point;
        Encoded = encoded;
        Name = ComputeName(encoded);
    }

    /// <summary>
    /// The template of an attestation key: restricted to what the TPM makes, born in the TPM and never leaving it. Exempt
    /// from dictionary-attack protection, because a power cut while a protected key is loaded counts as a failed attempt and
    /// the third locks the TPM.
    /// </summary>
    public static TpmPublic AttestationTemplate { get; } = Create(
        TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin
            | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.NoDictionaryAttack
            | TpmObjectAttributes.Restricted | TpmObjectAttributes.Sign,
        []);

    /// <summary>What the key may be used for.</summary>
    public TpmObjectAttributes Attributes { get; }

    /// <summary>The public key X || Y, 64 bytes, each coordinate padded on the left; empty in a template.</summary>
    public byte[] Point { get; }

    /// <summary>The area as encoded, without a size in front.</summary>
    public byte[] Encoded { get; }

    /// <summary>The key's Name, 34 bytes: 000b || SHA-256 of <see cref="Encoded"/> (TPM 2.0 Part 1, 16).</summary>
    public byte[] Name { get; }

    /// <summary>Builds a public area.</summary>
    /// <param name="attributes">What the key may be used for.</param>
    /// <param name="point">X || Y, 64 bytes; empty for a template.</param>
    /// <returns>The area.</returns>
    public static TpmPublic Create(TpmObjectAttributes attributes, ReadOnlySpan<byte> point)
    {
        if (point.Length is not 0 and not (2 * CoordinateSize))
        {
            throw new ArgumentException("a P-256 point is X || Y, 64 bytes", nameof(point));
        }

        int half = point.Length / 2;
        TpmWriter writer = new();
        writer.Algorithm(TpmAlgorithm.Ecc);
        writer.Algorithm(TpmAlgorithm.Sha256);
        writer.UInt32((uint)attributes);
        writer.Sized([]);
        writer.Algorithm(TpmAlgorithm.Null);
        writer.Algorithm(TpmAlgorithm.Ecdsa);
        writer.Algorithm(TpmAlgorithm.Sha256);
        writer.UInt16(CurveNistP256);
        writer.Algorithm(TpmAlgorithm.Null);
        writer.Sized(point[..half]);
        writer.Sized(point[half..]);
        return new TpmPublic(attributes, point.ToArray(), writer.Written.ToArray());
    }

    /// <summary>Parses a public area.</summary>
    /// <param name="source">The area, without a size in front.</param>
    /// <param name="result">The key; null if this is not a P-256 key for ECDSA with SHA-256, or broken.</param>
    /// <returns>Whether <paramref name="source"/> is such a key.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out TpmPublic? result)
    {
        try
        {
            result = Parse(source);
            return true;
        }
        catch (TpmProtocolException)
        {
            result = null;
            return false;
        }
    }

    /// <summary>
    /// The Qualified Name of this key as a primary of a hierarchy, 34 bytes: 000b || SHA-256(hierarchy || Name). A quote
    /// names its signer so.
    /// </summary>
    /// <param name="hierarchy">Handle of the hierarchy, such as <see cref="TpmHandles.Owner"/>.</param>
    /// <returns>The Qualified Name (TPM 2.0 Part 1, 16).</returns>
    public byte[] QualifiedNameUnder(uint hierarchy)
    {
        byte[] parentAndName = new byte[sizeof(uint) + Name.Length];
        BinaryPrimitives.WriteUInt32BigEndian(parentAndName, hierarchy);
        Name.CopyTo(parentAndName, sizeof(uint));
        return ComputeName(parentAndName);
    }

    private static TpmPublic Parse(ReadOnlySpan<byte> source)
    {
        TpmReader reader = new(source);
        TpmReader.Expect("key type", (uint)TpmAlgorithm.Ecc, reader.UInt16());
        TpmReader.Expect("name algorithm", (uint)TpmAlgorithm.Sha256, reader.UInt16());
        TpmObjectAttributes attributes = (TpmObjectAttributes)reader.UInt32();
        reader.Sized(maxSize: 0);
        TpmReader.Expect("symmetric algorithm", (uint)TpmAlgorithm.Null, reader.UInt16());
        TpmReader.Expect("scheme", (uint)TpmAlgorithm.Ecdsa, reader.UInt16());
        TpmReader.Expect("scheme's hash", (uint)TpmAlgorithm.Sha256, reader.UInt16());
        TpmReader.Expect("curve", CurveNistP256, reader.UInt16());
        TpmReader.Expect("key derivation", (uint)TpmAlgorithm.Null, reader.UInt16());
        ReadOnlySpan<byte> x = reader.Sized(CoordinateSize);
        ReadOnlySpan<byte> y = reader.Sized(CoordinateSize);
        reader.End();
        if (x.IsEmpty != y.IsEmpty)
        {
            throw new TpmProtocolException("half a point");
        }

        byte[] point = x.IsEmpty ? [] : new byte[2 * CoordinateSize];
        if (!x.IsEmpty)
        {
            // Some chips leave out leading zeros; the Name covers the area as it was given.
            x.CopyTo(point.AsSpan(CoordinateSize - x.Length));
            y.CopyTo(point.AsSpan((2 * CoordinateSize) - y.Length));
        }

        return new TpmPublic(attributes, point, source.ToArray());
    }

    internal static byte[] ComputeName(ReadOnlySpan<byte> encoded)
    {
        byte[] name = new byte[sizeof(ushort) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt16BigEndian(name, (ushort)TpmAlgorithm.Sha256);
        SHA256.HashData(encoded, name.AsSpan(sizeof(ushort)));
        return name;
    }
}
