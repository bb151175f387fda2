using System.Security.Cryptography;
using System.Text;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>A key made of its name, which signs the same bytes the same way (RFC 6979): seeds are the same files wherever they are made.</summary>
internal sealed class SeedKey : ISigningKey
{
    private readonly byte[] _privateKey;
    private readonly P256 _curve = new();
    private readonly ECDsa _fast;

    private SeedKey(string name)
    {
        _privateKey = SHA256.HashData(Encoding.ASCII.GetBytes($"enviro fuzz {name}"));
        PublicKey = new byte[CoseKey.PublicKeyLength];
        _curve.TryGetPublicKey(_privateKey, PublicKey);
        Thumbprint = CoseKey.Thumbprint(PublicKey);
        _fast = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = PublicKey[..32], Y = PublicKey[32..] },
            D = _privateKey,
        });
    }

    internal static SeedKey Node { get; } = new("node");

    internal static SeedKey Chip { get; } = new("attestation slot");

    internal static SeedKey Authority { get; } = new("authority");

    internal static SeedKey Operator { get; } = new("operator");

    internal static SeedKey Gateway { get; } = new("gateway");

    internal static SeedKey Service { get; } = new("service");

    public byte[] PublicKey { get; }

    public byte[] Thumbprint { get; }

    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        byte[] signature = new byte[CoseSign1.SignatureLength];
        _curve.Sign(_privateKey, digest.ToArray(), signature);
        return signature;
    }

    /// <summary>Signs by the platform's code, many times as fast and never twice the same.</summary>
    internal byte[] SignFast(ReadOnlySpan<byte> digest) => _fast.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>This key, signing fast.</summary>
    internal ISigningKey Fast => new FastKey(this);

    public void Dispose() => _fast.Dispose();

    private sealed class FastKey(SeedKey key) : ISigningKey
    {
        public byte[] PublicKey => key.PublicKey;

        public byte[] Thumbprint => key.Thumbprint;

        public byte[] SignDigest(ReadOnlySpan<byte> digest) => key.SignFast(digest);

        public void Dispose()
        {
        }
    }
}

/// <summary>Signs nothing: gives the signature a message has, so that what was parsed of it can be written again, whoever signed it.</summary>
internal sealed class EchoKey(byte[] publicKey, byte[] thumbprint, byte[] signature) : ISigningKey
{
    public byte[] PublicKey => publicKey;

    public byte[] Thumbprint => thumbprint;

    /// <summary>The echo of a signed message.</summary>
    internal static EchoKey Of(byte[] message, byte[]? publicKey = null)
    {
        CoseSign1 envelope = CoseSign1.Parse(message);
        CborReader header = new(message, envelope.ProtectedOffset, envelope.ProtectedLength);
        header.ReadMapStart();
        for (int i = 0; i < 5; i++)
        {
            header.Skip();
        }

        return new EchoKey(publicKey ?? [], header.ReadByteString(), message[envelope.SignatureOffset..]);
    }

    public byte[] SignDigest(ReadOnlySpan<byte> digest) => signature;

    public void Dispose()
    {
    }
}
