using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// A P-256 private key in a PEM file (PKCS#8, RFC 5958; file mode 0600): the operator's key, or a gateway's where there is no TPM.
/// For one thread at a time.
/// </summary>
public sealed class SigningKey : ISigningKey
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const long MaxFileLength = 16384;

    private readonly ECDsa _ecdsa;

    private SigningKey(ECDsa ecdsa)
    {
        _ecdsa = ecdsa;
        ECParameters parameters = ecdsa.ExportParameters(false);
        PublicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    /// <inheritdoc/>
    public byte[] PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Thumbprint { get; }

    /// <summary>
    /// Loads a key. A file that is missing, readable by others, or no P-256 private key in PEM raises <see cref="LedgerException"/>.
    /// </summary>
    public static SigningKey Load(string path)
    {
        ECDsa ecdsa = ECDsa.Create();
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly & ~UnixFileMode.UserExecute) != 0)
            {
                throw new LedgerException(
                    LedgerFault.KeyUnusable, $"The key file {path} can be read by others. Take it from them with: chmod 600 {path}");
            }

            if (new FileInfo(path).Length > MaxFileLength)
            {
                throw new CryptographicException("The file is too long for a key.");
            }

            ecdsa.ImportFromPem(File.ReadAllText(path));
            ECParameters parameters = ecdsa.ExportParameters(true);
            CryptographicOperations.ZeroMemory(parameters.D);
            return parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? new SigningKey(ecdsa)
                : throw new CryptographicException("The curve is not P-256.");
        }
        catch (Exception exception)
        {
            ecdsa.Dispose();
            throw exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException
                ? Unusable(path, "a P-256 private key in PEM (PKCS#8) must be there, readable by this user", exception)
                : exception;
        }
    }

    /// <summary>
    /// Makes a new key and its file, complete and durable or not at all. A file that is already there raises <see cref="LedgerException"/>:
    /// a key is never overwritten.
    /// </summary>
    public static SigningKey Create(string path)
    {
        ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string unfinished = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (FileStream file = new(unfinished, options))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(ecdsa.ExportPkcs8PrivateKeyPem() + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
            return new SigningKey(ecdsa);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ecdsa.Dispose();
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }

            throw Unusable(path, "the folder must exist and be writable, and no file of that name may be there", exception);
        }
    }

    /// <summary>Loads the key if the file is there and creates it otherwise.</summary>
    public static SigningKey LoadOrCreate(string path) => File.Exists(path) ? Load(path) : Create(path);

    /// <inheritdoc/>
    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, SHA256.HashSizeInBytes, nameof(digest));
        return _ecdsa.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Frees the key.</summary>
    public void Dispose() => _ecdsa.Dispose();

    private static LedgerException Unusable(string path, string needed, Exception cause) =>
        new(LedgerFault.KeyUnusable, $"The key file {path} cannot be used: {needed} ({cause.Message}).", false, cause);
}
