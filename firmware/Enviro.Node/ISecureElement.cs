using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The node's secure element as the agent sees it: the key never leaves it, and its monotonic counter names each boot.
/// Absence or failure is not exceptional: every method says whether it succeeded, and one that did not may be tried again.
/// </summary>
public interface ISecureElement
{
    /// <summary>Copies the public key X‖Y (64 bytes, SEC 1 §2.3.3 without the 0x04 prefix) to <paramref name="publicKey"/>.</summary>
    bool TryGetPublicKey(byte[] publicKey);

    /// <summary>Signs a 32-byte SHA-256 digest; <paramref name="signature"/> receives 64 bytes r‖s (RFC 9053 §2.1).</summary>
    bool TrySign(byte[] digest, byte[] signature);

    /// <summary>Advances the monotonic counter by one and returns its new value, 1 … 2,097,151. Called once a boot, never per reading.</summary>
    bool TryAdvanceBootCounter(out uint boot);

    /// <summary>Fills <paramref name="random"/>, 32 bytes, from a source that nobody can predict.</summary>
    bool TryRandom(byte[] random);

    /// <summary>
    /// Agrees on a secret with the holder of <paramref name="publicKey"/> (X‖Y, 64 bytes): <paramref name="sharedSecret"/> receives the X
    /// coordinate of the ECDH, 32 bytes (SP 800-56A §5.7.1.2). False also for a point that is not on the curve.
    /// </summary>
    bool TryAgree(byte[] publicKey, byte[] sharedSecret);

    /// <summary>
    /// Verifies the signature r‖s (64 bytes) of a 32-byte digest by the holder of <paramref name="publicKey"/> (X‖Y, 64 bytes). True says that
    /// it was checked; whether it holds is in <paramref name="valid"/>.
    /// </summary>
    bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid);

    /// <summary>Gives the certificate chain of the key, DER, leaf first; empty where there is none.</summary>
    bool TryGetCertificates(out byte[][] chain);

    /// <summary>Gives the element's own signed statement over a 32-byte nonce; true with null where this element makes none.</summary>
    bool TryQuote(byte[] nonce, out ChipQuote? quote);

    /// <summary>Gives the digest of the element's configuration, 32 bytes; empty where it has none.</summary>
    bool TryGetConfigurationDigest(out byte[] digest);

    /// <summary>
    /// Gives the key identifier (20 bytes, see <see cref="DeviceCertificate.KeyIdOf"/>) of the authority that certified the key, from where nobody can change it:
    /// only that authority's settings are taken. Empty where the element knows none.
    /// </summary>
    bool TryGetAuthorityKeyId(out byte[] keyId);
}
