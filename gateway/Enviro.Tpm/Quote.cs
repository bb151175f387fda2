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
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey) => TpmSignature.Verify(publicKey, SHA256.HashData(AttestBytes), Signature);
}
