using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A P-256 key of a simulation, for a gateway's services or an operator: the same source of randomness gives the same key, the same digest the same
/// signature. It protects nothing.
/// </summary>
public sealed class SimulatedSigningKey : ISigningKey
{
    private readonly byte[] _privateKey = new byte[P256.ScalarLength];

    /// <summary>Draws a key.</summary>
    public SimulatedSigningKey(SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        do
        {
            random.Fill(_privateKey);
        }
        while (!P256.IsPrivateKey(_privateKey));
        PublicKey = P256.PublicKey(_privateKey);
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    /// <inheritdoc/>
    public byte[] PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Thumbprint { get; }

    /// <inheritdoc/>
    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, Sha256.DigestLength, nameof(digest));
        return P256.SignFast(_privateKey, digest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held that would have to be let go.
    }
}
