using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>ES256 (RFC 9053 §2.1) for keys that are used once; <see cref="Es256Key"/> is for those that are used again.</summary>
public static class Es256
{
    /// <summary>
    /// Verifies a signature r‖s of 64 bytes over a SHA-256 digest. False also for a public key that is no point of P-256 and for a signature
    /// or digest of another length.
    /// </summary>
    public static bool Verify(byte[] publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        using ECDsa? ecdsa = TryImport(publicKey);
        return ecdsa is not null && VerifyWith(ecdsa, digest, signature);
    }

    /// <summary>SHA-256 of the Sig_structure (RFC 9052 §4.4, empty external_aad): what the signature of a COSE_Sign1 covers, 32 bytes.</summary>
    public static byte[] DigestOf(CoseSign1 message)
    {
        CborWriter writer = new(message.ProtectedLength + message.PayloadLength + 32);
        message.WriteSigStructure(writer, []);
        return SHA256.HashData(writer.Buffer.AsSpan(0, writer.Length));
    }

    internal static bool VerifyWith(ECDsa ecdsa, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        digest.Length == SHA256.HashSizeInBytes
        && signature.Length == CoseSign1.SignatureLength
        && ecdsa.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Imports X‖Y, or returns null when it is no point of the curve.</summary>
    internal static ECDsa? TryImport(byte[] publicKey)
    {
        if (publicKey.Length != CoseKey.PublicKeyLength)
        {
            return null;
        }

        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
