using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Gateway;

/// <summary>Makes the certificate authority of a data folder, and says what is there.</summary>
public static class AuthoritySetup
{
    private const int MaxNameLength = 48;

    /// <summary>
    /// Makes an authority: key, <c>trust/NAME.pem</c>, and last <c>authority/authority.json</c>; what an interrupted attempt left is used. One that is
    /// there already is refused, as is a certificate of another key, with <see cref="GatewayConfigurationException"/>.
    /// </summary>
    /// <param name="directory">The data folder.</param>
    /// <param name="keyUri">Its key, or null for the place beside the gateway's own.</param>
    /// <param name="name">Its name.</param>
    /// <param name="enterprise">The deployment's IANA enterprise number.</param>
    /// <param name="now">The time.</param>
    public static AuthorityOptions Create(string directory, string? keyUri, string name, uint enterprise, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(name);
        AuthorityFolder folder = new(directory);
        if (folder.ReadOptions() is { } existing)
        {
            throw new GatewayConfigurationException(
                $"{directory} has the certificate authority \"{existing.Name}\" already: see `enviro authority show {directory}`. It is never replaced: the nodes it certified would no longer be trusted.");
        }

        if (name.Length is 0 or > MaxNameLength || name[0] is '.' or ' ' || name[^1] == ' '
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '_'))
        {
            throw new GatewayConfigurationException($"--name must have 1 to {MaxNameLength} letters, digits, spaces, dots, hyphens or underscores: it names a file and a certificate");
        }

        string uri = keyUri ?? DefaultKey(directory);
        if (KeyUri.TryGetFile(uri, directory, out string? file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }

        using ISigningKey key = SigningKeys.Open(uri, directory, TpmKeyPurpose.CertificateAuthority);
        string path = CertificatePath(directory, name);
        if (File.Exists(path))
        {
            using X509Certificate2 found = LoadCertificate(path);
            if (!key.PublicKey.AsSpan().SequenceEqual(AuthorityCertificate.PublicKeyOf(found)))
            {
                throw new GatewayConfigurationException($"{path} is another authority's. Choose another --name.");
            }
        }
        else
        {
            using X509Certificate2 made = AuthorityCertificate.Create(key, name, now.ToUniversalTime(), SystemRandomSource.Instance);
            AuthorityFolder.Write(path, Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"));
        }

        AuthorityOptions options = new() { Name = name, Key = uri, Enterprise = enterprise };
        folder.WriteOptions(options);
        return options;
    }

    /// <summary>What the authority of a data folder is; null where there is none.</summary>
    public static AuthorityOptions? Find(string directory) => new AuthorityFolder(directory).ReadOptions();

    /// <summary>Where an authority's certificate is.</summary>
    public static string CertificatePath(string directory, string name) => Path.Combine(directory, PolicyFile.TrustFolder, name + ".pem");

    /// <summary>Reads one certificate in PEM; <see cref="GatewayConfigurationException"/> says what is wrong with the file.</summary>
    public static X509Certificate2 LoadCertificate(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GatewayConfigurationException($"{path}: a certificate in PEM must be there ({unusable.Message})", unusable);
        }
    }

    private static string DefaultKey(string directory) => SigningKeys.UriBeside(
        File.Exists(Path.Combine(directory, GatewayOptions.FileName)) ? GatewayOptions.Load(directory).Key : "file:keys/gateway.pem",
        TpmKeyPurpose.CertificateAuthority);
}
