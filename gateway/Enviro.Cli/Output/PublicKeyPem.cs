using System.Security.Cryptography;

namespace Enviro.Cli;

/// <summary>A P-256 public key as PEM (SubjectPublicKeyInfo, RFC 5480), as OpenSSL and tpm2-tools read it.</summary>
internal static class PublicKeyPem
{
    internal static string Of(byte[] publicKey)
    {
        ECParameters parameters = new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
        };
        using ECDsa key = ECDsa.Create(parameters);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }
}
