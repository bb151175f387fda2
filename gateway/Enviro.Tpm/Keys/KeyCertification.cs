using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// Proof that a signing key lives in the TPM of an attestation key: TPM2_Certify by that key (TPM 2.0 Part 3, 18.2). Whoever trusts the
/// attestation key learns the other's public key, that the TPM made it, and that it cannot leave.
/// </summary>
/// <param name="PublicArea">TPMT_PUBLIC of the key that is certified, see <see cref="TpmPublic"/>.</param>
/// <param name="AttestBytes">TPMS_ATTEST over its Name, see <see cref="CertifyAttest"/>.</param>
/// <param name="Signature">By the attestation key over <paramref name="AttestBytes"/>: r || s, 64 bytes.</param>
public sealed record KeyCertification(byte[] PublicArea, byte[] AttestBytes, byte[] Signature)
{
    private const TpmObjectAttributes Required = TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent
        | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.Sign;

    /// <summary>Verifies the proof; needs no TPM and never throws on what it is given.</summary>
    /// <param name="attestationKey">The attestation key that is trusted, X || Y, 64 bytes.</param>
    /// <param name="qualifyingData">What was given to the command; a proof made for another question is refused.</param>
    /// <param name="key">The certified key, unrestricted and a primary of the owner hierarchy; null if the proof does not hold.</param>
    /// <returns>Whether it holds.</returns>
    public bool TryVerify(ReadOnlySpan<byte> attestationKey, ReadOnlySpan<byte> qualifyingData, [NotNullWhen(true)] out TpmPublic? key)
    {
        bool holds = TpmPublic.TryParse(PublicArea, out key)
            && key.Point.Length != 0
            && (key.Attributes & (Required | TpmObjectAttributes.Restricted | TpmObjectAttributes.Decrypt)) == Required
            && CertifyAttest.TryParse(AttestBytes, out CertifyAttest? attest)
            && attest.ExtraData.AsSpan().SequenceEqual(qualifyingData)
            && attest.Name.AsSpan().SequenceEqual(key.Name)
            && attest.QualifiedName.AsSpan().SequenceEqual(key.QualifiedNameUnder(TpmHandles.Owner))
            && TpmSignature.Verify(attestationKey, SHA256.HashData(AttestBytes), Signature);
        key = holds ? key : null;
        return holds;
    }
}
