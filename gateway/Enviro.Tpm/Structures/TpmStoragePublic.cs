using System.Diagnostics.CodeAnalysis;

namespace Enviro.Tpm;

/// <summary>
/// TPMT_PUBLIC of a P-256 storage key: a parent that guards its children with AES-128-CFB, named by SHA-256, without a policy (TPM 2.0
/// Part 2, 12.2.4).
/// <code>
/// type 0023 | nameAlg 000b | attributes u32 | authPolicy 0000 | symmetric 0006 0080 0043 | scheme 0010 | curve 0003 | kdf 0010
/// | x TPM2B | y TPM2B
/// </code>
/// Any other public area is refused.
/// </summary>
public sealed class TpmStoragePublic
{
    /// <summary>Bytes of a coordinate of the curve.</summary>
    internal const int CoordinateSize = 32;

    // Exempt from dictionary-attack protection: a power cut while a protected key is loaded counts as a failed attempt.
    private const TpmObjectAttributes Attributes = TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent
        | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.NoDictionaryAttack
        | TpmObjectAttributes.Restricted | TpmObjectAttributes.Decrypt;

    private const int CurveNistP256 = 0x0003;

    private TpmStoragePublic(byte[] point, byte[] encoded)
    {
        Point = point;
        Encoded = encoded;
        Name = TpmPublic.ComputeName(encoded);
    }

    /// <summary>
    /// The template of a storage key that never leaves the TPM: the one tpm2-tools takes for
    /// <c>tpm2_createprimary -C o -G ecc -a "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt"</c>.
    /// </summary>
    public static TpmStoragePublic Template { get; } = Create([]);

    /// <summary>The public key X || Y, 64 bytes, each coordinate padded on the left; empty in a template.</summary>
    public byte[] Point { get; }

    /// <summary>The area as encoded, without a size in front.</summary>
    public byte[] Encoded { get; }

    /// <summary>The key's Name, 34 bytes: 000b || SHA-256 of <see cref="Encoded"/> (TPM 2.0 Part 1, 16).</summary>
    public byte[] Name { get; }

    /// <summary>Parses the public area of a storage key as the template makes it.</summary>
    /// <param name="source">The area, without a size in front.</param>
    /// <param name="result">The key; null if this is none.</param>
    /// <returns>Whether it is one, with a point in it.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out TpmStoragePublic? result)
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

    private static TpmStoragePublic Create(ReadOnlySpan<byte> point)
    {
        TpmWriter writer = new();
        writer.Algorithm(TpmAlgorithm.Ecc);
        writer.Algorithm(TpmAlgorithm.Sha256);
        writer.UInt32((uint)Attributes);
        writer.Sized([]);
        writer.Algorithm(TpmAlgorithm.Aes);
        writer.UInt16(ParameterCipher.KeyBits);
        writer.Algorithm(TpmAlgorithm.Cfb);
        writer.Algorithm(TpmAlgorithm.Null);
        writer.UInt16(CurveNistP256);
        writer.Algorithm(TpmAlgorithm.Null);
        int half = point.Length / 2;
        writer.Sized(point[..half]);
        writer.Sized(point[half..]);
        return new TpmStoragePublic(point.ToArray(), writer.Written.ToArray());
    }

    private static TpmStoragePublic Parse(ReadOnlySpan<byte> source)
    {
        // All but the point has one right value.
        byte[] template = Template.Encoded;
        TpmReader reader = new(source);
        int fixedPart = template.Length - (2 * sizeof(ushort));
        if (!reader.Bytes(fixedPart).SequenceEqual(template.AsSpan(0, fixedPart)))
        {
            throw new TpmProtocolException("not a storage key of ours");
        }

        ReadOnlySpan<byte> x = reader.Sized(CoordinateSize);
        ReadOnlySpan<byte> y = reader.Sized(CoordinateSize);
        reader.End();
        if (x.IsEmpty || y.IsEmpty)
        {
            throw new TpmProtocolException("a storage key without its point");
        }

        // Some chips leave out leading zeros; the Name covers the area as it was given.
        byte[] point = new byte[2 * CoordinateSize];
        x.CopyTo(point.AsSpan(CoordinateSize - x.Length));
        y.CopyTo(point.AsSpan((2 * CoordinateSize) - y.Length));
        return new TpmStoragePublic(point, source.ToArray());
    }
}
