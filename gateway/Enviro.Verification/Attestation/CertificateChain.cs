using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// The certificates of a node's evidence (RFC 5280), leaf first. Verified against the policy's authorities alone: no store of the machine, no
/// revocation list and no network have a say, or two verifiers would come to different verdicts.
/// </summary>
internal sealed class CertificateChain : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly X509Certificate2Collection _certificates;
    private readonly string? _fault;

    private CertificateChain(X509Certificate2Collection certificates, byte[]? publicKey, byte[]? attestationKey, string? fault)
    {
        _certificates = certificates;
        PublicKey = publicKey;
        AttestationKey = attestationKey;
        _fault = fault;
    }

    /// <summary>The leaf's P-256 key X‖Y; null when it has none.</summary>
    internal byte[]? PublicKey { get; }

    /// <summary>The secure element's attestation key that the leaf names, X‖Y; null when it names none.</summary>
    internal byte[]? AttestationKey { get; }

    /// <summary>Takes the certificates apart. What is none is kept as a fault, for <see cref="Judge"/> to tell.</summary>
    internal static CertificateChain Open(byte[][] encoded)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            foreach (byte[] der in encoded)
            {
                certificates.Add(Load(der));
            }

            return new CertificateChain(certificates, PublicKeyOf(certificates[0]), AttestationKeyOf(certificates[0]), null);
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            return new CertificateChain(certificates, null, null, "a certificate is malformed");
        }
    }

    /// <summary>What is wrong with the chain, or null.</summary>
    internal (AppraisalResult Result, string Detail)? Judge(byte[] key, string urn, AttestationPolicy policy, long atMs)
    {
        if (_fault is not null)
        {
            return (AppraisalResult.CertificateMismatch, _fault);
        }

        if (!key.AsSpan().SequenceEqual(PublicKey))
        {
            return (AppraisalResult.CertificateMismatch, "the certificate is for another key");
        }

        try
        {
            return CertificateNames.Name(_certificates[0], urn)
                ? JudgeAuthority(policy, atMs)
                : (AppraisalResult.CertificateMismatch, $"the certificate of {_certificates[0].Subject} is not for {urn}");
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException or InvalidOperationException)
        {
            return (AppraisalResult.CertificateMismatch, "a certificate is malformed");
        }
    }

    public void Dispose() => DisposeAll(_certificates);

    // One authority after the other: with all at once, of two with one name the first would be tried and the other never.
    private (AppraisalResult Result, string Detail)? JudgeAuthority(AttestationPolicy policy, long atMs)
    {
        string? outOfTime = null;
        foreach (TrustedAuthority authority in policy.Authorities)
        {
            if (!LeadsTo(authority, out X509Chain chain))
            {
                continue;
            }

            X509Certificate2? invalid = chain.ChainElements.Select(element => element.Certificate).FirstOrDefault(part => !IsValidAt(part, atMs));
            string? dates = invalid is null
                ? null
                : $"{invalid.Subject} is valid from {invalid.NotBefore.ToUniversalTime():u} to {invalid.NotAfter.ToUniversalTime():u}";
            Free(chain);
            if (dates is null)
            {
                return null;
            }

            outOfTime = dates;
        }

        return outOfTime is null
            ? (AppraisalResult.UnknownAuthority, $"issued by {_certificates[^1].Issuer}")
            : (AppraisalResult.CertificateExpired, outOfTime);
    }

    private bool LeadsTo(TrustedAuthority authority, out X509Chain chain)
    {
        chain = new X509Chain();
        X509ChainPolicy rules = chain.ChainPolicy;
        rules.TrustMode = X509ChainTrustMode.CustomRootTrust;
        rules.ExtraStore.AddRange(_certificates);
        rules.RevocationMode = X509RevocationMode.NoCheck;
        rules.DisableCertificateDownloads = true;

        // The time is judged apart: platforms differ on whether the last second still counts.
        rules.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            using X509Certificate2 root = Load(authority.Certificate);
            rules.CustomTrustStore.Add(root);
            if (chain.Build(_certificates[0]))
            {
                return true;
            }
        }
        catch (CryptographicException)
        {
            // What is no certificate vouches for nobody, and keeps no other authority from doing so.
        }

        Free(chain);
        return false;
    }

    // The last second counts (RFC 5280 §4.1.2.5).
    private static bool IsValidAt(X509Certificate2 certificate, long atMs) =>
        atMs >= new DateTimeOffset(certificate.NotBefore).ToUnixTimeMilliseconds()
        && atMs / 1000 <= new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();

    // The loader takes PEM too, and more behind the certificate; here one meaning has one encoding.
    private static X509Certificate2 Load(byte[] der)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        if (certificate.RawDataMemory.Span.SequenceEqual(der))
        {
            return certificate;
        }

        certificate.Dispose();
        throw new CryptographicException("The certificate is not in DER.");
    }

    private static byte[]? PublicKeyOf(X509Certificate2 leaf)
    {
        using ECDsa? key = leaf.GetECDsaPublicKey();
        if (key is null)
        {
            return null;
        }

        ECParameters parameters = key.ExportParameters(false);
        return parameters.Curve.IsNamed && parameters.Curve.Oid.Value == P256 ? [.. parameters.Q.X!, .. parameters.Q.Y!] : null;
    }

    private static byte[]? AttestationKeyOf(X509Certificate2 leaf)
    {
        X509Extension? extension = leaf.Extensions.FirstOrDefault(extension => extension.Oid?.Value == DeviceCertificate.AttestationKeyExtension);
        if (extension is null)
        {
            return null;
        }

        AsnReader reader = new(extension.RawData, AsnEncodingRules.DER);
        byte[] key = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return key.Length == CoseKey.PublicKeyLength ? key : throw new CryptographicException("The attestation key has not 64 bytes.");
    }

    private static void Free(X509Chain chain)
    {
        foreach (X509ChainElement element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        chain.Dispose();
    }

    private static void DisposeAll(X509Certificate2Collection certificates)
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}
