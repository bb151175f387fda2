using System;

namespace Enviro.Wire;

/// <summary>How a node reaches its gateway: Wi-Fi, then MQTT at a host and port, over TLS where a certificate authority is given.</summary>
/// <remarks><code>
/// network = { 1 => tstr, 2 => tstr, 3 => tstr, 4 => uint, ? 5 => bstr, ? 6 => tstr }
/// ; SSID, passphrase, host, port, certificate authority in DER (its presence means TLS), SNTP server
/// </code></remarks>
public sealed class NetworkSettings
{
    /// <summary>Longest SSID in bytes (IEEE 802.11 §9.4.2.2).</summary>
    public const int MaxSsidLength = 32;

    /// <summary>Longest passphrase in bytes (IEEE 802.11 §J.4.1); it has at least 8, or none for an open network.</summary>
    public const int MaxPassphraseLength = 63;

    /// <summary>Longest host name in bytes (RFC 1035 §2.3.4).</summary>
    public const int MaxHostLength = 253;

    /// <summary>Largest certificate of the authority in bytes.</summary>
    public const int MaxAuthorityLength = 1024;

    private const int MinPassphraseLength = 8;

    /// <summary>Creates network settings; one out of its range raises <see cref="ArgumentException"/>.</summary>
    /// <param name="ssid">Name of the Wi-Fi network, 1 to 32 bytes.</param>
    /// <param name="passphrase">Its passphrase, 8 to 63 characters; empty for an open network.</param>
    /// <param name="host">Host name or address of the gateway.</param>
    /// <param name="port">Its MQTT port, 1 … 65,535.</param>
    /// <param name="authority">Certificate, in DER, of the authority under which the gateway's server certificate stands; empty for no TLS.</param>
    /// <param name="timeServer">SNTP server that sets a clock nothing else has set; empty for none.</param>
    public NetworkSettings(string ssid, string passphrase, string host, int port, byte[] authority, string timeServer)
    {
        string? fault = FaultOf(ssid, passphrase, host, port, authority, timeServer);
        if (fault != null)
        {
            throw new ArgumentException(fault);
        }

        Ssid = ssid;
        Passphrase = passphrase;
        Host = host;
        Port = port;
        Authority = authority;
        TimeServer = timeServer;
    }

    /// <summary>Name of the Wi-Fi network.</summary>
    public string Ssid { get; }

    /// <summary>Passphrase of the Wi-Fi network, a secret; empty for an open network.</summary>
    public string Passphrase { get; }

    /// <summary>Host name or address of the gateway.</summary>
    public string Host { get; }

    /// <summary>The gateway's MQTT port.</summary>
    public int Port { get; }

    /// <summary>The certificate authority of the gateway's server certificate, DER; empty for no TLS.</summary>
    public byte[] Authority { get; }

    /// <summary>Whether the connection is over TLS.</summary>
    public bool IsTls => Authority.Length > 0;

    /// <summary>SNTP server; empty for none.</summary>
    public string TimeServer { get; }

    internal void Write(CborWriter writer)
    {
        writer.WriteMapStart(4 + (IsTls ? 1 : 0) + (TimeServer.Length > 0 ? 1 : 0));
        writer.WriteInteger(1);
        writer.WriteText(Ssid);
        writer.WriteInteger(2);
        writer.WriteText(Passphrase);
        writer.WriteInteger(3);
        writer.WriteText(Host);
        writer.WriteInteger(4);
        writer.WriteInteger(Port);
        if (IsTls)
        {
            writer.WriteInteger(5);
            writer.WriteByteString(Authority);
        }

        if (TimeServer.Length > 0)
        {
            writer.WriteInteger(6);
            writer.WriteText(TimeServer);
        }
    }

    internal static NetworkSettings Read(CborReader reader)
    {
        int members = reader.ReadMapStart();
        reader.ReadLabel(1);
        string ssid = reader.ReadText(MaxSsidLength);
        reader.ReadLabel(2);
        string passphrase = reader.ReadText(MaxPassphraseLength);
        reader.ReadLabel(3);
        string host = reader.ReadText(MaxHostLength);
        reader.ReadLabel(4);
        int port = (int)reader.ReadUnsigned(65_535);
        byte[] authority = [];
        string timeServer = "";
        bool hasEmpty = false;
        int label = 4;
        for (int i = 4; i < members; i++)
        {
            int next = (int)reader.ReadUnsigned(6);
            if (next <= label)
            {
                throw new WireFormatException("settings: the network's members are not in order");
            }

            label = next;
            if (label == 5)
            {
                authority = reader.ReadByteString();
                hasEmpty |= authority.Length == 0;
            }
            else
            {
                timeServer = reader.ReadText(MaxHostLength);
                hasEmpty |= timeServer.Length == 0;
            }
        }

        string? fault = FaultOf(ssid, passphrase, host, port, authority, timeServer);
        if (fault != null || members < 4 || hasEmpty)
        {
            throw new WireFormatException(fault ?? "settings: the network has members missing or empty");
        }

        return new NetworkSettings(ssid, passphrase, host, port, authority, timeServer);
    }

    private static string? FaultOf(string ssid, string passphrase, string host, int port, byte[] authority, string timeServer)
    {
        if (ssid.Length == 0 || ssid.Length > MaxSsidLength)
        {
            return "settings: an SSID has 1 to 32 bytes";
        }

        if (passphrase.Length > MaxPassphraseLength || (passphrase.Length > 0 && passphrase.Length < MinPassphraseLength))
        {
            return "settings: a passphrase has 8 to 63 characters, or none";
        }

        if (host.Length == 0 || host.Length > MaxHostLength || timeServer.Length > MaxHostLength)
        {
            return "settings: a host has 1 to 253 characters";
        }

        if (port < 1 || port > 65_535)
        {
            return "settings: a port is 1 to 65,535";
        }

        return authority.Length > MaxAuthorityLength ? "settings: the certificate authority is longer than 1,024 bytes" : null;
    }
}
