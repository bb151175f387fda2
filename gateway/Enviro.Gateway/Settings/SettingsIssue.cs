using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>Makes of a node's <see cref="SiteFile"/> the document that its authority signs, and keeps it as the node's last one.</summary>
public static class SettingsIssue
{
    /// <summary>
    /// Signs the settings of a node with the next version and keeps them in <c>settings/</c>, from where the gateway delivers them. What stands in the way
    /// raises <see cref="GatewayConfigurationException"/> or <see cref="LedgerException"/>, and no version is used up.
    /// </summary>
    /// <param name="directory">The data folder of the node's gateway.</param>
    /// <param name="site">What the node is told.</param>
    /// <param name="urn">The node's URN.</param>
    /// <param name="nodeKeyThumbprint">COSE Key Thumbprint of its key, 32 bytes.</param>
    /// <param name="authority">The deployment's authority.</param>
    /// <param name="versionInForce">The version the node itself is known to have, 0 for none: the new one is above that too.</param>
    public static IssuedSettings Sign(
        string directory, SiteFile site, string urn, byte[] nodeKeyThumbprint, CertificateAuthority authority, uint versionInForce = 0)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(authority);
        SettingsFolder folder = new(directory);
        byte[] document;
        try
        {
            // After the last number there is comes 0, which no document has.
            uint last = Math.Max(folder.Find(urn)?.Version ?? 0, versionInForce);
            document = authority.Sign(Compose(directory, site, urn, nodeKeyThumbprint, authority, unchecked(last + 1)));
        }
        catch (ArgumentException wrong)
        {
            throw new GatewayConfigurationException($"The settings of {urn} cannot be: {wrong.Message}", wrong);
        }
        catch (InvalidOperationException tooLong)
        {
            throw TooLong(urn, tooLong);
        }

        if (document.Length > SettingsDocument.MaxLength)
        {
            throw TooLong(urn, null);
        }

        // Read as the node will read it: what it would not take is found out here.
        try
        {
            IssuedSettings issued = new(SettingsDocument.Parse(document, out _), document);
            folder.Store(urn, document);
            return issued;
        }
        catch (WireFormatException wrong)
        {
            throw new GatewayConfigurationException($"The settings of {urn} cannot be, no node would take them: {wrong.Message}", wrong);
        }
    }

    private static GatewayConfigurationException TooLong(string urn, Exception? cause) => new(
        $"The settings of {urn} do not fit {SettingsDocument.MaxLength} bytes: list fewer sensors, or fewer points of their curves.", cause!);

    /// <summary>
    /// Whether a node that has settings of this version has been told just this: they are the last ones issued for its key, and a new document would
    /// differ in nothing but its version.
    /// </summary>
    public static bool IsInForce(string directory, SiteFile site, string urn, byte[] nodeKeyThumbprint, CertificateAuthority authority, uint version)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(authority);
        try
        {
            return new SettingsFolder(directory).Find(urn) is { } last && last.Version == version
                && last.Settings.EncodePayload().AsSpan().SequenceEqual(Compose(directory, site, urn, nodeKeyThumbprint, authority, version).EncodePayload());
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            // Signing will say what.
            return false;
        }
    }

    private static SettingsDocument Compose(
        string directory, SiteFile site, string urn, byte[] nodeKeyThumbprint, CertificateAuthority authority, uint version)
    {
        site.Check();
        bool isShared = site.Identity == SiteIdentity.SharedKey;
        return new SettingsDocument
        {
            Version = version,
            Urn = urn,
            Node = nodeKeyThumbprint,
            AuthorityKey = authority.PublicKey,
            Site = site.Site,
            SampleIntervalS = site.SampleIntervalS,
            SleepsBetweenSamples = site.Sleep,
            Sensors = site.ToSensors(),
            Network = site.Network!.ToSettings(CertificateOf(authority, site.Network.Tls)),
            GatewayKey = isShared ? [] : ReadServiceKey(directory),
            SharedKey = isShared ? ReadSharedKey(directory, urn, nodeKeyThumbprint) : [],
        };
    }

    private static byte[] CertificateOf(CertificateAuthority authority, bool isTls)
    {
        byte[] certificate = authority.Certificate.RawData;
        return !isTls || certificate.Length <= NetworkSettings.MaxAuthorityLength
            ? certificate
            : throw new GatewayConfigurationException(
                $"The authority's certificate has {certificate.Length} bytes; nodes take at most {NetworkSettings.MaxAuthorityLength}. Use an authority that `enviro authority init` made.");
    }

    private static byte[] ReadServiceKey(string directory)
    {
        string path = Path.Combine(directory, GatewayOptions.ServiceKeyFileName);
        byte[] key = new byte[CoseKey.PublicKeyLength];
        try
        {
            string text = File.ReadAllText(path).Trim();
            return text.Length == 2 * key.Length && Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done
                ? key
                : throw new GatewayConfigurationException($"{path} must hold the gateway's public service key, 128 hexadecimal digits. The gateway writes it when it starts.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException(
                $"{path} cannot be read: {unreadable.Message} It holds the key by which nodes know their gateway, which writes it when it starts: start it once, or copy the file here.",
                unreadable);
        }
    }

    private static byte[] ReadSharedKey(string directory, string urn, byte[] thumbprint)
    {
        using SharedKeyStore keys = new(GatewayOptions.Load(directory).Key, directory);
        byte[] key = keys.TryLoad(urn)
            ?? throw new GatewayConfigurationException($"{urn} has no shared key. Give it one with: enviro node add-shared {directory} {urn} --site …");
        return CryptographicOperations.FixedTimeEquals(CoseKey.SymmetricThumbprint(key), thumbprint)
            ? key
            : throw new GatewayConfigurationException($"The shared key of {urn} is another than the one enrolled: restore keys/shared from a backup, or revoke the node and give it a new key.");
    }
}
