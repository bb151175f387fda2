using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Gateway;

/// <summary>
/// Keys the gateway shares with single nodes (HS256, RFC 9053 §3.1), 32 bytes each, one file a node in <c>keys/shared</c> of the data folder:
/// <c>….sealed</c>, which only this machine's TPM opens, or, where the gateway's own key is a file, <c>….unsealed</c>, the key in 64
/// hexadecimal digits. A file of either kind is readable by its owner only (mode 0600). For any number of threads.
/// </summary>
public sealed class SharedKeyStore : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    private const string SealedSuffix = ".sealed";
    private const string PlainSuffix = ".unsealed";

    private readonly string _folder;
    private readonly TpmConnection? _tpm;
    private readonly Lock _writing = new();

    /// <summary>Names the store; nothing is opened yet.</summary>
    /// <param name="keyUri">The URI of the key that seals blocks. Any unknown scheme is refused with <see cref="GatewayConfigurationException"/>.</param>
    /// <param name="directory">The data folder.</param>
    public SharedKeyStore(string keyUri, string directory)
    {
        ArgumentNullException.ThrowIfNull(keyUri);
        _folder = Path.Combine(directory, "keys", "shared");
        if (KeyUri.IsTpm(keyUri))
        {
            _tpm = TpmConnection.Share(keyUri);
        }
        else if (!KeyUri.TryGetFile(keyUri, directory, out _))
        {
            throw KeyUri.Unknown(keyUri);
        }
    }

    /// <summary>Whether keys are sealed by a TPM; they lie in the clear otherwise.</summary>
    public bool IsSealed => _tpm is not null;

    /// <summary>
    /// Loads the key of a node; null when there is none. A file that cannot be opened raises <see cref="LedgerException"/> with
    /// <see cref="LedgerFault.KeyUnusable"/>. Opening a sealed one takes a discrete TPM about a second: keep what comes back.
    /// </summary>
    public byte[]? TryLoad(string urn)
    {
        string path = PathOf(urn, IsSealed);
        try
        {
            if (!File.Exists(path))
            {
                return File.Exists(PathOf(urn, !IsSealed)) ? throw OtherKind(urn) : null;
            }

            return IsSealed ? Unseal(urn, path) : ReadPlain(path);
        }
        catch (Exception failure) when (
            failure is IOException or InvalidDataException or UnauthorizedAccessException or SealedBlobException || TpmConnection.IsFailure(failure))
        {
            throw Unusable(urn, failure.Message, failure);
        }
    }

    /// <summary>
    /// Keeps the key of a node, durably or not at all, in place of any it had. What fails raises <see cref="LedgerException"/> with
    /// <see cref="LedgerFault.KeyUnusable"/>.
    /// </summary>
    public void Store(string urn, byte[] key32)
    {
        ArgumentNullException.ThrowIfNull(key32);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key32.Length, KeyLength, nameof(key32));
        string path = PathOf(urn, IsSealed);
        try
        {
            byte[] content = IsSealed ? Seal(urn, key32) : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key32) + "\n");
            lock (_writing)
            {
                // COMMIT POINT: the node's key is the new one when this returns.
                OwnerOnlyFile.Write(path, content);
                File.Delete(PathOf(urn, !IsSealed));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException || TpmConnection.IsFailure(failure))
        {
            throw Unusable(urn, failure.Message, failure);
        }
    }

    /// <summary>Lets the TPM go.</summary>
    public void Dispose() => _tpm?.Dispose();

    private byte[] Seal(string urn, byte[] key)
    {
        // With the node's name, so that a file given the name of another node's is noticed.
        byte[] secret = [.. SHA256.HashData(Encoding.UTF8.GetBytes(urn)), .. key];
        byte[] blob = _tpm!.Run(tpm => SealedSecret.Seal(tpm, secret));
        CryptographicOperations.ZeroMemory(secret);
        return blob;
    }

    private byte[] Unseal(string urn, string path)
    {
        byte[] blob = ReadAll(path, SealedSecret.MaxBlobLength);
        byte[] secret = _tpm!.Run(tpm => SealedSecret.Unseal(tpm, blob));
        byte[] name = SHA256.HashData(Encoding.UTF8.GetBytes(urn));
        if (secret.Length != name.Length + KeyLength || !secret.AsSpan(0, name.Length).SequenceEqual(name))
        {
            throw new InvalidDataException($"{path} holds the key of another node: somebody exchanged files. Restore it from a backup");
        }

        byte[] key = secret[name.Length..];
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private static byte[] ReadPlain(string path)
    {
        string text = Encoding.ASCII.GetString(OwnerOnlyFile.Read(path, 1024)).Trim();
        byte[] key = new byte[KeyLength];
        return text.Length == 2 * KeyLength && Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done
            ? key
            : throw new InvalidDataException($"{path} must hold 64 hexadecimal digits");
    }

    private static byte[] ReadAll(string path, int maxLength) =>
        new FileInfo(path).Length <= maxLength ? File.ReadAllBytes(path) : throw new InvalidDataException($"{path} is longer than {maxLength} bytes");

    private string PathOf(string urn, bool isSealed) => Path.Combine(_folder, OwnerOnlyFile.NameOf(urn) + (isSealed ? SealedSuffix : PlainSuffix));

    private LedgerException OtherKind(string urn) => Unusable(
        urn,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PathOf(urn, !IsSealed)} was kept while the gateway's key was {(IsSealed ? "a file" : "in a TPM")}; go back to that key, or give the node a new shared key"),
        null);

    private static LedgerException Unusable(string urn, string why, Exception? cause) =>
        new(LedgerFault.KeyUnusable, $"The shared key of {urn} cannot be used: {why.TrimEnd('.')}.", false, cause);
}
