using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Gateway;

/// <summary>Opens the signing key that a URI in the configuration names, for one purpose.</summary>
public static class SigningKeys
{
    /// <summary>
    /// Opens <c>tpm:…</c>, <c>tpm+tcp:…</c> or <c>tpm+unix:…</c> as the TPM's key of this purpose, <c>file:…</c> as a PEM file relative to
    /// <paramref name="directory"/>, made if it is missing. Throws <see cref="LedgerException"/> for a key that cannot be used and
    /// <see cref="GatewayConfigurationException"/> for any other scheme.
    /// </summary>
    public static ISigningKey Open(string uri, string directory, TpmKeyPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (KeyUri.TryGetFile(uri, directory, out string? path))
        {
            return SigningKey.LoadOrCreate(path);
        }

        return KeyUri.IsTpm(uri) ? new TpmServiceKey(uri, purpose) : throw KeyUri.Unknown(uri);
    }

    /// <summary>
    /// Where the key of a purpose is, given the URI of the key that seals blocks: in the same TPM, or in a file of its own beside that one,
    /// <c>certificate-authority.pem</c> or <c>service.pem</c>. One file must not serve two purposes.
    /// </summary>
    public static string UriBeside(string sealKeyUri, TpmKeyPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(sealKeyUri);
        if (!sealKeyUri.StartsWith(KeyUri.FileScheme, StringComparison.Ordinal))
        {
            return KeyUri.IsTpm(sealKeyUri) ? sealKeyUri : throw KeyUri.Unknown(sealKeyUri);
        }

        string folder = Path.GetDirectoryName(sealKeyUri[KeyUri.FileScheme.Length..]) ?? "";
        string name = purpose == TpmKeyPurpose.CertificateAuthority ? "certificate-authority.pem" : "service.pem";
        return KeyUri.FileScheme + Path.Combine(folder, name);
    }
}
