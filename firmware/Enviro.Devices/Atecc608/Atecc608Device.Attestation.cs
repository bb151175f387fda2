namespace Enviro.Devices.Atecc608;

// GenDig and Sign of internal messages (DS20005927, Security Commands), and the evidence made of them: what the chip says about itself, signed
// by a key that signs nothing else. Enviro.Wire's Atecc608Evidence computes the same digests for who checks it.
public sealed partial class Atecc608Device
{
    /// <summary>
    /// Sets TempKey to the digest of TempKey and what <paramref name="zone"/> (<see cref="CommandMode.GenDigConfiguration"/> and its like)
    /// holds: for configuration and OTP block <paramref name="keyId"/>, otherwise slot or counter <paramref name="keyId"/>. TempKey must be
    /// loaded in the same session; after a transient status load it anew.
    /// </summary>
    public bool TryGenDig(byte zone, int keyId)
    {
        return Done(GenDig(zone, keyId));
    }

    /// <summary>
    /// Signs with the key in <paramref name="slot"/> the message the chip builds of what GenDig or GenKey left in TempKey, full serial number
    /// included (mode 40); 64 bytes r‖s. TempKey must be loaded in the same session; after a transient status load it anew.
    /// </summary>
    public bool TrySignInternal(int slot, byte[] signature)
    {
        RequireSlot(slot);
        RequireLength(signature, 0, KeyLength);
        return Done(SignInternal(slot, signature));
    }

    /// <summary>
    /// Quotes the configuration: reads the 128 bytes, and has the key in <paramref name="attestationSlot"/> sign that the chip holds them.
    /// Nonce over the verifier's 20 bytes <paramref name="numIn"/> (mode 00), GenDig over configuration blocks 0, 1, 2, 3 (mode 00), Sign
    /// internal with the full serial number (mode 40). <paramref name="random"/> receives the chip's 32 bytes, <paramref name="signature"/>
    /// r‖s. A transient fault starts all of it again, with another random number.
    /// </summary>
    public bool TryQuoteConfiguration(int attestationSlot, byte[] numIn, byte[] random, byte[] configuration, byte[] signature)
    {
        RequireEvidence(attestationSlot, numIn, random, signature);
        RequireLength(configuration, 0, ConfigurationZone.Length);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = Quote(attestationSlot, numIn, random, configuration, signature);
            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        return Done(status);
    }

    /// <summary>
    /// Creates a key in <paramref name="slot"/> and has the key in <paramref name="attestationSlot"/> sign that it was created there and then:
    /// Nonce over the verifier's 20 bytes (mode 00), GenKey create and digest (mode 0C), Sign internal with the full serial number (mode 40).
    /// A transient fault starts all of it again and makes another key; nobody has seen the one before.
    /// </summary>
    public bool TryCreateKeyWithProof(int slot, int attestationSlot, byte[] numIn, byte[] random, byte[] publicKey, byte[] signature)
    {
        return TryProof(CommandMode.GenKeyPrivateDigest, slot, attestationSlot, numIn, random, publicKey, signature);
    }

    /// <summary>
    /// As <see cref="TryCreateKeyWithProof"/> for the key <paramref name="slot"/> holds already, which stays: GenKey public and digest
    /// (mode 08).
    /// </summary>
    public bool TryProveKey(int slot, int attestationSlot, byte[] numIn, byte[] random, byte[] publicKey, byte[] signature)
    {
        return TryProof(CommandMode.GenKeyDigest, slot, attestationSlot, numIn, random, publicKey, signature);
    }

    private static void RequireEvidence(int attestationSlot, byte[] numIn, byte[] random, byte[] signature)
    {
        RequireSlot(attestationSlot);
        RequireLength(numIn, 0, NumInLength);
        RequireLength(random, 0, DigestLength);
        RequireLength(signature, 0, KeyLength);
    }

    private bool TryProof(
        byte genKeyMode, int slot, int attestationSlot, byte[] numIn, byte[] random, byte[] publicKey, byte[] signature)
    {
        RequireSlot(slot);
        RequireEvidence(attestationSlot, numIn, random, signature);
        RequireLength(publicKey, 0, KeyLength);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = NonceRandom(numIn, random);
            if (status == Atecc608Status.Ok)
            {
                status = GenKeyLoaded(genKeyMode, slot, publicKey);
            }

            if (status == Atecc608Status.Ok)
            {
                status = SignInternal(attestationSlot, signature);
            }

            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        return Done(status);
    }

    private Atecc608Status Quote(int attestationSlot, byte[] numIn, byte[] random, byte[] configuration, byte[] signature)
    {
        // What is read here is checked by the signature: bytes damaged or changed in between make it fail at the verifier.
        if (!TryReadConfiguration(configuration))
        {
            return _lastStatus;
        }

        Atecc608Status status = NonceRandom(numIn, random);
        for (int block = 0; block < ConfigurationZone.BlockCount && status == Atecc608Status.Ok; block++)
        {
            status = GenDig(CommandMode.GenDigConfiguration, block);
        }

        return status == Atecc608Status.Ok ? SignInternal(attestationSlot, signature) : status;
    }

    private Atecc608Status GenDig(byte zone, int keyId)
    {
        _link.Begin(Opcode.GenDig, zone, keyId);
        return _link.ExecuteLoaded(1);
    }

    private Atecc608Status SignInternal(int slot, byte[] signature)
    {
        _link.Begin(Opcode.Sign, CommandMode.SignInternal | CommandMode.SignIncludeSerialNumber, slot);
        Atecc608Status status = _link.ExecuteLoaded(KeyLength);
        if (status == Atecc608Status.Ok)
        {
            _link.CopyResponse(0, signature, 0, KeyLength);
        }

        return status;
    }
}
