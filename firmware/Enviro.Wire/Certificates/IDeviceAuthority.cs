namespace Enviro.Wire;

/// <summary>
/// The deployment's certificate authority as who provisions a secure element sees it. It may be anywhere: in the same process at a bench, behind the
/// board's console.
/// </summary>
public interface IDeviceAuthority
{
    /// <summary>Why the authority last said no, in words for a technician.</summary>
    string Refusal { get; }

    /// <summary>A nonce nobody has seen, <see cref="DeviceBirth.NonceLength"/> bytes; the authority takes evidence over it once.</summary>
    byte[] CreateNonce();

    /// <summary>What it issued to the chip of this serial number (9 bytes) for these very keys X‖Y; null if nothing.</summary>
    IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey);

    /// <summary>
    /// Verifies a birth over the nonce it gave last and certifies the key; null, with <see cref="Refusal"/>, if it does not. When this returns, what
    /// was issued is on record for good: a chip never holds a certificate its authority does not know.
    /// </summary>
    IssuedDevice? Certify(DeviceBirth birth);

    /// <summary>
    /// Whether a finished chip is in order: <paramref name="certificate"/> (DER) is the authority's own for this key, and the quote over the nonce it
    /// gave last is by the attestation key the certificate names. False with <see cref="Refusal"/>.
    /// </summary>
    bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote);
}
