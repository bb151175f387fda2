using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Enviro.Gateway;

/// <summary>Has a deployment's authority certify its gateway's TLS port: key and certificate of <see cref="ServerCertificate"/>.</summary>
public static class ServerCertificateIssue
{
    /// <summary>Days a certificate is valid unless told otherwise.</summary>
    public const int DefaultDays = 825;

    /// <summary>Most days, as long as an authority that `enviro authority init` made.</summary>
    public const int MaxDays = 10_950;

    private const int MaxHosts = 16;

    /// <summary>
    /// Issues a certificate in place of any there is, for the key that is there or a new one. What cannot be raises
    /// <see cref="GatewayConfigurationException"/>, and leaves the one before.
    /// </summary>
    /// <param name="directory">The gateway's data folder.</param>
    /// <param name="hosts">Host names and IP addresses that nodes reach the gateway by; the first is its common name.</param>
    /// <param name="days">How long it is valid.</param>
    /// <param name="authority">The deployment's authority.</param>
    public static ServerCertificate Issue(string directory, IReadOnlyList<string> hosts, int days, CertificateAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(authority);
        string? noHost = hosts.FirstOrDefault(host => !IsHost(host));
        if (hosts.Count is 0 or > MaxHosts || noHost is not null || days is < 1 or > MaxDays)
        {
            string which = noHost is null ? "" : $", which \"{PrintableText.Of(noHost, 64)}\" is not";
            throw new GatewayConfigurationException($"--host must be a host name or an IP address{which}, and be given 1 to {MaxHosts} times; --days must be 1 to {MaxDays}");
        }

        string keyPath = Path.Combine(directory, ServerCertificate.KeyFile);
        using ECDsa key = LoadOrCreate(keyPath);
        using X509Certificate2 issued = authority.CertifyServer(key, hosts, days);
        string pem = issued.ExportCertificatePem() + "\n";

        // The key first, then the certificate: whatever is interrupted, the two belong together.
        AuthorityFolder.Write(Path.Combine(directory, ServerCertificate.CertificateFile), Encoding.ASCII.GetBytes(pem));
        return ServerCertificate.Load(directory, authority.Now);
    }

    private static bool IsHost(string host) =>
        host.Length <= Wire.NetworkSettings.MaxHostLength && (IPAddress.TryParse(host, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns);

    private static ECDsa LoadOrCreate(string path)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            if (File.Exists(path))
            {
                key.ImportFromPem(Encoding.ASCII.GetString(OwnerOnlyFile.Read(path, 65_536)));
            }
            else
            {
                OwnerOnlyFile.Write(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            }

            return key;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new GatewayConfigurationException(
                $"{path} cannot be used: {unusable.Message.TrimEnd('.')}. Restore it from a backup, or delete it: then a new key is made.", unusable);
        }
    }
}
