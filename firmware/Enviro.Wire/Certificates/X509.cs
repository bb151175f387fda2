using System;

namespace Enviro.Wire;

/// <summary>The parts that the certificates of this folder have in common (RFC 5280, RFC 5480), in DER. Object identifiers are given encoded.</summary>
internal static class X509
{
    internal static readonly byte[] CommonName = [0x55, 0x04, 0x03];
    internal static readonly byte[] DeviceSerialNumber = [0x55, 0x04, 0x05];
    internal static readonly byte[] Organization = [0x55, 0x04, 0x0A];
    internal static readonly byte[] KeyUsage = [0x55, 0x1D, 0x0F];
    internal static readonly byte[] SubjectAlternativeName = [0x55, 0x1D, 0x11];
    internal static readonly byte[] BasicConstraints = [0x55, 0x1D, 0x13];

    private const int SerialNumberLength = 16;

    /// <summary>TBSCertificate of version 3, signed by ECDSA with SHA-256, for a P-256 key X‖Y.</summary>
    internal static byte[] Tbs(byte[] serialNumber, byte[] issuer, byte[] validity, byte[] subject, byte[] publicKey, byte[] extensions)
    {
        byte[] algorithm = Der.Wrap(
            Der.Sequence, Oid([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]), Oid([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]));
        return Der.Wrap(
            Der.Sequence,
            Der.Wrap(Der.Explicit(0), Der.Wrap(Der.Integer, new byte[] { 2 })),
            Der.Wrap(Der.Integer, serialNumber),
            EcdsaWithSha256(),
            issuer,
            validity,
            subject,
            Der.Wrap(Der.Sequence, algorithm, Der.Bits([0x04], publicKey)),
            Der.Wrap(Der.Explicit(3), Der.Wrap(Der.Sequence, extensions)));
    }

    /// <summary>01 and the first 126 bits of SHA-256(public key ‖ encoded dates), the vendor's source 0xA: never negative, always 16 bytes.</summary>
    internal static byte[] SerialNumber(byte[] publicKey, CertificateDates dates)
    {
        byte[] number = new byte[SerialNumberLength];
        Array.Copy(Sha256.HashData(Der.Concat([publicKey, dates.Encode()])), 0, number, 0, SerialNumberLength);
        number[0] = (byte)((number[0] & 0x3F) | 0x40);
        return number;
    }

    internal static byte[] EcdsaWithSha256() => Der.Wrap(Der.Sequence, Oid([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]));

    /// <summary>A relative distinguished name of one attribute.</summary>
    internal static byte[] NamePart(byte[] oid, byte tag, string text) =>
        Der.Wrap(Der.Set, Der.Wrap(Der.Sequence, Oid(oid), Der.Wrap(tag, Der.Ascii(text))));

    internal static byte[] Extension(byte[] oid, byte[] value) => Der.Wrap(Der.Sequence, Oid(oid), Der.Wrap(Der.OctetString, value));

    internal static byte[] CriticalExtension(byte[] oid, byte[] value) =>
        Der.Wrap(Der.Sequence, Oid(oid), Der.Wrap(Der.Boolean, new byte[] { 0xFF }), Der.Wrap(Der.OctetString, value));

    internal static byte[] SubjectKey(byte[] keyId) => Extension([0x55, 0x1D, 0x0E], Der.Wrap(Der.OctetString, keyId));

    internal static byte[] AuthorityKey(byte[] keyId) => Extension([0x55, 0x1D, 0x23], Der.Wrap(Der.Sequence, Der.Wrap(Der.Implicit(0), keyId)));

    private static byte[] Oid(byte[] encoded) => Der.Wrap(Der.ObjectIdentifier, encoded);
}
