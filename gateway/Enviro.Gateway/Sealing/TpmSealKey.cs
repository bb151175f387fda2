using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Gateway;

/// <summary>
/// Seals with a quote by a TPM's attestation key, over the block header's hash and the platform's PCRs. A TPM that went away (its service
/// restarted, its driver reset) is opened again at the next seal. Shares its connection with the other keys of the same TPM.
/// </summary>
public sealed class TpmSealKey : ISealKey
{
    private readonly TpmConnection _connection;
    private TpmDevice? _tpm;
    private AttestationKey? _key;
    private RollbackCounter? _counter;

    /// <summary>Opens the TPM at <paramref name="uri"/>; its attestation key and counter are made there if they are not there yet.
    /// Throws <see cref="SealingException"/>.</summary>
    /// <param name="uri">The TPM; all keys of one URI share a connection.</param>
    /// <param name="open">Opens the channel of a URI; <see cref="TpmChannel.Open"/> if left out.</param>
    public TpmSealKey(string uri, Func<string, ITpmChannel>? open = null)
    {
        _connection = TpmConnection.Share(uri, open);
        try
        {
            PublicKey = Run(() => _key!.PublicKey);
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
    public bool IsAttestationKey => true;

    /// <inheritdoc/>
    public ulong AdvanceRollbackCounter(ulong previous)
    {
        ulong value = Run(() => _counter!.Advance());
        return value > previous
            ? value
            : throw new SealingException(
                $"The TPM's rollback counter is at {value}, the last block's at {previous}: this ledger was sealed with another TPM, or the TPM was cleared. " +
                "Put back the TPM that belongs to this ledger, or start a new chain.");
    }

    /// <inheritdoc/>
    public Seal Seal(byte[] encodedHeader)
    {
        Quote quote = Run(() => _key!.Quote(BlockHeader.HashOf(encodedHeader), PcrSelection.Platform));
        return Enviro.Ledger.Seal.FromQuote(quote.AttestBytes, quote.Signature);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T Run<T>(Func<T> command)
    {
        try
        {
            return _connection.Run(tpm =>
            {
                Bind(tpm);
                return command();
            });
        }
        catch (Exception failure) when (TpmConnection.IsFailure(failure))
        {
            throw new SealingException($"TPM {_connection.Uri}: {failure.Message}", failure);
        }
    }

    private void Bind(TpmDevice tpm)
    {
        if (ReferenceEquals(tpm, _tpm))
        {
            return;
        }

        AttestationKey key = AttestationKey.Open(tpm);
        if (PublicKey is not null && !key.PublicKey.AsSpan().SequenceEqual(PublicKey))
        {
            throw new TpmConfigurationException("the attestation key is another than before: the TPM was cleared or exchanged while the gateway ran");
        }

        _counter = RollbackCounter.Open(tpm);
        _key = key;
        _tpm = tpm;
    }
}
