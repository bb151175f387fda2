using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// TPMS_ATTEST of a TPM2_Quote with SHA-256: what an attestation key signed (TPM 2.0 Part 2, 10.12.12).
/// <code>
/// magic ff544347 | type 8018 | qualifiedSigner TPM2B | extraData TPM2B | clock u64 | resetCount u32 | restartCount u32
/// | safe u8 | firmwareVersion u64 | PCR selection, one bank | pcrDigest TPM2B, 32 bytes
/// </code>
/// At most <see cref="MaxSize"/> bytes. Every structure has one encoding: trailing bytes, other attestations than quotes,
/// other sizes of the PCR map and of the digest are refused.
/// </summary>
/// <param name="QualifiedSigner">
/// Qualified Name of the signing key, see <see cref="TpmPublic.QualifiedNameUnder"/>; at most 66 bytes.
/// </param>
/// <param name="ExtraData">The qualifying data given to the quote; at most 66 bytes.</param>
/// <param name="Clock">The TPM's clock and counts at signing; see there for what the counts are worth.</param>
/// <param name="FirmwareVersion">The TPM's firmware version; like the counts, offset by a constant of the key.</param>
/// <param name="Pcrs">
/// The PCRs the quote covers. A TPM leaves out what its active banks lack, so compare it with what was asked for.
/// </param>
/// <param name="PcrDigest">SHA-256 over the values of these PCRs in ascending order, 32 bytes.</param>
public sealed record Attest(
    byte[] QualifiedSigner,
    byte[] ExtraData,
    TpmClock Clock,
    ulong FirmwareVersion,
    PcrSelection Pcrs,
    byte[] PcrDigest)
{
    /// <summary>The largest encoding, in bytes.</summary>
    public const int MaxSize = AttestHead.MaxSize + 10 + (2 + SHA256.HashSizeInBytes);

    /// <summary>Parses a quote's attestation. Never throws on what it is given.</summary>
    /// <param name="source">The structure, without a size in front.</param>
    /// <param name="attest">The attestation, or null.</param>
    /// <returns>Whether it is one, whole and with nothing behind it. The signature is a matter of its own.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out Attest? attest)
    {
        try
        {
            attest = Parse(source);
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
        new AttestHead(QualifiedSigner, ExtraData, Clock, FirmwareVersion).Write(writer, AttestHead.TypeQuote);
        Pcrs.Write(writer);
        writer.Sized(PcrDigest);
        return writer.Written.ToArray();
    }

    internal static Attest Parse(ReadOnlySpan<byte> source)
    {
        TpmReader reader = new(source);
        AttestHead head = AttestHead.Read(ref reader, AttestHead.TypeQuote);
        PcrSelection pcrs = PcrSelection.Read(ref reader);
        byte[] pcrDigest = reader.Sized(SHA256.HashSizeInBytes).ToArray();
        reader.End();
        TpmReader.Expect("size of the PCR digest", SHA256.HashSizeInBytes, (uint)pcrDigest.Length);
        return new Attest(head.QualifiedSigner, head.ExtraData, head.Clock, head.FirmwareVersion, pcrs, pcrDigest);
    }
}
