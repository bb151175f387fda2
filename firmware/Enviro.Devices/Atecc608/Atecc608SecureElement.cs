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
public sealed class Atecc608SecureElement : ISecureElement
{
    /// <summary>The slot of the node's key.</summary>
    public const int KeySlot = 0;

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

    private bool Finish(bool done)
    {
        LastStatus = _device.LastStatus;

        // A chip that misses this falls asleep by its watchdog; the operation's outcome stands.
        _device.TrySleep();
        return done;
    }
}
