namespace Enviro.Gateway;

/// <summary>Opens the seal key that a URI in the configuration names.</summary>
public static class SealKeys
{
    /// <summary>
    /// Opens <c>tpm:…</c>, <c>tpm+tcp:…</c> or <c>tpm+unix:…</c> as a TPM, <c>file:…</c> as a PEM file relative to <paramref name="directory"/>.
    /// Any other scheme is refused with <see cref="GatewayConfigurationException"/>.
    /// </summary>
    public static ISealKey Open(string uri, string directory)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (KeyUri.TryGetFile(uri, directory, out string? path))
        {
            return new SoftwareSealKey(path);
        }

        return KeyUri.IsTpm(uri) ? new TpmSealKey(uri) : throw KeyUri.Unknown(uri);
    }
}
