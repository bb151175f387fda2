using System;

namespace Enviro.Wire;

/// <summary>
/// The certificates of an ATECC608 that its vendor provisioned for TLS (TNG-TLS), rebuilt from what the chip keeps: the device's (template 3, or 2 of
/// early chips) and that of its signer (template 1), which the vendor's root issued. The root itself is not in the chip.
/// </summary>
/// <remarks>
/// Forms as in the vendor's host library: key identifiers are SHA-1 of the key's bits (RFC 5280 §4.2.1.2, method 1), serial numbers as in
/// <see cref="DeviceCertificate"/>, signers are named by their id in four hexadecimal digits.
/// </remarks>
public sealed class VendorCertificates
{
    /// <summary>Bytes of a public key in a slot: each coordinate behind four zeros.</summary>
    public const int StoredKeyLength = 72;

    /// <summary>Bytes of the chip's EUI-48 in slot 5, hexadecimal digits in ASCII.</summary>
    public const int NumberLength = 12;

    /// <summary>Template byte of a signer's compressed certificate.</summary>
    public const byte SignerTemplate = 0x10;

    /// <summary>Template byte of the device's compressed certificate on early chips: no EUI-48.</summary>
    public const byte EarlyDeviceTemplate = 0x20;

    /// <summary>Template byte of the device's compressed certificate.</summary>
    public const byte DeviceTemplate = 0x30;

    /// <summary>Common name of the vendor's root.</summary>
    public const string RootName = "Crypto Authentication Root CA 002";

    private const string VendorName = "Microchip Technology Inc";
    private const string SignerName = "Crypto Authentication Signer ";
    private const string Digits = "0123456789ABCDEF";

    private readonly byte[] _serialNumber;
    private readonly byte[] _number;
    private readonly byte[] _publicKey;
    private readonly byte[] _signerKey;

    /// <summary>Takes what the chip gives besides the compressed certificates.</summary>
    /// <param name="serialNumber">SN[0:8], 9 bytes.</param>
    /// <param name="number">Its EUI-48, <see cref="NumberLength"/> bytes of ASCII.</param>
    /// <param name="publicKey">The key X‖Y in slot 0.</param>
    /// <param name="signerKey">The signer's key X‖Y.</param>
    public VendorCertificates(byte[] serialNumber, byte[] number, byte[] publicKey, byte[] signerKey)
    {
        if (serialNumber.Length != NodeUrn.SerialNumberLength || number.Length != NumberLength
            || publicKey.Length != CoseKey.PublicKeyLength || signerKey.Length != CoseKey.PublicKeyLength)
        {
            throw new ArgumentException("A vendor's chip has 9, 12, 64 and 64 bytes.");
        }

        _serialNumber = serialNumber;
        _number = number;
        _publicKey = publicKey;
        _signerKey = signerKey;
    }

    /// <summary>Key identifier of the vendor's root, 20 bytes: what its signers' certificates name.</summary>
    public static byte[] RootKeyId() =>
        [0x7A, 0xED, 0x7D, 0x6D, 0xC6, 0xB7, 0x78, 0x9D, 0xB2, 0x38, 0x01, 0xA5, 0xE8, 0x4A, 0x8C, 0xB0, 0xA4, 0x0E, 0x2A, 0x8C];

    /// <summary>Whether slots 10, 12 and 11 hold what a chip provisioned for TLS holds there.</summary>
    public static bool AreThere(byte[] device, byte[] signer, byte[] storedSignerKey)
    {
        try
        {
            byte template = CompressedCertificate.ParseAny(device).Template;
            return (template == DeviceTemplate || template == EarlyDeviceTemplate)
                && CompressedCertificate.ParseAny(signer).Template == SignerTemplate
                && IsStoredKey(storedSignerKey);
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    /// <summary>The key X‖Y of its <see cref="StoredKeyLength"/> bytes in a slot.</summary>
    public static byte[] KeyOf(byte[] stored)
    {
        byte[] key = new byte[CoseKey.PublicKeyLength];
        Array.Copy(stored, 4, key, 0, 32);
        Array.Copy(stored, 40, key, 32, 32);
        return key;
    }

    /// <summary>A key X‖Y as a slot keeps it.</summary>
    public static byte[] Store(byte[] publicKey)
    {
        byte[] stored = new byte[StoredKeyLength];
        Array.Copy(publicKey, 0, stored, 4, 32);
        Array.Copy(publicKey, 32, stored, 40, 32);
        return stored;
    }

    /// <summary>Key identifier of a key X‖Y: SHA-1 of its uncompressed point.</summary>
    public static byte[] KeyIdOf(byte[] publicKey) => Sha1.HashData(Der.Concat([[0x04], publicKey]));

    /// <summary>The device's certificate, in DER, from its 72 bytes; raises <see cref="WireFormatException"/> for what is none.</summary>
    public byte[] Device(byte[] compressed)
    {
        CompressedCertificate certificate = CompressedCertificate.ParseAny(compressed);
        return DeviceCertificate.Assemble(DeviceTbs(certificate.Dates, certificate.SignerId, certificate.Template), certificate.Signature);
    }

    /// <summary>The signer's certificate, in DER, from its 72 bytes; raises <see cref="WireFormatException"/> for what is none.</summary>
    public byte[] Signer(byte[] compressed)
    {
        CompressedCertificate certificate = CompressedCertificate.ParseAny(compressed);
        return DeviceCertificate.Assemble(SignerTbs(certificate.Dates, certificate.SignerId), certificate.Signature);
    }

    /// <summary>What the signer signs of the device's certificate.</summary>
    public byte[] DeviceTbs(CertificateDates dates, int signerId, byte template)
    {
        bool isEarly = template == EarlyDeviceTemplate;
        string serial = Hex(_serialNumber);
        byte[] constraints = X509.CriticalExtension(X509.BasicConstraints, Der.Wrap(Der.Sequence));
        byte[] usage = X509.CriticalExtension(X509.KeyUsage, Der.Wrap(Der.BitString, new byte[] { 0x03, 0x88 }));
        byte[] extensions = Der.Concat(
            [isEarly ? [] : AlternativeName(), constraints, usage, X509.SubjectKey(KeyIdOf(_publicKey)), X509.AuthorityKey(KeyIdOf(_signerKey))]);
        return X509.Tbs(
            X509.SerialNumber(_publicKey, dates),
            Name(SignerName + Hex(signerId)),
            dates.EncodeVendorValidity(),
            Name(isEarly ? serial + " ATECC" : "sn" + serial),
            _publicKey,
            extensions);
    }

    /// <summary>What the root signs of the signer's certificate.</summary>
    public byte[] SignerTbs(CertificateDates dates, int signerId)
    {
        // keyCertSign, cRLSign and digitalSignature; an authority over devices only.
        byte[] usage = X509.CriticalExtension(X509.KeyUsage, Der.Wrap(Der.BitString, new byte[] { 0x01, 0x86 }));
        byte[] constraints = X509.CriticalExtension(
            X509.BasicConstraints,
            Der.Wrap(Der.Sequence, Der.Wrap(Der.Boolean, new byte[] { 0xFF }), Der.Wrap(Der.Integer, new byte[] { 0 })));
        byte[] extensions = Der.Concat([usage, constraints, X509.SubjectKey(KeyIdOf(_signerKey)), X509.AuthorityKey(RootKeyId())]);
        return X509.Tbs(
            X509.SerialNumber(_signerKey, dates), Name(RootName), dates.EncodeVendorValidity(), Name(SignerName + Hex(signerId)), _signerKey, extensions);
    }

    /// <summary>A distinguished name of the vendor's, in DER.</summary>
    public static byte[] Name(string commonName) => Der.Wrap(
        Der.Sequence,
        X509.NamePart(X509.Organization, Der.Utf8String, VendorName),
        X509.NamePart(X509.CommonName, Der.Utf8String, commonName));

    // A directoryName with the EUI-48 as serialNumber.
    private byte[] AlternativeName()
    {
        char[] digits = new char[NumberLength];
        for (int i = 0; i < digits.Length; i++)
        {
            digits[i] = (char)_number[i];
        }

        byte[] name = Der.Wrap(Der.Sequence, X509.NamePart(X509.DeviceSerialNumber, Der.PrintableString, "eui48_" + new string(digits)));
        return X509.Extension(X509.SubjectAlternativeName, Der.Wrap(Der.Sequence, Der.Wrap(Der.Explicit(4), name)));
    }

    private static bool IsStoredKey(byte[] stored)
    {
        bool holds = stored.Length == StoredKeyLength;
        for (int i = 0; holds && i < 4; i++)
        {
            holds = stored[i] == 0 && stored[36 + i] == 0;
        }

        return holds;
    }

    private static string Hex(int signerId) => Hex([(byte)(signerId >> 8), (byte)signerId]);

    private static string Hex(byte[] bytes)
    {
        char[] digits = new char[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            digits[2 * i] = Digits[bytes[i] >> 4];
            digits[(2 * i) + 1] = Digits[bytes[i] & 0x0F];
        }

        return new string(digits);
    }
}
