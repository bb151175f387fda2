using System.Security.Cryptography;
using Enviro.Ledger;

namespace Enviro.Devices.Tests;

/// <summary>An authority's key that two authorities of one test share; it outlives either.</summary>
internal sealed class KeptKey : ISigningKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public KeptKey()
    {
        ECPoint point = _key.ExportParameters(false).Q;
        PublicKey = [.. point.X!, .. point.Y!];
    }

    public byte[] PublicKey { get; }

    public byte[] Thumbprint => Wire.CoseKey.Thumbprint(PublicKey);

    public byte[] SignDigest(ReadOnlySpan<byte> digest) => _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => GC.SuppressFinalize(this);
}
