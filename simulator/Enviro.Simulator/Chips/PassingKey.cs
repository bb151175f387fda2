using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A P-256 private key that ends with the process. For one thread at a time.</summary>
internal sealed class PassingKey : ISigningKey
{
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal PassingKey()
    {
        ECPoint point = _ecdsa.ExportParameters(false).Q;
        PublicKey = [.. point.X!, .. point.Y!];
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    public byte[] PublicKey { get; }

    public byte[] Thumbprint { get; }

    /// <summary>The key for .NET's own certificate requests.</summary>
    internal ECDsa Ecdsa => _ecdsa;

    public byte[] SignDigest(ReadOnlySpan<byte> digest) => _ecdsa.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _ecdsa.Dispose();
}
