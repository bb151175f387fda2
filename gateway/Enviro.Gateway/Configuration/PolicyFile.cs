using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// What the operator's files say of evidence: <c>attestation-policy.json</c> in the data folder, and the authorities' certificates in <c>trust/*.pem</c>. It
/// becomes the policy in force when the gateway starts.
/// </summary>
public sealed class PolicyFile
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "attestation-policy.json";

    /// <summary>Name of the folder with the authorities' certificates, one a file.</summary>
    public const string TrustFolder = "trust";

    private const int MaxNameLength = 32;
    private const long MaxFileLength = 65536;

    private readonly TrustedAuthority[] _authorities;
    private readonly FirmwareReference[] _firmware;
    private readonly ConfigurationReference[] _configurations;
    private readonly ApprovalMode _approval;

    private PolicyFile(TrustedAuthority[] authorities, FirmwareReference[] firmware, ConfigurationReference[] configurations, ApprovalMode approval)
    {
        _authorities = authorities;
        _firmware = firmware;
        _configurations = configurations;
        _approval = approval;
    }

    /// <summary>What the files of a data folder would say, where there is no folder: in a simulation.</summary>
    public static PolicyFile Of(TrustedAuthority authority, FirmwareReference firmware, ConfigurationReference configuration, ApprovalMode approval) =>
        new([authority], [firmware], [configuration], approval);

    /// <summary>
    /// Reads the files of a data folder; null where neither is there. <see cref="GatewayConfigurationException"/> says what to mend.
    /// </summary>
    public static PolicyFile? Load(string directory)
    {
        string path = Path.Combine(directory, FileName);
        string trust = Path.Combine(directory, TrustFolder);
        string[] certificates = Directory.Exists(trust) ? [.. Directory.GetFiles(trust, "*.pem").Order(StringComparer.Ordinal)] : [];
        if (!File.Exists(path))
        {
            Require(certificates.Length == 0, path, $"is missing, though {trust} holds certificates. `enviro-gateway init --data {directory}` writes one to start from");
            return null;
        }

        PolicyDocument document;
        try
        {
            document = JsonSerializer.Deserialize(Read(path), GatewayJson.Default.PolicyDocument)
                ?? throw new GatewayConfigurationException($"{path}: it holds null; it must hold an object");
        }
        catch (JsonException wrong)
        {
            throw new GatewayConfigurationException($"{path}: {wrong.Message}", wrong);
        }

        Require(certificates.Length <= AttestationPolicy.MaxAuthorities, trust, $"at most {AttestationPolicy.MaxAuthorities} certificates are trusted");
        Require(document.Firmware.Count <= AttestationPolicy.MaxFirmware, path, $"firmware has at most {AttestationPolicy.MaxFirmware} items");
        Require(document.Configurations.Count <= AttestationPolicy.MaxAuthorities, path, $"configurations has at most {AttestationPolicy.MaxAuthorities} items");
        Require(document.Approval is "manual" or "automatic", path, "approval must be \"manual\" or \"automatic\"");
        return new PolicyFile(
            [.. certificates.Select(ReadAuthority)],
            [.. document.Firmware.Select((item, i) => FirmwareOf(item, path, $"firmware[{i}]"))],
            [.. document.Configurations.Select((item, i) => ConfigurationOf(item, path, $"configurations[{i}]"))],
            document.Approval == "automatic" ? ApprovalMode.Automatic : ApprovalMode.Manual);
    }

    /// <summary>The policy these files make for a chain.</summary>
    internal AttestationPolicy For(byte[] chainId, long atMs) => new()
    {
        Authorities = _authorities,
        Firmware = _firmware,
        Configurations = _configurations,
        Approval = _approval,
        AtMs = atMs,
        ChainId = chainId,
    };

    private static FirmwareReference FirmwareOf(PolicyDocument.FirmwareItem? item, string path, string at)
    {
        Require(item is not null, path, $"{at} is null");
        RequireName(item.Name, path, $"{at}: name");
        RequireName(item.Version, path, $"{at}: version");
        return new FirmwareReference(item.Name, item.Version, Digest(item.Digest, path, at), item.Debug);
    }

    private static ConfigurationReference ConfigurationOf(PolicyDocument.ConfigurationItem? item, string path, string at)
    {
        Require(item is not null, path, $"{at} is null");
        RequireName(item.Name, path, $"{at}: name");
        return new ConfigurationReference(item.Name, Digest(item.Digest, path, at));
    }

    private static TrustedAuthority ReadAuthority(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        Require(
            name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 64 && !name.Any(char.IsControl), path, "the file's name, by which the authority is known, must have 1 to 64 bytes and no control characters");
        string text = Encoding.UTF8.GetString(Read(path));
        try
        {
            X509Certificate2Collection found = [];
            found.ImportFromPem(text);
            Require(found.Count == 1, path, $"one certificate a file is needed, in PEM; this one holds {found.Count}");
            using X509Certificate2 certificate = found[0];
            Require(certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData), path, "an authority's self-signed certificate is needed; this one is issued by another");
            Require(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority), path, "the certificate is not one of an authority (basicConstraints CA)");
            Require(certificate.RawData.Length <= Evidence.MaxCertificateLength, path, $"the certificate has more than {Evidence.MaxCertificateLength} bytes");
            return new TrustedAuthority(name, certificate.RawData);
        }
        catch (CryptographicException wrong)
        {
            throw new GatewayConfigurationException($"{path}: no certificate in PEM ({wrong.Message})", wrong);
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            Require(new FileInfo(path).Length <= MaxFileLength, path, $"it is longer than {MaxFileLength} bytes");
            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static byte[] Digest(string text, string path, string at)
    {
        Require(text.Length == 2 * Sha256.DigestLength && text.All(char.IsAsciiHexDigit), path, $"{at}: digest must be 64 hexadecimal digits");
        return Convert.FromHexString(text);
    }

    private static void RequireName(string text, string path, string what) => Require(
        text.Length is > 0 and <= MaxNameLength && text.All(letter => letter is >= ' ' and <= '~'), path, $"{what} must have 1 to {MaxNameLength} printable ASCII characters");

    private static void Require([DoesNotReturnIf(false)] bool holds, string path, string rule)
    {
        if (!holds)
        {
            throw new GatewayConfigurationException($"{path}: {rule}");
        }
    }
}
