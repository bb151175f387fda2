using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Enviro.Gateway;

/// <summary>
/// The certificate by which nodes know the gateway's TLS port: <c>tls/server.pem</c> in the data folder (its own first, then those between it and the
/// authority) and its key <c>tls/server.key</c>, which only its owner may read.
/// </summary>
public sealed class ServerCertificate : IDisposable
{
    /// <summary>The certificate's file, in the data folder.</summary>
    public static readonly string CertificateFile = Path.Combine("tls", "server.pem");

    /// <summary>The key's file, in the data folder.</summary>
    public static readonly string KeyFile = Path.Combine("tls", "server.key");

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MaxFileLength = 65_536;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly X509Certificate2Collection _between;

    private ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection between, IReadOnlyList<string> warnings)
    {
        Certificate = certificate;
        _between = between;
        Warnings = warnings;
    }

    /// <summary>The gateway's own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What is not wrong yet, or only for some, with what to do.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The names and addresses it is for.</summary>
    public IReadOnlyList<string> Hosts => Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]
        : [];

    /// <summary>Reads and checks both files; <see cref="GatewayConfigurationException"/> says what is wrong with them and what to do.</summary>
    public static ServerCertificate Load(string directory, DateTimeOffset now)
    {
        string path = Path.Combine(directory, CertificateFile);
        if (!File.Exists(path))
        {
            throw new GatewayConfigurationException($"{path} is missing, which tlsPort in {GatewayOptions.FileName} needs. {Remedy(directory)}, or leave tlsPort out.");
        }

        X509Certificate2Collection chain = LoadChain(path);
        using ECDsa key = LoadKey(directory);
        X509Certificate2 bare = chain[0];
        X509Certificate2 certificate = AuthorityCertificate.PublicKeyOf(key).AsSpan().SequenceEqual(AuthorityCertificate.PublicKeyOf(bare))
            ? bare.CopyWithPrivateKey(key)
            : throw new GatewayConfigurationException($"{path} is not for the key in {Path.Combine(directory, KeyFile)}. Put back the one that belongs to the other. {Remedy(directory)} if it is lost.");
        ServerCertificate server = new(certificate, [.. chain.Skip(1)], Examine(directory, path, chain, now));
        bare.Dispose();
        return server;
    }

    /// <summary>What a TLS server is told: TLS 1.2 or 1.3, this certificate, none of the client's; nodes prove who they are by what they sign.</summary>
    internal SslServerAuthenticationOptions ToOptions() => new()
    {
        // Offline: nothing is fetched from anywhere to complete the chain.
        ServerCertificateContext = SslStreamCertificateContext.Create(Certificate, _between, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowRenegotiation = false,
    };

    /// <summary>Gives the key back.</summary>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 certificate in _between)
        {
            certificate.Dispose();
        }
    }

    private static List<string> Examine(string directory, string path, X509Certificate2Collection chain, DateTimeOffset now)
    {
        X509Certificate2 own = chain[0];
        if (now < own.NotBefore || now > own.NotAfter)
        {
            string when = now > own.NotAfter ? $"expired on {Day(own.NotAfter)}" : $"is not valid before {Day(own.NotBefore)}";
            throw new GatewayConfigurationException($"{path} {when}; this machine's clock says {now.UtcDateTime:yyyy-MM-dd}. {Remedy(directory)}, or set the clock.");
        }

        if (own.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage && usage.EnhancedKeyUsages[ServerAuthentication] is null)
        {
            throw new GatewayConfigurationException($"{path} is not a server's certificate: its extended key usage lacks serverAuth. {Remedy(directory)}.");
        }

        List<string> warnings = [];
        if (own.NotAfter - now < RenewBefore)
        {
            warnings.Add($"{path} expires on {Day(own.NotAfter)}; nodes do not connect over TLS after that. {Remedy(directory)}, and start the gateway again.");
        }

        if (TrustFolder.FindAuthority(directory, [.. chain.Select(certificate => certificate.RawData)], now) is null)
        {
            warnings.Add($"{path} leads to no authority in {PolicyFile.TrustFolder}/: nodes that were told of the deployment's authority refuse it. {Remedy(directory)}.");
        }

        return warnings;
    }

    private static X509Certificate2Collection LoadChain(string path)
    {
        X509Certificate2Collection chain = [];
        try
        {
            chain.ImportFromPem(Encoding.ASCII.GetString(ReadLimited(path)));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException)
        {
            throw new GatewayConfigurationException($"{path}: a certificate in PEM must be there ({unusable.Message})", unusable);
        }

        return chain.Count > 0 && AuthorityCertificate.PublicKeyOf(chain[0]) is not null
            ? chain
            : throw new GatewayConfigurationException($"{path}: a certificate in PEM of a P-256 key must be there");
    }

    private static ECDsa LoadKey(string directory)
    {
        string path = Path.Combine(directory, KeyFile);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(OwnerOnlyFile.Read(path, MaxFileLength)));
            return key;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new GatewayConfigurationException($"{path} cannot be used: {unusable.Message.TrimEnd('.')}. It must hold the key of {CertificateFile} in PEM, and be readable by this user only.", unusable);
        }
    }

    private static byte[] ReadLimited(string path) =>
        new FileInfo(path).Length <= MaxFileLength ? File.ReadAllBytes(path) : throw new InvalidDataException($"longer than {MaxFileLength} bytes");

    private static string Remedy(string directory) => $"Make one with: enviro authority server-certificate {directory} --host NAME";

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
