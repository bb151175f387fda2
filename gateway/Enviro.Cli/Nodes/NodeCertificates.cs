using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>The certificates of a node's last accepted evidence, and the authority they lead to by the policy of that time.</summary>
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
            X509Certificate2[] authorities = [.. trusted.Select(authority => X509CertificateLoader.LoadCertificate(authority.Certificate))
                .Where(authority => authority.SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData))];
            return new NodeCertificates(chain, authorities);
        }
        catch (Exception malformed) when (malformed is WireFormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Writes device.pem, chain.pem (the device's certificate and those between) and authority.pem; false where the authority is unknown.</summary>
    internal bool Export(DirectoryInfo folder)
    {
        if (_authorities.Length == 0)
        {
            return false;
        }

        folder.Create();
        Write(folder, "device.pem", [Device]);
        Write(folder, "chain.pem", _chain);
        Write(folder, "authority.pem", _authorities);
        return true;
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

    private static void Write(DirectoryInfo folder, string name, IEnumerable<X509Certificate2> certificates) =>
        File.WriteAllText(Path.Combine(folder.FullName, name), string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n")));
}
