using Enviro.Ledger;

namespace Enviro.Gateway.Tests;

/// <summary>A software seal key that fails when told to, as a TPM whose service restarts.</summary>
internal sealed class FlakySealKey(string path) : ISealKey
{
    private readonly SoftwareSealKey _key = new(path);

    internal bool Fails { get; set; }

    internal int Attempts { get; private set; }

    public byte[] PublicKey => _key.PublicKey;

    public bool IsAttestationKey => false;

    public ulong AdvanceRollbackCounter(ulong previous)
    {
        Attempts++;
        return Fails ? throw new SealingException("the key is away") : _key.AdvanceRollbackCounter(previous);
    }

    public Seal Seal(byte[] encodedHeader) => _key.Seal(encodedHeader);

    public void Dispose() => _key.Dispose();
}
