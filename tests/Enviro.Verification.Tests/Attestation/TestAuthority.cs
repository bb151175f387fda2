using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>A certificate authority: a key, its certificate, and whatever certificates a test has it issue.</summary>
internal sealed class TestAuthority : IDisposable
{
    internal static readonly DateTimeOffset From = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);
    internal static readonly DateTimeOffset To = new(2043, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A root; an intermediate authority if <paramref name="issuer"/> certifies it.</summary>
    internal TestAuthority(string name, TestAuthority? issuer = null, bool isAuthority = true)
    {
        CertificateRequest request = new($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = issuer is null
            ? request.CreateSelfSigned(From, To)
            : request.Create(issuer.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer._key), From, To, RandomNumberGenerator.GetBytes(8));
        Trusted = new TrustedAuthority(name, Certificate.RawData);
    }

    internal X509Certificate2 Certificate { get; }

    internal TrustedAuthority Trusted { get; }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    /// <summary>Certifies a device's key, in DER. Without a URI the subject alone names it.</summary>
    internal byte[] Issue(
        byte[] publicKey, string commonName, string? uri = null, byte[]? attestationKey = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        using ECDsa key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
        });
        CertificateRequest request = new($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        if (uri is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName("node.example");
            names.AddUri(new Uri(uri));
            request.CertificateExtensions.Add(names.Build());
        }

        if (attestationKey is not null)
        {
            AsnWriter value = new(AsnEncodingRules.DER);
            value.WriteOctetString(attestationKey);
            request.CertificateExtensions.Add(new X509Extension(DeviceCertificate.AttestationKeyExtension, value.Encode(), false));
        }

        using X509Certificate2 certificate = request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), from ?? From, to ?? To, RandomNumberGenerator.GetBytes(8));
        return certificate.RawData;
    }

    /// <summary>Signs a digest; r‖s, 64 bytes.</summary>
    internal byte[] SignDigest(byte[] digest) => _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
