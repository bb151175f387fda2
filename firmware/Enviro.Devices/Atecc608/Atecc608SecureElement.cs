using Enviro.Node;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// The node's identity on an ATECC608B: the private key in slot 0, Counter[0] as the boot counter. Each operation wakes the chip, does
/// its work and puts it to sleep, so that nothing it loaded outlives it and the chip draws less than 150 nA between readings.
/// </summary>
/// <remarks>
/// Transient faults are retried a bounded number of times inside the driver; what remains is reported as false, with the reason in
/// <see cref="LastStatus"/>.
/// </remarks>
public sealed partial class Atecc608SecureElement : ISecureElement
{
    /// <summary>The slot of the node's key.</summary>
    public const int KeySlot = 0;

    /// <summary>The slot of the key that signs what the chip says about itself, and nothing else.</summary>
    public const int AttestationSlot = 1;

    /// <summary>The slot of who issued the node's certificate, 416 bytes.</summary>
    public const int IssuerSlot = 8;

    /// <summary>The slot of the node's certificate, 72 bytes.</summary>
    public const int CertificateSlot = 10;

    /// <summary>The monotonic counter that names boots.</summary>
    public const int BootCounter = 0;

    private readonly Atecc608Device _device;

    /// <summary>An adapter over a configured, locked chip.</summary>
    public Atecc608SecureElement(Atecc608Device device)
    {
        _device = device;
    }

    /// <summary>How the last operation ended.</summary>
    public Atecc608Status LastStatus { get; private set; }

    /// <inheritdoc/>
    public bool TryGetPublicKey(byte[] publicKey)
    {
        return Finish(_device.TryReadPublicKey(KeySlot, publicKey));
    }

    /// <inheritdoc/>
    public bool TrySign(byte[] digest, byte[] signature)
    {
        return Finish(_device.TrySign(KeySlot, digest, signature));
    }

    /// <inheritdoc/>
    public bool TryAdvanceBootCounter(out uint boot)
    {
        return Finish(_device.TryIncrementCounter(BootCounter, out boot));
    }

    /// <inheritdoc/>
    public bool TryRandom(byte[] random)
    {
        return Finish(_device.TryRandom(random));
    }

    /// <inheritdoc/>
    public bool TryAgree(byte[] publicKey, byte[] sharedSecret)
    {
        return Finish(_device.TryEcdh(KeySlot, publicKey, sharedSecret));
    }

    /// <inheritdoc/>
    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        return Finish(_device.TryVerify(digest, signature, publicKey, out valid));
    }

    /// <summary>Copies the chip's serial number SN[0:8], 9 bytes, to <paramref name="serialNumber"/>.</summary>
    public bool TryGetSerialNumber(byte[] serialNumber)
    {
        return Finish(_device.TryReadSerialNumber(serialNumber));
    }

    /// <summary>
    /// Quotes the chip's configuration with the attestation key over the verifier's 20 bytes, see
    /// <see cref="Atecc608Device.TryQuoteConfiguration"/>.
    /// </summary>
    public bool TryQuote(byte[] numIn, byte[] random, byte[] configuration, byte[] signature)
    {
        return Finish(_device.TryQuoteConfiguration(AttestationSlot, numIn, random, configuration, signature));
    }

    /// <summary>
    /// Proves with the attestation key over the verifier's 20 bytes that the chip holds the node's key, see
    /// <see cref="Atecc608Device.TryProveKey"/>.
    /// </summary>
    public bool TryProveKey(byte[] numIn, byte[] random, byte[] publicKey, byte[] signature)
    {
        return Finish(_device.TryProveKey(KeySlot, AttestationSlot, numIn, random, publicKey, signature));
    }

    /// <summary>
    /// Reads <paramref name="count"/> bytes of a slot that is readable in the clear, as those of certificate and issuer are, see
    /// <see cref="Atecc608Device.TryReadSlot"/>.
    /// </summary>
    public bool TryReadSlot(int slot, int offset, byte[] buffer, int count)
    {
        return Finish(_device.TryReadSlot(slot, offset, buffer, count));
    }

    private bool Finish(bool done)
    {
        LastStatus = _device.LastStatus;

        // A chip that misses this falls asleep by its watchdog; the operation's outcome stands.
        _device.TrySleep();
        return done;
    }
}
