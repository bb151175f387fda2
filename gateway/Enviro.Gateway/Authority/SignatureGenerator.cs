using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;

namespace Enviro.Gateway;

/// <summary>Lets a key that lives in a file or in a TPM sign the authority's own certificate.</summary>
internal sealed class SignatureGenerator(ISigningKey key) : X509SignatureGenerator
{
    // ecdsa-with-SHA256 (RFC 5758 §3.2).
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(EcdsaWithSha256);
        }

        return writer.Encode();
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        byte[] signature = key.SignDigest(SHA256.HashData(data));
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    protected override PublicKey BuildPublicKey()
    {
        using ECDsa ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = key.PublicKey[..32], Y = key.PublicKey[32..] },
        });
        return new PublicKey(ecdsa);
    }
}
