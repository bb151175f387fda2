using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>A settings document that was issued: its members, and its bytes as signed.</summary>
/// <param name="Settings">What it says.</param>
/// <param name="Document">The signed document, at most <see cref="SettingsDocument.MaxLength"/> bytes.</param>
public sealed record IssuedSettings(SettingsDocument Settings, byte[] Document)
{
    /// <summary>Its version.</summary>
    public uint Version => Settings.Version;

    /// <summary>Whether it holds what must not be sent where others can read along: a passphrase, or a shared key.</summary>
    public bool IsSecret => Settings.IsShared || Settings.Network!.Passphrase.Length > 0;

    /// <summary>SHA-256 of the document, in hexadecimal digits.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Document));
}

/// <summary>
/// The last settings document of each node, <c>settings/URN.cbor</c> in a data folder (':' as '_'), readable by their owner only since they may hold a
/// passphrase. Each is written whole or not at all.
/// </summary>
public sealed class SettingsFolder(string directory)
{
    /// <summary>Name of the folder.</summary>
    public const string Name = "settings";

    /// <summary>Where the document of a node is.</summary>
    public string PathOf(string urn) => Path.Combine(directory, Name, OwnerOnlyFile.NameOf(urn) + ".cbor");

    /// <summary>
    /// The last document of a node; null where none was issued. One that is damaged, altered or another node's raises
    /// <see cref="GatewayConfigurationException"/>.
    /// </summary>
    public IssuedSettings? Find(string urn)
    {
        string path = PathOf(urn);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            byte[] document = OwnerOnlyFile.Read(path, SettingsDocument.MaxLength);
            SettingsDocument settings = SettingsDocument.Parse(document, out TypedMessage envelope);
            return !Es256.Verify(settings.AuthorityKey, envelope.Digest(), envelope.Signature) ? throw Damaged(path, "its signature does not verify", null)
                : settings.Urn != urn ? throw Damaged(path, $"it is for {settings.Urn}", null)
                : new IssuedSettings(settings, document);
        }
        catch (WireFormatException malformed)
        {
            throw Damaged(path, malformed.Message, malformed);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>
    /// Where the last document for this very key puts a node; null where there is none, or none that can be read, which its delivery tells the operator.
    /// </summary>
    internal string? SiteOf(string urn, byte[] thumbprint)
    {
        try
        {
            return Find(urn) is { } issued && issued.Settings.Node.AsSpan().SequenceEqual(thumbprint) ? issued.Settings.Site : null;
        }
        catch (GatewayConfigurationException)
        {
            return null;
        }
    }

    // COMMIT POINT: the version is taken when this returns; only then may anybody be given the document.
    internal void Store(string urn, byte[] document) => OwnerOnlyFile.Write(PathOf(urn), document);

    private static GatewayConfigurationException Damaged(string path, string why, Exception? cause) =>
        new($"{path} is no settings document ({why}). Restore it from a backup: the next version is counted from it.", cause!);
}
