using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>The self-signed certificate of a deployment's certificate authority (RFC 5280), by its key wherever that lives.</summary>
internal static class AuthorityCertificate
{
    private const int ValidYears = 30;

    /// <summary>Makes one: subject and issuer CN=<paramref name="name"/>, basicConstraints CA with path length 0, for signing certificates only.</summary>
    internal static X509Certificate2 Create(ISigningKey key, string name, DateTimeOffset now)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name);
        KeyGenerator generator = new(key);
        CertificateRequest request = new(subject.Build(), generator.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(DeviceCertificate.KeyIdOf(key.PublicKey), false));

        // Devices are issued on the hour; the authority must not be younger than its first device.
        DateTimeOffset from = new(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        byte[] serialNumber = RandomNumberGenerator.GetBytes(16);
        serialNumber[0] = (byte)((serialNumber[0] & 0x3F) | 0x40);
        return request.Create(subject.Build(), generator, from, from.AddYears(ValidYears), serialNumber);
    }

    /// <summary>The P-256 public key X‖Y of a certificate; null for another kind of key.</summary>
    internal static byte[]? PublicKeyOf(X509Certificate2 certificate)
    {
        using ECDsa? key = certificate.GetECDsaPublicKey();
        ECParameters? parameters = key?.ExportParameters(false);
        return parameters is { Q: { X.Length: 32, Y.Length: 32 } point } ? [.. point.X!, .. point.Y!] : null;
    }

    // Lets CertificateRequest sign by a key that only ever signs digests, such as a TPM's.
    private sealed class KeyGenerator(ISigningKey key) : X509SignatureGenerator
    {
        private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
        private const string PublicKeyAlgorithm = "1.2.840.10045.2.1";
        private const string P256Curve = "1.2.840.10045.3.1.7";

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
        {
            AsnWriter writer = new(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(EcdsaWithSha256);
            }

            return writer.Encode();
        }

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            byte[] signature = key.SignDigest(SHA256.HashData(data));
            AsnWriter writer = new(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteIntegerUnsigned(Shortest(signature.AsSpan(0, 32)));
                writer.WriteIntegerUnsigned(Shortest(signature.AsSpan(32)));
            }

            return writer.Encode();
        }

        protected override PublicKey BuildPublicKey()
        {
            AsnWriter curve = new(AsnEncodingRules.DER);
            curve.WriteObjectIdentifier(P256Curve);
            Oid algorithm = new(PublicKeyAlgorithm);
            return new PublicKey(algorithm, new AsnEncodedData(algorithm, curve.Encode()), new AsnEncodedData(algorithm, [0x04, .. key.PublicKey]));
        }

        private static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> number)
        {
            ReadOnlySpan<byte> shortest = number.TrimStart((byte)0);
            return shortest.IsEmpty ? number[..1] : shortest;
        }
    }
}
