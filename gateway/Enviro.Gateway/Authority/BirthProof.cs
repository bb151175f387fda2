using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// What the authority sees before it certifies a key: the chip's own statement, by a key that signs nothing but such statements, that the identity key was
/// created in slot 0 after the authority's nonce, and the configuration zone it happened under.
/// </summary>
/// <param name="NumIn">The authority's nonce, 20 bytes.</param>
/// <param name="Random">The chip's random number, 32 bytes.</param>
/// <param name="Configuration">The configuration zone at that time, 128 bytes.</param>
/// <param name="PublicKey">The identity key X‖Y, 64 bytes.</param>
/// <param name="AttestationKey">The attestation key X‖Y, 64 bytes.</param>
/// <param name="Signature">r‖s, 64 bytes.</param>
public sealed record BirthProof(byte[] NumIn, byte[] Random, byte[] Configuration, byte[] PublicKey, byte[] AttestationKey, byte[] Signature)
{
    private const int IdentitySlot = 0;
    private const int AttestationSlot = 1;

    /// <summary>The chip's serial number, 9 bytes.</summary>
    public byte[] SerialNumber => Atecc608Configuration.SerialNumber(Configuration);

    /// <summary>
    /// Says what is wrong, or null: the zones must be locked, the configuration be the one given, and the signature be the attestation key's over
    /// the creation of this key.
    /// </summary>
    public string? FindFault(ChipConfiguration expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (!Atecc608Configuration.IsLocked(Configuration))
        {
            return "configuration and data zones are not both locked";
        }

        for (int i = 0; i < Configuration.Length; i++)
        {
            if (((Configuration[i] ^ expected.Written[i]) & expected.Mask[i]) != 0)
            {
                return $"byte {i} of the configuration is {Configuration[i]:X2}, not {expected.Written[i]:X2}";
            }
        }

        byte[] digest = Atecc608Evidence.KeyProofDigest(
            NumIn, Random, Atecc608Digests.GenKeyCreateDigestMode, IdentitySlot, PublicKey, Configuration, AttestationSlot);
        return Es256.Verify(AttestationKey, digest, Signature) ? null : "the chip's signature over the creation of the key does not verify";
    }
}
