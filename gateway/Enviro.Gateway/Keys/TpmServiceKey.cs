using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// A signing key that lives in a TPM, one for each purpose. A TPM that went away (its service restarted, its driver reset) is opened again
/// at the next signature. For any number of threads; they take turns.
/// </summary>
public sealed class TpmServiceKey : ISigningKey
{
    private readonly TpmConnection _connection;
    private readonly TpmKeyPurpose _purpose;
    private TpmDevice? _tpm;
    private TpmSigningKey? _key;

    /// <summary>Opens the TPM at <paramref name="uri"/>; the key is made there if it is not there yet. Throws <see cref="LedgerException"/>.</summary>
    /// <param name="uri">The TPM; all keys of one URI share a connection.</param>
    /// <param name="purpose">What the key is for.</param>
    /// <param name="open">Opens the channel of a URI; <see cref="TpmChannel.Open"/> if left out.</param>
    public TpmServiceKey(string uri, TpmKeyPurpose purpose, Func<string, ITpmChannel>? open = null)
    {
        _connection = TpmConnection.Share(uri, open);
        _purpose = purpose;
        try
        {
            PublicKey = Run((_, key) => key.PublicKey);
            Thumbprint = CoseKey.Thumbprint(PublicKey);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public byte[] PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Thumbprint { get; }

    /// <inheritdoc/>
    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, Sha256.DigestLength, nameof(digest));
        byte[] copy = digest.ToArray();
        return Run((_, key) => key.Sign(copy));
    }

    /// <summary>
    /// Has the TPM's attestation key, the one that seals blocks, attest that this key lives beside it. Throws <see cref="LedgerException"/>.
    /// </summary>
    /// <param name="qualifyingData">A nonce or a digest, at most 64 bytes.</param>
    public KeyCertification Certify(byte[] qualifyingData) => Run((tpm, key) => key.CertifyBy(AttestationKey.Open(tpm), qualifyingData));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T Run<T>(Func<TpmDevice, TpmSigningKey, T> use)
    {
        try
        {
            return _connection.Run(tpm =>
            {
                Bind(tpm);
                return use(tpm, _key!);
            });
        }
        catch (Exception failure) when (TpmConnection.IsFailure(failure))
        {
            throw new LedgerException(LedgerFault.KeyUnusable, $"TPM {_connection.Uri}: {failure.Message}", false, failure);
        }
    }

    private void Bind(TpmDevice tpm)
    {
        if (ReferenceEquals(tpm, _tpm))
        {
            return;
        }

        TpmSigningKey key = TpmSigningKey.Open(tpm, _purpose);
        if (PublicKey is not null && !key.PublicKey.AsSpan().SequenceEqual(PublicKey))
        {
            throw new TpmConfigurationException($"the key at 0x{key.Handle:X8} is another than before: the TPM was cleared or exchanged while the gateway ran");
        }

        _key = key;
        _tpm = tpm;
    }
}
