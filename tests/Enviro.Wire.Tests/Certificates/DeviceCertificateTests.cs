using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;

namespace Enviro.Wire.Tests;

/// <summary>The encoder against the platform's X.509 and OpenSSL: what it writes they must read, chain and find in the right place.</summary>
public sealed class DeviceCertificateTests : IDisposable
{
    private static readonly byte[] AttestationKey = [.. TestKey.Y, .. TestKey.X];

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public DeviceCertificateTests()
    {
        CertificateRequest request = new("CN=Test authority, O=Enviro tests", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(AuthorityKeyId, false));
        _authority = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private byte[] AuthorityKeyId
    {
        get
        {
            ECPoint q = _authorityKey.ExportParameters(false).Q;
            return DeviceCertificate.KeyIdOf([.. q.X!, .. q.Y!]);
        }
    }

    public void Dispose()
    {
        _authorityKey.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void The_platform_reads_every_field()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Issue(Describe(new CertificateDates(2026, 11, 24, 9, 20), AttestationKey)));
        Assert.Equal("CN=" + Exchange.Urn, certificate.Subject);
        Assert.Equal(_authority.SubjectName.RawData, certificate.IssuerName.RawData);
        Assert.Equal(new DateTime(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc), certificate.NotBefore.ToUniversalTime());
        Assert.Equal(new DateTime(2046, 11, 24, 9, 0, 0, DateTimeKind.Utc), certificate.NotAfter.ToUniversalTime());
        byte[] number = certificate.SerialNumberBytes.ToArray();
        byte[] hash = SHA256.HashData([.. TestKey.PublicKey, .. new CertificateDates(2026, 11, 24, 9, 20).Encode()])[..16];
        hash[0] = (byte)((hash[0] & 0x3F) | 0x40);
        Assert.Equal(hash, number);
        using ECDsa key = certificate.GetECDsaPublicKey()!;
        Assert.Equal(TestKey.X, key.ExportParameters(false).Q.X);
        X509KeyUsageExtension usage = certificate.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.Equal((X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyAgreement, true), (usage.KeyUsages, usage.Critical));
        X509BasicConstraintsExtension constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.Equal((false, true), (constraints.CertificateAuthority, constraints.Critical));
        Assert.Equal(AuthorityKeyId, certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());
        Assert.Equal(
            SHA256.HashData([0x04, .. TestKey.PublicKey])[..20],
            certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray());
        X509Extension attestation = certificate.Extensions[DeviceCertificate.AttestationKeyExtension]!;
        Assert.Equal(AttestationKey, AsnDecoder.ReadOctetString(attestation.RawData, AsnEncodingRules.DER, out _));
        Assert.Contains("URI:" + Exchange.Urn, certificate.Extensions["2.5.29.17"]!.Format(false), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_chain_builds_to_its_authority_and_to_no_other()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Issue(Describe(new CertificateDates(2026, 1, 1, 0, 0), [])));
        Assert.Equal(new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc), certificate.NotAfter.ToUniversalTime());
        Assert.True(Builds(certificate, _authority));
        using ECDsa otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 other = new CertificateRequest(_authority.SubjectName, otherKey, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.False(Builds(certificate, other));
    }

    [Fact]
    public void OpenSSL_verifies_the_certificate()
    {
        string folder = Directory.CreateTempSubdirectory("enviro-certificate-").FullName;
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Issue(Describe(new CertificateDates(2026, 1, 1, 0, 31), AttestationKey)));
            File.WriteAllText(Path.Combine(folder, "authority.pem"), _authority.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "device.pem"), certificate.ExportCertificatePem());
            using Process openssl = Process.Start(new ProcessStartInfo("openssl", ["verify", "-x509_strict", "-CAfile", "authority.pem", "device.pem"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string output = openssl.StandardOutput.ReadToEnd() + openssl.StandardError.ReadToEnd();
            openssl.WaitForExit();
            Assert.True(openssl.ExitCode == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Any_signature_makes_well_formed_der() => Gen.Byte.Array[64].Sample(
        signature =>
        {
            // r and s with leading zeros and top bits are where DER differs from raw.
            byte[] edges = [.. signature];
            edges[0] &= 0x01;
            edges[32] |= 0x80;
            foreach (byte[] raw in new[] { signature, edges, new byte[64] })
            {
                byte[] der = DeviceCertificate.Assemble(Describe(new CertificateDates(2026, 1, 1, 0, 1), []).EncodeTbs(), raw);
                AsnReader reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
                reader.ReadEncodedValue();
                reader.ReadSequence();
                AsnReader value = new AsnReader(reader.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
                Assert.Equal(new System.Numerics.BigInteger(raw.AsSpan(0, 32), true, true), value.ReadInteger());
                Assert.Equal(new System.Numerics.BigInteger(raw.AsSpan(32), true, true), value.ReadInteger());
            }
        },
        iter: 300);

    [Fact]
    public void A_certificate_is_rebuilt_from_what_the_chip_keeps()
    {
        CertificateDates dates = new(2026, 11, 24, 9, 10);
        byte[] issued = Issue(Describe(dates, AttestationKey));
        DeviceCertificate described = Describe(dates, AttestationKey);
        byte[] signature = SignatureOf(issued);
        byte[] slot = new CompressedCertificate(signature, dates, AuthorityKeyId).Encode();
        byte[] issuer = new IssuerRecord(NodeUrn.ExampleEnterprise, AuthorityKeyId, _authority.SubjectName.RawData).Encode();

        CompressedCertificate compressed = CompressedCertificate.Parse(slot);
        IssuerRecord record = IssuerRecord.Parse([.. issuer, .. new byte[416 - issuer.Length]]);
        DeviceCertificate rebuilt = new(described.Urn, TestKey.PublicKey, AttestationKey, record.IssuerName, record.AuthorityKeyId, compressed.Dates);
        Assert.Equal(issued, DeviceCertificate.Assemble(rebuilt.EncodeTbs(), compressed.Signature));
        Assert.Equal(NodeUrn.ExampleEnterprise, record.Enterprise);
        Assert.Equal(0, issuer.Length % 32);
    }

    [Fact]
    public void A_part_out_of_its_range_is_refused()
    {
        CertificateDates dates = new(2026, 1, 1, 0, 1);
        byte[] name = _authority.SubjectName.RawData;
        Assert.Throws<ArgumentException>(() => new DeviceCertificate("", TestKey.PublicKey, [], name, AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(new string('u', 65), TestKey.PublicKey, [], name, AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(Exchange.Urn, new byte[63], [], name, AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(Exchange.Urn, TestKey.PublicKey, new byte[1], name, AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(Exchange.Urn, TestKey.PublicKey, [], [], AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(Exchange.Urn, TestKey.PublicKey, [], new byte[201], AuthorityKeyId, dates));
        Assert.Throws<ArgumentException>(() => new DeviceCertificate(Exchange.Urn, TestKey.PublicKey, [], name, new byte[19], dates));
    }

    private static bool Builds(X509Certificate2 certificate, X509Certificate2 root)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return chain.Build(certificate);
    }

    private static byte[] SignatureOf(byte[] certificate)
    {
        AsnReader reader = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
        reader.ReadEncodedValue();
        reader.ReadSequence();
        AsnReader value = new AsnReader(reader.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
        byte[] signature = new byte[64];
        foreach (int offset in new[] { 0, 32 })
        {
            byte[] number = value.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true);
            number.CopyTo(signature, offset + 32 - number.Length);
        }

        return signature;
    }

    private DeviceCertificate Describe(CertificateDates dates, byte[] attestationKey) =>
        new(Exchange.Urn, TestKey.PublicKey, attestationKey, _authority.SubjectName.RawData, AuthorityKeyId, dates);

    private byte[] Issue(DeviceCertificate certificate)
    {
        byte[] tbs = certificate.EncodeTbs();
        return DeviceCertificate.Assemble(tbs, _authorityKey.SignData(tbs, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
