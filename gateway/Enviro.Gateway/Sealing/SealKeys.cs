namespace Enviro.Gateway;

/// <summary>Opens the seal key that a URI in the configuration names.</summary>
public static class SealKeys
{
    private const string FileScheme = "file:";

    /// <summary>
    /// Opens <c>tpm:…</c>, <c>tpm+tcp:…</c> or <c>tpm+unix:…</c> as a TPM, <c>file:…</c> as a PEM file relative to <paramref name="directory"/>.
    /// Any other scheme is refused with <see cref="GatewayConfigurationException"/>.
    /// </summary>
    public static ISealKey Open(string uri, string directory)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (uri.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            return new SoftwareSealKey(Path.Combine(directory, uri[FileScheme.Length..]));
        }

        if (uri.StartsWith("tpm:", StringComparison.Ordinal) || uri.StartsWith("tpm+", StringComparison.Ordinal))
        {
            return new TpmSealKey(uri);
        }

        throw new GatewayConfigurationException(
            $"The key \"{uri}\" has no known scheme. Known are tpm:///dev/tpmrm0, tpm+tcp://127.0.0.1:2321, tpm+unix:///path and file:keys/gateway.pem (a software key, for development).");
    }
}
