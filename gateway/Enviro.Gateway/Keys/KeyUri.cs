using System.Diagnostics.CodeAnalysis;

namespace Enviro.Gateway;

/// <summary>The URIs that name keys in the configuration: <c>tpm:…</c>, <c>tpm+tcp:…</c>, <c>tpm+unix:…</c> and <c>file:…</c>.</summary>
internal static class KeyUri
{
    internal const string FileScheme = "file:";

    /// <summary>Says whether a TPM is named; whether the rest of the URI is one, the TPM's channel checks.</summary>
    internal static bool IsTpm(string uri) => uri.StartsWith("tpm:", StringComparison.Ordinal) || uri.StartsWith("tpm+", StringComparison.Ordinal);

    /// <summary>Says whether a file is named, and which; relative to the data folder.</summary>
    internal static bool TryGetFile(string uri, string directory, [NotNullWhen(true)] out string? path)
    {
        path = uri.StartsWith(FileScheme, StringComparison.Ordinal) ? Path.Combine(directory, uri[FileScheme.Length..]) : null;
        return path is not null;
    }

    /// <summary>The refusal of any other scheme.</summary>
    internal static GatewayConfigurationException Unknown(string uri) => new(
        $"The key \"{uri}\" has no known scheme. Known are tpm:///dev/tpmrm0, tpm+tcp://127.0.0.1:2321, tpm+unix:///path and file:keys/gateway.pem (a software key, for development).");
}
