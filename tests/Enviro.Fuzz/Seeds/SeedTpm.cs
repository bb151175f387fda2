using Enviro.Tpm;

namespace Enviro.Fuzz;

/// <summary>Structures as a TPM gives them.</summary>
internal static class SeedTpm
{
    private static readonly TpmClock s_clock = new(123_456_789, 4, 1, true);

    internal static Attest Attest() => new(Signer(), SeedMessages.Nonce, s_clock, 0x2019_0704, PcrSelection.Sha256(0, 8, 15), SeedMessages.HelloNonce);

    internal static CertifyAttest Certify() => new(Signer(), SeedMessages.Nonce, s_clock, 1, Public().Name, Public().QualifiedNameUnder(TpmHandles.Owner));

    internal static TpmPublic Public() => TpmPublic.Create(TpmPublic.AttestationTemplate.Attributes, SeedKey.Gateway.PublicKey);

    /// <summary>The template of a storage key with a point in it.</summary>
    internal static byte[] StoragePublic() =>
        [.. TpmStoragePublic.Template.Encoded[..^4], 0, 32, .. SeedKey.Gateway.PublicKey[..32], 0, 32, .. SeedKey.Gateway.PublicKey[32..]];

    private static byte[] Signer() => Public().QualifiedNameUnder(TpmHandles.Owner);
}
