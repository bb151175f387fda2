using System.Diagnostics.CodeAnalysis;

namespace Enviro.Tpm;

/// <summary>
/// TPMS_ATTEST of a TPM2_Certify: that an object of this Name is in the TPM of the key that signs (TPM 2.0 Part 2, 10.12.12 and 10.12.3).
/// <code>
/// magic ff544347 | type 8017 | qualifiedSigner TPM2B | extraData TPM2B | clock u64 | resetCount u32 | restartCount u32
/// | safe u8 | firmwareVersion u64 | name TPM2B | qualifiedName TPM2B
/// </code>
/// At most <see cref="MaxSize"/> bytes. Every structure has one encoding: trailing bytes and other attestations are refused.
/// </summary>
/// <param name="QualifiedSigner">Qualified Name of the signing key; at most 66 bytes.</param>
/// <param name="ExtraData">The qualifying data given to the command; at most 66 bytes.</param>
/// <param name="Clock">The TPM's clock and counts at signing; see there for what the counts are worth.</param>
/// <param name="FirmwareVersion">The TPM's firmware version; like the counts, offset by a constant of the key.</param>
/// <param name="Name">The Name of the certified object: the digest of its whole public area; at most 66 bytes.</param>
/// <param name="QualifiedName">Its Name together with those above it; at most 66 bytes.</param>
public sealed record CertifyAttest(
    byte[] QualifiedSigner,
    byte[] ExtraData,
    TpmClock Clock,
    ulong FirmwareVersion,
    byte[] Name,
    byte[] QualifiedName)
{
    /// <summary>The largest encoding, in bytes.</summary>
    public const int MaxSize = AttestHead.MaxSize + (2 * (2 + AttestHead.MaxName));

    /// <summary>Parses a certification's attestation. Never throws on what it is given.</summary>
    /// <param name="source">The structure, without a size in front.</param>
    /// <param name="attest">The attestation, or null.</param>
    /// <returns>Whether it is one, whole and with nothing behind it. The signature is a matter of its own.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out CertifyAttest? attest)
    {
        try
        {
            TpmReader reader = new(source);
            AttestHead head = AttestHead.Read(ref reader, AttestHead.TypeCertify);
            byte[] name = reader.Sized(AttestHead.MaxName).ToArray();
            byte[] qualifiedName = reader.Sized(AttestHead.MaxName).ToArray();
            reader.End();
            attest = new CertifyAttest(head.QualifiedSigner, head.ExtraData, head.Clock, head.FirmwareVersion, name, qualifiedName);
            return true;
        }
        catch (TpmProtocolException)
        {
            attest = null;
            return false;
        }
    }

    /// <summary>Encodes the attestation; the exact inverse of <see cref="TryParse"/>.</summary>
    /// <returns>The structure, without a size in front.</returns>
    public byte[] Format()
    {
        TpmWriter writer = new();
        new AttestHead(QualifiedSigner, ExtraData, Clock, FirmwareVersion).Write(writer, AttestHead.TypeCertify);
        writer.Sized(Name);
        writer.Sized(QualifiedName);
        return writer.Written.ToArray();
    }
}
