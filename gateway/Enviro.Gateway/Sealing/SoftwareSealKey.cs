using Enviro.Ledger;

namespace Enviro.Gateway;

/// <summary>
/// Seals with a P-256 key in a PEM file, as an ordinary COSE_Sign1. For development: nothing attests the platform, and the rollback counter
/// is only the number after the last, which a restored backup repeats.
/// </summary>
public sealed class SoftwareSealKey : ISealKey
{
    private readonly SigningKey _key;

    /// <summary>Loads the key at <paramref name="path"/>, or makes one there.</summary>
    public SoftwareSealKey(string path)
    {
        _key = SigningKey.LoadOrCreate(path);
    }

    /// <inheritdoc/>
    public byte[] PublicKey => _key.PublicKey;

    /// <inheritdoc/>
    public bool IsAttestationKey => false;

    /// <inheritdoc/>
    public ulong AdvanceRollbackCounter(ulong previous) => previous + 1;

    /// <inheritdoc/>
    public Seal Seal(byte[] encodedHeader) => Enviro.Ledger.Seal.Sign(_key, encodedHeader);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
