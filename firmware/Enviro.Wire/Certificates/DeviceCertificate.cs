using System;

namespace Enviro.Wire;

/// <summary>
/// The X.509 certificate of a node's key (RFC 5280), always of the same form, so that it can be rebuilt from a few bytes: the authority encodes it to
/// sign it, the node encodes it again to show it. The subject is the node's URN, as common name and as subjectAltName; the public key of
/// the chip's attestation slot stands in an extension of its own.
/// </summary>
/// <remarks>
/// Serial number: 01 and the first 126 bits of SHA-256(public key ‖ encoded dates), the vendor's source 0xA. Key identifiers: the leftmost 160 bits of
/// SHA-256 of the key's bits (RFC 7093 §2, method 1), since the device has no SHA-1.
/// </remarks>
public sealed class DeviceCertificate
{
    /// <summary>Longest URN in bytes: the upper bound of a common name (RFC 5280, appendix A.1).</summary>
    public const int MaxUrnLength = 64;

    /// <summary>Longest issuer name in bytes of DER.</summary>
    public const int MaxIssuerNameLength = 200;

    /// <summary>Length of a key identifier in bytes.</summary>
    public const int KeyIdLength = 20;

    /// <summary>Describes a certificate; a part out of its range raises <see cref="ArgumentException"/>.</summary>
    /// <param name="urn">The node's URN, at most 64 characters of ASCII.</param>
    /// <param name="publicKey">The node's key X‖Y, 64 bytes.</param>
    /// <param name="attestationKey">Key X‖Y of the slot that signs internal messages only; empty where there is none.</param>
    /// <param name="issuerName">The issuer's distinguished name in DER.</param>
    /// <param name="authorityKeyId">Key identifier of the issuer's key, 20 bytes.</param>
    /// <param name="dates">Its validity.</param>
    public DeviceCertificate(string urn, byte[] publicKey, byte[] attestationKey, byte[] issuerName, byte[] authorityKeyId, CertificateDates dates)
    {
        if (urn.Length == 0 || urn.Length > MaxUrnLength || !SenmlPack.IsValidName(urn)
            || publicKey.Length != CoseKey.PublicKeyLength
            || (attestationKey.Length != 0 && attestationKey.Length != CoseKey.PublicKeyLength)
            || issuerName.Length == 0 || issuerName.Length > MaxIssuerNameLength || authorityKeyId.Length != KeyIdLength)
        {
            throw new ArgumentException("A part of the device certificate is missing or beyond its limit.");
        }

        Urn = urn;
        PublicKey = publicKey;
        AttestationKey = attestationKey;
        IssuerName = issuerName;
        AuthorityKeyId = authorityKeyId;
        Dates = dates;
    }

    /// <summary>Object identifier of the attestation key's extension, in dots. Under the enterprise number for examples (RFC 5612).</summary>
    public const string AttestationKeyExtension = "1.3.6.1.4.1.32473.608.1";

    /// <summary>The node's URN.</summary>
    public string Urn { get; }

    /// <summary>The node's key X‖Y.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The attestation key X‖Y, or empty.</summary>
    public byte[] AttestationKey { get; }

    /// <summary>The issuer's name in DER.</summary>
    public byte[] IssuerName { get; }

    /// <summary>Key identifier of the issuer's key.</summary>
    public byte[] AuthorityKeyId { get; }

    /// <summary>Its validity.</summary>
    public CertificateDates Dates { get; }

    /// <summary>Key identifier of a public key X‖Y, 20 bytes (RFC 7093 §2, method 1).</summary>
    public static byte[] KeyIdOf(byte[] publicKey)
    {
        byte[] keyId = new byte[KeyIdLength];
        Array.Copy(Sha256.HashData(Der.Concat([[0x04], publicKey])), 0, keyId, 0, KeyIdLength);
        return keyId;
    }

    /// <summary>The part that is signed (TBSCertificate), in DER.</summary>
    public byte[] EncodeTbs()
    {
        byte[] subject = Der.Wrap(Der.Sequence, X509.NamePart(X509.CommonName, Der.Utf8String, Urn));
        return X509.Tbs(X509.SerialNumber(PublicKey, Dates), IssuerName, Dates.EncodeValidity(), subject, PublicKey, Extensions());
    }

    /// <summary>The whole certificate, in DER, of the signed part and the signature r‖s over its SHA-256.</summary>
    public static byte[] Assemble(byte[] tbs, byte[] signature)
    {
        byte[] value = Der.Wrap(Der.Sequence, Der.Unsigned(signature, 0, 32), Der.Unsigned(signature, 32, 32));
        return Der.Wrap(Der.Sequence, tbs, X509.EcdsaWithSha256(), Der.Bits(value));
    }

    private byte[] Extensions()
    {
        byte[] constraints = X509.CriticalExtension(X509.BasicConstraints, Der.Wrap(Der.Sequence));

        // digitalSignature and keyAgreement: the key signs readings and agrees on sessions.
        byte[] usage = X509.CriticalExtension(X509.KeyUsage, Der.Wrap(Der.BitString, new byte[] { 0x03, 0x88 }));
        byte[] alternative = X509.Extension(X509.SubjectAlternativeName, Der.Wrap(Der.Sequence, Der.Wrap(Der.Implicit(6), Der.Ascii(Urn))));
        byte[] subjectKey = X509.SubjectKey(KeyIdOf(PublicKey));
        byte[] authorityKey = X509.AuthorityKey(AuthorityKeyId);
        byte[] attestation = AttestationKey.Length == 0
            ? []
            : X509.Extension([0x2B, 0x06, 0x01, 0x04, 0x01, 0x81, 0xFD, 0x59, 0x84, 0x60, 0x01], Der.Wrap(Der.OctetString, AttestationKey));
        return Der.Concat([constraints, usage, alternative, subjectKey, authorityKey, attestation]);
    }
}
