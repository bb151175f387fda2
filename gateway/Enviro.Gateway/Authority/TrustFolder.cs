using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enviro.Gateway;

/// <summary>The authorities a deployment trusts, <c>trust/*.pem</c> in its data folder: its own, and vendors' roots.</summary>
public static class TrustFolder
{
    /// <summary>
    /// The name (file name without .pem) of the authority that a chain in DER, leaf first, leads to; null where it leads to none, or is expired or
    /// malformed.
    /// </summary>
    public static string? FindAuthority(string directory, byte[][] chain, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(chain);
        string folder = Path.Combine(directory, PolicyFile.TrustFolder);
        string[] paths = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal)] : [];
        foreach (string path in paths)
        {
            using X509Certificate2 root = AuthoritySetup.LoadCertificate(path);
            if (LeadsTo(root, chain, at))
            {
                return Path.GetFileNameWithoutExtension(path);
            }
        }

        return null;
    }

    private static bool LeadsTo(X509Certificate2 root, byte[][] encoded, DateTimeOffset at)
    {
        List<X509Certificate2> certificates = [];
        try
        {
            certificates.AddRange(encoded.Select(X509CertificateLoader.LoadCertificate));
            using X509Chain chain = new();
            X509ChainPolicy rules = chain.ChainPolicy;
            rules.TrustMode = X509ChainTrustMode.CustomRootTrust;
            rules.CustomTrustStore.Add(root);
            rules.ExtraStore.AddRange(certificates.ToArray());
            rules.RevocationMode = X509RevocationMode.NoCheck;
            rules.DisableCertificateDownloads = true;
            rules.VerificationTime = at.UtcDateTime;
            return chain.Build(certificates[0]);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            certificates.ForEach(certificate => certificate.Dispose());
        }
    }
}
