using System.Globalization;

namespace Enviro.Tpm;

/// <summary>Opens the channel a URI names.</summary>
public static class TpmChannel
{
    /// <summary>The largest command and response, in bytes: the buffer of the Linux driver and of the reference implementation.</summary>
    public const int MaxMessageSize = 4096;

    /// <summary>
    /// How long a command may take. A discrete chip creates a key in under a second, but one that is testing itself or
    /// collecting NV garbage has been seen to take many.
    /// </summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private const string Schemes =
        "known are tpm:///dev/tpmrm0 (a chip), tpm+tcp://127.0.0.1:2321 (swtpm) and tpm+unix:///run/swtpm.sock (swtpm)";

    /// <summary>Opens a channel.</summary>
    /// <param name="uri">
    /// <c>tpm:///dev/tpmrm0</c>, a device file; <c>tpm+tcp://host:port</c> or <c>tpm+unix:///path</c>, the raw command
    /// socket of swtpm.
    /// </param>
    /// <param name="timeout">Limit for connecting and for each command; <see cref="DefaultTimeout"/> if left out.</param>
    /// <returns>The open channel.</returns>
    /// <exception cref="TpmConfigurationException">The URI is not of these forms.</exception>
    /// <exception cref="TpmUnavailableException">Nothing answers there.</exception>
    public static ITpmChannel Open(string uri, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        TimeSpan limit = timeout ?? DefaultTimeout;
        string[] parts = uri.Split("://", 2);
        return (parts[0], parts.Length == 2 ? parts[1] : "") switch
        {
            ("tpm", ['/', _, ..] path) => DeviceChannel.Open(path, limit),
            ("tpm+unix", ['/', _, ..] path) => SocketChannel.OpenUnix(path, limit),
            ("tpm+tcp", string authority) when TrySplitAuthority(authority, out string host, out int port) =>
                SocketChannel.OpenTcp(host, port, limit),
            ("tpm" or "tpm+unix" or "tpm+tcp", _) =>
                throw new TpmConfigurationException($"TPM URI '{uri}' lacks an absolute path or host:port; {Schemes}"),
            _ => throw new TpmConfigurationException($"TPM URI '{uri}' has an unknown scheme; {Schemes}"),
        };
    }

    private static bool TrySplitAuthority(string authority, out string host, out int port)
    {
        int colon = authority.LastIndexOf(':');
        host = colon > 0 ? authority[..colon] : "";
        port = 0;
        return colon > 0
            && int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }
}
