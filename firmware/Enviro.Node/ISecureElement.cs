namespace Enviro.Node;

/// <summary>
/// The node's secure element as the agent sees it: the key never leaves it, and its monotonic counter names each boot.
/// Absence or failure is not exceptional: every method says whether it succeeded.
/// </summary>
public interface ISecureElement
{
    /// <summary>Copies the public key X‖Y (64 bytes, SEC 1 §2.3.3 without the 0x04 prefix) to <paramref name="publicKey"/>.</summary>
    bool TryGetPublicKey(byte[] publicKey);

    /// <summary>Signs a 32-byte SHA-256 digest; <paramref name="signature"/> receives 64 bytes r‖s (RFC 9053 §2.1).</summary>
    bool TrySign(byte[] digest, byte[] signature);

    /// <summary>Advances the monotonic counter by one and returns its new value, 1 … 2,097,151. Called once a boot, never per reading.</summary>
    bool TryAdvanceBootCounter(out uint boot);
}
