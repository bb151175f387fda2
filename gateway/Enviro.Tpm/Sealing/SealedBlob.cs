using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// The bytes <see cref="SealedSecret"/> gives out, to be kept in a file:
/// <code>
/// magic "ETSB" u32 | version u16 = 1 | parentName TPM2B | public TPM2B | private TPM2B | SHA-256 of all before, 32 bytes
/// </code>
/// The public area is that of a sealed secret, TPMT_PUBLIC of type keyedhash (TPM 2.0 Part 2, 12.2.3.2):
/// <code>
/// type 0008 | nameAlg 000b | attributes 00000452 | authPolicy 0000 | scheme 0010 | unique TPM2B
/// </code>
/// The digest tells decay from the blob of another TPM; against whoever computes it anew stands the TPM's own check.
/// </summary>
internal sealed record SealedBlob(byte[] ParentName, TpmCreatedObject Sealed)
{
    private const uint Magic = 0x45545342;
    private const int Version = 1;
    private const int MaxPrivate = 512;
    private const int MaxPublic = 128;

    /// <summary>
    /// The template: the secret is brought by the caller, stays in this TPM and under this parent, and is given out to whoever may use the
    /// TPM. Exempt from dictionary-attack protection, as everything here.
    /// </summary>
    public static byte[] Template { get; } = [.. Head, 0, 0];

    private static ReadOnlySpan<byte> Head => [0x00, 0x08, 0x00, 0x0B, 0x00, 0x00, 0x04, 0x52, 0x00, 0x00, 0x00, 0x10];

    public byte[] Format()
    {
        TpmWriter writer = new();
        writer.UInt32(Magic);
        writer.UInt16(Version);
        writer.Sized(ParentName);
        writer.Sized(Sealed.PublicArea);
        writer.Sized(Sealed.PrivateArea);
        writer.Bytes(SHA256.HashData(writer.Written));
        return writer.Written.ToArray();
    }

    public static SealedBlob Parse(ReadOnlySpan<byte> source)
    {
        try
        {
            TpmReader reader = new(source);
            TpmReader.Expect("magic", Magic, reader.UInt32());
            TpmReader.Expect("version", Version, reader.UInt16());
            byte[] parentName = reader.Sized(AttestHead.MaxName).ToArray();
            byte[] publicArea = reader.Sized(MaxPublic).ToArray();
            byte[] privateArea = reader.Sized(MaxPrivate).ToArray();
            ReadOnlySpan<byte> digest = reader.Bytes(SHA256.HashSizeInBytes);
            reader.End();
            if (!SHA256.HashData(source[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(digest))
            {
                throw new TpmProtocolException("its digest is another");
            }

            if (!publicArea.AsSpan().StartsWith(Head))
            {
                throw new TpmProtocolException("what is in it is no sealed secret");
            }

            return new SealedBlob(parentName, new TpmCreatedObject(privateArea, publicArea));
        }
        catch (TpmProtocolException e)
        {
            throw new SealedBlobException(SealedBlobFault.Damaged, $"the sealed blob is damaged ({e.Message}): restore it from a backup", e);
        }
    }
}
