using System.Security.Cryptography.X509Certificates;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>The data folder of the gateway that a load is put on, before and after.</summary>
internal static class LoadGateway
{
    private const string ServiceKey = "file:keys/service.pem";
    private const string SealKey = "file:keys/gateway.pem";
    private const int CertificateDays = 2;

    // Clients that are no nodes of the load: somebody may look at the gateway meanwhile.
    private const int SpareClients = 16;

    /// <summary>Makes the gateway's service key and returns its public part.</summary>
    internal static byte[] CreateServiceKey(string directory)
    {
        string keys = Directory.CreateDirectory(Path.Combine(directory, "keys")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using ISigningKey service = SigningKeys.Open(ServiceKey, directory, TpmKeyPurpose.GatewayService);
        return service.PublicKey;
    }

    /// <summary>Writes <c>gateway.json</c> with the nodes in its list; every limit but that of clients is the gateway's own.</summary>
    internal static void Configure(string directory, LoadOptions options, string? tpmUri, IEnumerable<(string Urn, byte[] PublicKey)> nodes) => new GatewayOptions
    {
        Deployment = "load",
        Name = "load-gateway",
        Key = tpmUri ?? SealKey,
        ServiceKey = ServiceKey,
        ListenPort = options.IsTls ? null : 0,
        TlsPort = options.IsTls ? 0 : null,
        MaxClients = options.Nodes + SpareClients,
        Nodes = [.. nodes.Select(node => new NodeOptions { Urn = node.Urn, Site = "load", PublicKey = Convert.ToHexStringLower(node.PublicKey) })],
    }.Save(directory);

    /// <summary>
    /// Makes an authority and has it certify the gateway's TLS port; returns the certificate, DER. The authority is no node's, so it is taken out of the folder of those
    /// that are trusted, which would ask for a policy: no node of a load attests.
    /// </summary>
    internal static byte[] Certify(string directory)
    {
        AuthoritySetup.Create(directory, "file:keys/certificate-authority.pem", "load", Wire.NodeUrn.ExampleEnterprise, DateTimeOffset.UtcNow);
        using CertificateAuthority authority = CertificateAuthority.Open(directory, ChipConfiguration.BuiltIn, TimeProvider.System);
        using ServerCertificate certificate = ServerCertificateIssue.Issue(directory, ["127.0.0.1"], CertificateDays, authority);
        Directory.Delete(Path.Combine(directory, PolicyFile.TrustFolder), recursive: true);
        return certificate.Certificate.Export(X509ContentType.Cert);
    }

    /// <summary>What the ledger says after the run: how many readings it has, and what was refused by reason.</summary>
    internal static (long Kept, IReadOnlyDictionary<string, long> Refused) Count(string directory)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(directory);
        long entries = store.EntryCount;
        return (entries - store.ReadRegisterEntries(entries).LongCount(), store.RefusalCounts());
    }
}
