using System;

namespace Enviro.Wire;

/// <summary>
/// The 72 bytes of a certificate that a slot of the secure element has room for (the vendor's compressed certificate format, version 0): what cannot
/// be computed from the chip's keys and the <see cref="IssuerRecord"/>.
/// </summary>
/// <remarks>signature r‖s (64) ‖ dates (3) ‖ signer id (2) ‖ template and chain id (1) ‖ source of the serial number and version (1) ‖ 0</remarks>
public sealed class CompressedCertificate
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 72;

    private const int DatesOffset = 64;
    private const int SignerOffset = 67;
    private const int TemplateOffset = 69;
    private const int SourceOffset = 70;

    // Serial number from SHA-256 of public key and dates; format version 0.
    private const byte SourceAndVersion = 0xA0;

    /// <summary>Creates a compressed certificate of a signature r‖s (64 bytes), dates, and the first two bytes of the authority's key identifier.</summary>
    public CompressedCertificate(byte[] signature, CertificateDates dates, byte[] authorityKeyId)
        : this(signature, dates, SignerIdOf(authorityKeyId), 0)
    {
    }

    /// <summary>Creates one of a vendor's template, see <see cref="VendorCertificates"/>; 0 is the deployment's own form.</summary>
    public CompressedCertificate(byte[] signature, CertificateDates dates, int signerId, byte template)
    {
        if (signature.Length != CoseSign1.SignatureLength || signerId < 0 || signerId > 0xFFFF)
        {
            throw new ArgumentException("A compressed certificate has a signature of 64 bytes and a signer id of 2.");
        }

        Signature = signature;
        Dates = dates;
        SignerId = signerId;
        Template = template;
    }

    /// <summary>The authority's signature r‖s.</summary>
    public byte[] Signature { get; }

    /// <summary>Its validity.</summary>
    public CertificateDates Dates { get; }

    /// <summary>First two bytes of the authority's key identifier.</summary>
    public int SignerId { get; }

    /// <summary>Template in bits 4 … 7 and chain in bits 0 … 3; 0 for the deployment's own form.</summary>
    public byte Template { get; }

    /// <summary>Encodes the 72 bytes.</summary>
    public byte[] Encode()
    {
        byte[] encoded = new byte[Length];
        Array.Copy(Signature, 0, encoded, 0, Signature.Length);
        Array.Copy(Dates.Encode(), 0, encoded, DatesOffset, CertificateDates.Length);
        encoded[SignerOffset] = (byte)(SignerId >> 8);
        encoded[SignerOffset + 1] = (byte)SignerId;
        encoded[TemplateOffset] = Template;
        encoded[SourceOffset] = SourceAndVersion;
        return encoded;
    }

    /// <summary>Parses 72 bytes of the deployment's own form; raises <see cref="WireFormatException"/> for anything else, an empty slot included.</summary>
    public static CompressedCertificate Parse(byte[] encoded)
    {
        CompressedCertificate certificate = ParseAny(encoded);
        return certificate.Template == 0 ? certificate : throw new WireFormatException("compressed certificate: none of ours");
    }

    /// <summary>As <see cref="Parse"/>, of any template.</summary>
    internal static CompressedCertificate ParseAny(byte[] encoded)
    {
        if (encoded.Length != Length || encoded[SourceOffset] != SourceAndVersion || encoded[Length - 1] != 0)
        {
            throw new WireFormatException("compressed certificate: of another form");
        }

        byte[] signature = new byte[CoseSign1.SignatureLength];
        Array.Copy(encoded, 0, signature, 0, signature.Length);
        return new CompressedCertificate(
            signature,
            CertificateDates.Parse(encoded, DatesOffset),
            (encoded[SignerOffset] << 8) | encoded[SignerOffset + 1],
            encoded[TemplateOffset]);
    }

    private static int SignerIdOf(byte[] authorityKeyId)
    {
        return authorityKeyId.Length == DeviceCertificate.KeyIdLength
            ? (authorityKeyId[0] << 8) | authorityKeyId[1]
            : throw new ArgumentException("A key identifier has 20 bytes.");
    }
}
