using System.Text;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>The network in a <see cref="SiteFile"/>.</summary>
public sealed class SiteNetwork
{
    /// <summary>Port of MQTT over TLS, as registered (IANA: secure-mqtt).</summary>
    public const int TlsPort = 8883;

    /// <summary>Port of MQTT without TLS, as registered (IANA: mqtt).</summary>
    public const int PlainPort = 1883;

    // WPA2 passphrases are printable ASCII (IEEE 802.11 §J.4.1).
    private const char FirstPrintable = ' ';
    private const char LastPrintable = '~';
    private const int MinPassphraseLength = 8;

    /// <summary>Name of the Wi-Fi network, 1 to 32 bytes of UTF-8.</summary>
    public string Ssid { get; set; } = "";

    /// <summary>Its passphrase, 8 to 63 characters; empty, and written so, for an open network. Null where <see cref="PassphraseFile"/> holds it.</summary>
    public string? Passphrase { get; set; }

    /// <summary>A file whose first line is the passphrase, relative to the file that names it; so that this one can be shown around.</summary>
    public string? PassphraseFile { get; set; }

    /// <summary>Host name or address of the gateway.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port; 0 is 8883 with TLS, and 1883 without.</summary>
    public int Port { get; set; }

    /// <summary>Whether the node connects over TLS and takes no gateway but one that the deployment's authority certified.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>SNTP server that sets a clock nothing else has set; empty for none.</summary>
    public string TimeServer { get; set; } = "";

    internal int PortInUse => Port != 0 ? Port : Tls ? TlsPort : PlainPort;

    /// <summary>The network as the document holds it; <paramref name="authority"/> is the authority's certificate, DER.</summary>
    internal NetworkSettings ToSettings(byte[] authority) => new(Ssid, Passphrase ?? "", Host, PortInUse, Tls ? authority : [], TimeServer);

    internal void Check()
    {
        SiteFile.Require(Ssid.Length > 0 && Encoding.UTF8.GetByteCount(Ssid) <= NetworkSettings.MaxSsidLength && !Ssid.Any(char.IsControl),
            $"network.ssid must be the Wi-Fi's name, 1 to {NetworkSettings.MaxSsidLength} bytes of UTF-8");
        SiteFile.Require(Passphrase is null || PassphraseFile is null, "network.passphrase and network.passphraseFile exclude each other: leave one out");
        SiteFile.Require(Passphrase is not null || PassphraseFile is not null,
            "network.passphraseFile must name a file with the Wi-Fi's passphrase, or network.passphrase be it; \"passphrase\": \"\" is an open network");
        SiteFile.Require(IsHost(Host), $"network.host must be the gateway's host name or address, 1 to {NetworkSettings.MaxHostLength} letters without a port");
        SiteFile.Require(Port is >= 0 and <= 65_535, $"network.port must be 1 to 65535; left out it is {TlsPort} with TLS and {PlainPort} without");
        SiteFile.Require(TimeServer.Length == 0 || IsHost(TimeServer), "network.timeServer must be a host name or address, or be left out");
        CheckPassphrase(Passphrase ?? "", "network.passphrase");
    }

    /// <summary>Puts the passphrase's file in the place of its name.</summary>
    internal void ReadPassphrase(string folder)
    {
        if (PassphraseFile is null)
        {
            return;
        }

        string path = Path.Combine(folder, PassphraseFile);
        try
        {
            using StreamReader reader = new(path);
            Passphrase = reader.ReadLine() ?? "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"network.passphraseFile {path} cannot be read: {unreadable.Message}", unreadable);
        }

        SiteFile.Require(Passphrase.Length > 0, $"network.passphraseFile {path} is empty: its first line must be the passphrase");
        CheckPassphrase(Passphrase, $"the first line of network.passphraseFile {path}");
        PassphraseFile = null;
    }

    private static void CheckPassphrase(string passphrase, string what) => SiteFile.Require(
        passphrase.Length == 0
            || (passphrase.Length is >= MinPassphraseLength and <= NetworkSettings.MaxPassphraseLength && passphrase.All(letter => letter is >= FirstPrintable and <= LastPrintable)),
        $"{what} must have {MinPassphraseLength} to {NetworkSettings.MaxPassphraseLength} letters of ASCII; it has {passphrase.Length}");

    private static bool IsHost(string host) =>
        host.Length is > 0 and <= NetworkSettings.MaxHostLength && Uri.CheckHostName(host) is not UriHostNameType.Unknown;
}
