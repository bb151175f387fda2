using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>A new P-256 key that is in no file: ten thousand nodes would wait for ten thousand syncs.</summary>
public sealed class MemoryKey : ISigningKey
{
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes the key.</summary>
    public MemoryKey()
    {
        ECParameters parameters = _ecdsa.ExportParameters(false);
        PublicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    /// <inheritdoc/>
    public byte[] PublicKey { get; }

    /// <inheritdoc/>
    public byte[] Thumbprint { get; }

    /// <inheritdoc/>
    public byte[] SignDigest(ReadOnlySpan<byte> digest) => _ecdsa.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <inheritdoc/>
    public void Dispose() => _ecdsa.Dispose();
}
