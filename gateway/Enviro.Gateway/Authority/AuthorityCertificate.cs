using System.Formats.Asn1;
using System.Net;
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
    internal static X509Certificate2 Create(ISigningKey key, string name, DateTimeOffset now, IRandomSource random)
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
        return request.Create(subject.Build(), generator, from, from.AddYears(ValidYears), NewSerialNumber(random));
    }

    /// <summary>
    /// Certifies a server's key for host names and IP addresses (RFC 5280; serverAuth, RFC 9525 §3: names in subjectAltName only count), between two times.
    /// </summary>
    internal static X509Certificate2 CreateServer(
        ISigningKey authorityKey, X509Certificate2 authority, ECDsa serverKey, IReadOnlyList<string> hosts, DateTimeOffset from, DateTimeOffset to)
    {
        X500DistinguishedNameBuilder subject = new();

        // A common name has at most 64 characters (RFC 5280 appendix A.1); a longer host stands among the alternative names all the same.
        subject.AddCommonName(hosts[0].Length <= 64 ? hosts[0] : "enviro-gateway");
        CertificateRequest request = new(subject.Build(), serverKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        byte[] authorityKeyId = DeviceCertificate.KeyIdOf(authorityKey.PublicKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authorityKeyId));
        return request.Create(authority.SubjectName, new KeyGenerator(authorityKey), from, to, NewSerialNumber(SystemRandomSource.Instance));
    }

    /// <summary>The P-256 public key X‖Y of a certificate; null for another kind of key.</summary>
    internal static byte[]? PublicKeyOf(X509Certificate2 certificate)
    {
        using ECDsa? key = certificate.GetECDsaPublicKey();
        return PublicKeyOf(key);
    }

    /// <summary>The public key X‖Y of a P-256 key; null for another kind of key.</summary>
    internal static byte[]? PublicKeyOf(ECDsa? key)
    {
        ECParameters? parameters = key?.ExportParameters(false);
        return parameters is { Q: { X.Length: 32, Y.Length: 32 } point } ? [.. point.X!, .. point.Y!] : null;
    }

    /// <summary>16 random bytes that are a positive number without a zero in front (RFC 5280 §4.1.2.2).</summary>
    private static byte[] NewSerialNumber(IRandomSource random)
    {
        byte[] serialNumber = new byte[16];
        random.Fill(serialNumber);
        serialNumber[0] = (byte)((serialNumber[0] & 0x3F) | 0x40);
        return serialNumber;
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
