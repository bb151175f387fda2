using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>What a provisioned secure element holds, and the certificates over it.</summary>
internal static class SeedChip
{
    internal static readonly byte[] SerialNumber = Convert.FromHexString("0123a1b2c3d4e5f6ee");

    private static readonly Lazy<byte[]> s_authority = new(MakeAuthority);
    private static readonly Lazy<byte[]> s_certificate = new(MakeCertificate);

    internal static CertificateDates Dates => new(2026, 11, 24, 10, 28);

    /// <summary>A configuration zone of 128 bytes: locked, with secure boot.</summary>
    internal static byte[] Configuration()
    {
        byte[] zone = new byte[Atecc608Configuration.Length];
        SerialNumber.AsSpan(0, 4).CopyTo(zone);
        SerialNumber.AsSpan(4).CopyTo(zone.AsSpan(8));
        zone[70] = 0x03;
        return zone;
    }

    /// <summary>The authority's own certificate, DER.</summary>
    internal static byte[] AuthorityCertificate() => s_authority.Value;

    /// <summary>The node's certificate, DER, with both keys.</summary>
    internal static byte[] Certificate() => s_certificate.Value;

    internal static byte[] CompressedCertificate()
    {
        DeviceCertificate certificate = Describe();
        byte[] signature = SeedKey.Authority.SignDigest(SHA256.HashData(certificate.EncodeTbs()));
        return new CompressedCertificate(signature, Dates, certificate.AuthorityKeyId).Encode();
    }

    internal static byte[] IssuerRecord() =>
        new IssuerRecord(NodeUrn.ExampleEnterprise, DeviceCertificate.KeyIdOf(SeedKey.Authority.PublicKey), IssuerName()).Encode();

    /// <summary>Slots 10, 12 and 11 of a chip that its vendor provisioned, after one another.</summary>
    internal static byte[] VendorSlots(byte template)
    {
        VendorCertificates vendor = Vendor();
        byte[] device = SeedKey.Authority.SignDigest(SHA256.HashData(vendor.DeviceTbs(Dates, 0x0123, template)));
        byte[] signer = SeedKey.Authority.SignDigest(SHA256.HashData(vendor.SignerTbs(Dates, 0x0123)));
        return
        [
            .. new CompressedCertificate(device, Dates, 0x0123, template).Encode(),
            .. new CompressedCertificate(signer, Dates, 0x0123, VendorCertificates.SignerTemplate).Encode(),
            .. VendorCertificates.Store(SeedKey.Authority.PublicKey),
        ];
    }

    internal static VendorCertificates Vendor() => new(SerialNumber, "0123456789AB"u8.ToArray(), SeedKey.Node.PublicKey, SeedKey.Authority.PublicKey);

    private static byte[] IssuerName() => new X500DistinguishedName("CN=Enviro fuzz").RawData;

    private static DeviceCertificate Describe() => new(
        SeedMessages.Urn, SeedKey.Node.PublicKey, SeedKey.Chip.PublicKey, IssuerName(), DeviceCertificate.KeyIdOf(SeedKey.Authority.PublicKey), Dates);

    private static byte[] MakeCertificate()
    {
        byte[] tbs = Describe().EncodeTbs();
        return DeviceCertificate.Assemble(tbs, SeedKey.Authority.SignDigest(SHA256.HashData(tbs)));
    }

    private static byte[] MakeAuthority()
    {
        PublicKey key = new(new Oid("1.2.840.10045.2.1"), new AsnEncodedData(Convert.FromHexString("06082a8648ce3d030107")), new AsnEncodedData([0x04, .. SeedKey.Authority.PublicKey]));
        CertificateRequest request = new(new X500DistinguishedName("CN=Enviro fuzz"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(DeviceCertificate.KeyIdOf(SeedKey.Authority.PublicKey), false));
        DateTimeOffset from = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using X509Certificate2 certificate = request.Create(
            request.SubjectName, new SeedSignatureGenerator(), from, from.AddYears(30), [0x01, 0x02, 0x03, 0x04]);
        return certificate.RawData;
    }

    /// <summary>Signs certificates the same way each time.</summary>
    private sealed class SeedSignatureGenerator : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300a06082a8648ce3d040302");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            byte[] signature = SeedKey.Authority.SignDigest(SHA256.HashData(data));
            System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteIntegerUnsigned(signature.AsSpan(0, 32).TrimStart((byte)0));
                writer.WriteIntegerUnsigned(signature.AsSpan(32).TrimStart((byte)0));
            }

            return writer.Encode();
        }

        protected override PublicKey BuildPublicKey() => throw new NotSupportedException("The request has its key.");
    }
}
