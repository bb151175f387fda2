using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>The certificates of a node's last accepted evidence, and the authorities they lead to by the policy of that time.</summary>
internal sealed class NodeCertificates : IDisposable
{
    private readonly X509Certificate2[] _chain;
    private readonly X509Certificate2[] _authorities;

    private NodeCertificates(X509Certificate2[] chain, X509Certificate2[] authorities)
    {
        _chain = chain;
        _authorities = authorities;
    }

    /// <summary>The node's own certificate.</summary>
    internal X509Certificate2 Device => _chain[0];

    /// <summary>Takes them from the ledger; null where the node showed none, or they cannot be read.</summary>
    internal static NodeCertificates? Of(NodeRecord node, LedgerStore store)
    {
        try
        {
            if (node.Attestation?.Evidence is not { } record || Evidence.Parse(record.Evidence).Certificates is not { Length: > 0 } encoded)
            {
                return null;
            }

            X509Certificate2[] chain = [.. encoded.Select(X509CertificateLoader.LoadCertificate)];
            TrustedAuthority[] trusted = [.. PolicyOf(record.PolicyHash, store)?.Authorities ?? []];
            X509Certificate2[] authorities = [.. trusted.Select(authority => X509CertificateLoader.LoadCertificate(authority.Certificate)).Where(authority => LeadsTo(chain, authority))];
            return new NodeCertificates(chain, authorities);
        }
        catch (Exception malformed) when (malformed is WireFormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes device.pem, authority.pem and, where there are certificates between the two, chain.pem; returns the command that checks them, null where no
    /// authority is known.
    /// </summary>
    internal string? Export(DirectoryInfo folder)
    {
        if (_authorities.Length == 0)
        {
            return null;
        }

        folder.Create();
        string device = Write(folder, "device.pem", [Device]);
        string authority = Write(folder, "authority.pem", _authorities);
        string chain = Path.Combine(folder.FullName, "chain.pem");
        X509Certificate2[] between = [.. _chain.Skip(1).Where(certificate => !_authorities.Contains(certificate))];

        // What an earlier export left would be taken for this node's.
        File.Delete(chain);
        return between.Length == 0
            ? $"openssl verify -CAfile {Quoted(authority)} {Quoted(device)}"
            : $"openssl verify -CAfile {Quoted(authority)} -untrusted {Quoted(Write(folder, "chain.pem", between))} {Quoted(device)}";
    }

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in _chain.Concat(_authorities))
        {
            certificate.Dispose();
        }
    }

    private static AttestationPolicy? PolicyOf(byte[] hash, LedgerStore store) => store.ReadRegisterEntries(long.MaxValue)
        .Where(entry => entry.Kind == EntryKind.Policy && entry.Message is not null)
        .Select(entry => AttestationPolicy.Parse(entry.Message!))
        .FirstOrDefault(policy => policy.Hash.AsSpan().SequenceEqual(hash));

    // By signature, not by name: of two authorities of one name only one has certified this chain.
    private static bool LeadsTo(X509Certificate2[] chain, X509Certificate2 authority)
    {
        using X509Chain attempt = new();
        attempt.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        attempt.ChainPolicy.CustomTrustStore.Add(authority);
        attempt.ChainPolicy.ExtraStore.AddRange(chain);
        attempt.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        attempt.ChainPolicy.DisableCertificateDownloads = true;

        // It was valid when it was accepted; whether it is now is for whoever checks the files.
        attempt.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return attempt.Build(chain[0]);
    }

    private static string Write(DirectoryInfo folder, string name, IEnumerable<X509Certificate2> certificates)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n")));
        return path;
    }

    // For a shell: the command is there to be copied.
    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
