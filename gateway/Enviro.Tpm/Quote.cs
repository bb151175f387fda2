using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>What an attestation key signed, and the signature.</summary>
/// <param name="AttestBytes">TPMS_ATTEST, see <see cref="Attest"/>; <c>quote.msg</c> of tpm2-tools.</param>
/// <param name="Signature">
/// ECDSA P-256 with SHA-256 over <paramref name="AttestBytes"/>: r || s, 64 bytes; see <see cref="TpmSignature.Format"/>.
/// </param>
public sealed record Quote(byte[] AttestBytes, byte[] Signature)
{
    /// <summary>Verifies the signature. What was signed, the verifier compares for itself.</summary>
    /// <param name="publicKey">The key that should have signed, X || Y, 64 bytes.</param>
    /// <returns>Whether it did; false as well for bytes that are no key.</returns>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64)
        {
            return false;
        }

        ECParameters parameters = new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32].ToArray(), Y = publicKey[32..].ToArray() },
        };
        try
        {
            using ECDsa key = ECDsa.Create(parameters);
            return key.VerifyData(AttestBytes, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
