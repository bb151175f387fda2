using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// The certificates of a node's evidence (RFC 5280), leaf first, for one node and one policy. Verified against the policy's authorities alone: no store of
/// the machine, no revocation list and no network have a say, or two verifiers would come to different verdicts.
/// </summary>
/// <remarks>
/// A node shows the same certificates again and again, and to take them apart costs as much as a dozen signatures. So what was found is remembered, under the hash
/// of all that it follows from; only the time of the question is judged each time.
/// </remarks>
internal sealed class CertificateChain
{
    private const string P256 = "1.2.840.10045.3.1.7";

    // More than the nodes a gateway is made for, some 800 bytes each; when so many are there all start anew.
    private const int MaxKnown = 16_384;

    private static readonly ConcurrentDictionary<string, CertificateChain> Known = new();

    private readonly byte[]? _publicKey;
    private readonly string? _unreadable;
    private readonly string? _mismatch;
    private readonly string _issuer = "";
    private readonly List<Validity[]> _paths = [];

    private CertificateChain(byte[][] encoded, string urn, AttestationPolicy policy)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            foreach (byte[] der in encoded)
            {
                certificates.Add(Load(der));
            }

            _publicKey = PublicKeyOf(certificates[0]);
            AttestationKey = AttestationKeyOf(certificates[0]);
            _issuer = certificates[^1].Issuer;
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            _unreadable = "a certificate is malformed";
            DisposeAll(certificates);
            return;
        }

        try
        {
            _mismatch = CertificateNames.Name(certificates[0], urn) ? null : $"the certificate of {certificates[0].Subject} is not for {urn}";

            // One authority after the other: with all at once, of two with one name the first would be tried and the other never.
            _paths.AddRange(policy.Authorities.Select(authority => PathTo(authority, certificates)).OfType<Validity[]>());
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException or InvalidOperationException)
        {
            _mismatch = "a certificate is malformed";
        }

        DisposeAll(certificates);
    }

    /// <summary>The secure element's attestation key that the leaf names, X‖Y; null when it names none.</summary>
    internal byte[]? AttestationKey { get; }

    /// <summary>The leaf's key X‖Y where a node brings no other proof of it; null when it has none on P-256 or is malformed.</summary>
    internal static byte[]? PublicKeyOf(byte[] leaf)
    {
        try
        {
            using X509Certificate2 certificate = Load(leaf);
            return PublicKeyOf(certificate);
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Takes the certificates apart, or remembers what came of it. What is none is kept as a fault, for <see cref="Judge"/> to tell.</summary>
    internal static CertificateChain Open(byte[][] encoded, string urn, AttestationPolicy policy)
    {
        string name = NameOf(encoded, urn, policy);
        if (Known.TryGetValue(name, out CertificateChain? known))
        {
            return known;
        }

        // Counting asks every lock of the dictionary; it is asked only where a chain is built, which costs far more.
        if (Known.Count >= MaxKnown)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(name, new CertificateChain(encoded, urn, policy));
    }

    /// <summary>What is wrong with the chain for a node's key at a time in Unix ms, or null.</summary>
    internal (AppraisalResult Result, string Detail)? Judge(byte[] publicKey, long atMs)
    {
        string? mismatch = _unreadable ?? (!publicKey.AsSpan().SequenceEqual(_publicKey) ? "the certificate is for another key" : _mismatch);
        if (mismatch is not null)
        {
            return (AppraisalResult.CertificateMismatch, mismatch);
        }

        Validity? outOfTime = null;
        foreach (Validity[] path in _paths)
        {
            Validity? invalid = path.FirstOrDefault(part => !part.Covers(atMs));
            if (invalid is null)
            {
                return null;
            }

            outOfTime = invalid;
        }

        return outOfTime is null
            ? (AppraisalResult.UnknownAuthority, $"issued by {_issuer}")
            : (AppraisalResult.CertificateExpired, outOfTime.ToString());
    }

    private static string NameOf(byte[][] encoded, string urn, AttestationPolicy policy)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(policy.Hash);
        foreach (byte[] part in encoded.Prepend(Encoding.UTF8.GetBytes(urn)))
        {
            // With its length, or bytes could move from one to the next.
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>When the certificates up to an authority are valid; null where they do not lead to it.</summary>
    private static Validity[]? PathTo(TrustedAuthority authority, X509Certificate2Collection certificates)
    {
        using X509Chain chain = new();
        X509ChainPolicy rules = chain.ChainPolicy;
        rules.TrustMode = X509ChainTrustMode.CustomRootTrust;
        rules.ExtraStore.AddRange(certificates);
        rules.RevocationMode = X509RevocationMode.NoCheck;
        rules.DisableCertificateDownloads = true;

        // The time is judged apart: platforms differ on whether the last second still counts.
        rules.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            using X509Certificate2 root = Load(authority.Certificate);
            rules.CustomTrustStore.Add(root);
            return chain.Build(certificates[0]) ? [.. chain.ChainElements.Select(element => Validity.Of(element.Certificate))] : null;
        }
        catch (CryptographicException)
        {
            // What is no certificate vouches for nobody, and keeps no other authority from doing so.
            return null;
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

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

    private static void DisposeAll(X509Certificate2Collection certificates)
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            certificate.Dispose();
        }
    }

    /// <summary>When a certificate is valid.</summary>
    private sealed record Validity(string Subject, DateTimeOffset From, DateTimeOffset Until)
    {
        public override string ToString() => $"{Subject} is valid from {From.UtcDateTime:u} to {Until.UtcDateTime:u}";

        internal static Validity Of(X509Certificate2 certificate) =>
            new(certificate.Subject, new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));

        // The last second counts (RFC 5280 §4.1.2.5).
        internal bool Covers(long atMs) => atMs >= From.ToUnixTimeMilliseconds() && atMs / 1000 <= Until.ToUnixTimeSeconds();
    }
}
