namespace Enviro.Wire;

/// <summary>
/// Who certifies keys born in secure elements, as the one who provisions a chip sees it. The deployment's authority implements it at the bench; a board's
/// console will carry the same questions to it.
/// </summary>
public interface ICertifier
{
    /// <summary>What a chip keeps of the authority.</summary>
    IssuerRecord Issuer { get; }

    /// <summary>A fresh nonce of 20 bytes for a proof of birth.</summary>
    byte[] NewNonce();

    /// <summary>The certificate issued before for this chip (serial number of 9 bytes) and this key X‖Y; null where there is none.</summary>
    CompressedCertificate? Find(byte[] serialNumber, byte[] publicKey);

    /// <summary>
    /// Certifies a key whose proof of birth holds, and keeps a record of it before it returns; null and why not otherwise.
    /// </summary>
    /// <param name="numIn">The nonce given by <see cref="NewNonce"/>, 20 bytes.</param>
    /// <param name="random">The chip's random number, 32 bytes.</param>
    /// <param name="configuration">The configuration zone at that time, 128 bytes.</param>
    /// <param name="publicKey">The identity key X‖Y.</param>
    /// <param name="attestationKey">The attestation key X‖Y.</param>
    /// <param name="proof">The attestation key's signature r‖s over the creation of the key.</param>
    /// <param name="fault">What does not hold; empty where it was certified.</param>
    CompressedCertificate? Certify(
        byte[] numIn, byte[] random, byte[] configuration, byte[] publicKey, byte[] attestationKey, byte[] proof, out string fault);
}
