namespace Enviro.Wire;

/// <summary>
/// The digests under an ATECC608B's two pieces of evidence, as its attestation key signs them: ES256 over these 32 bytes, verified as a
/// hash, since the chip has hashed the message itself.
/// </summary>
public static class Atecc608Evidence
{
    /// <summary>
    /// Quote of the configuration: Nonce(random, <paramref name="numIn"/>), GenDig over blocks 0, 1, 2, 3, Sign internal (mode 40) with the
    /// key in <paramref name="attestationSlot"/>. The 128 bytes are the claim, the signature says that the chip holds them.
    /// </summary>
    /// <remarks>
    /// After GenDig over the configuration TempKey's KeyID is 0, so that the signed message names SlotConfig, KeyConfig and SlotLocked of
    /// slot 0 whatever slot signs.
    /// </remarks>
    public static byte[] QuoteDigest(byte[] numIn, byte[] random, byte[] configuration, int attestationSlot)
    {
        byte[] serialNumber = Atecc608Configuration.SerialNumber(configuration);
        byte[] tempKey = Atecc608Digests.NonceTempKey(random, numIn, Atecc608Digests.NonceRandomMode);
        for (int block = 0; block < 4; block++)
        {
            tempKey = Atecc608Digests.GenDigConfiguration(tempKey, block, configuration, 32 * block, serialNumber);
        }

        return Sign(tempKey, attestationSlot, configuration, 0, 0, serialNumber);
    }

    /// <summary>
    /// Proof of a key: Nonce(random, <paramref name="numIn"/>), GenKey with digest in <paramref name="slot"/>, Sign internal (mode 40) with
    /// the key in <paramref name="attestationSlot"/>. <paramref name="genKeyMode"/> tells a key created in that very session
    /// (<see cref="Atecc608Digests.GenKeyCreateDigestMode"/>) from one the chip held (<see cref="Atecc608Digests.GenKeyDigestMode"/>).
    /// </summary>
    public static byte[] KeyProofDigest(
        byte[] numIn, byte[] random, byte genKeyMode, int slot, byte[] publicKey, byte[] configuration, int attestationSlot)
    {
        Atecc608Configuration.RequireSlot(slot);
        byte[] serialNumber = Atecc608Configuration.SerialNumber(configuration);
        byte[] tempKey = Atecc608Digests.NonceTempKey(random, numIn, Atecc608Digests.NonceRandomMode);
        tempKey = Atecc608Digests.GenKeyTempKey(tempKey, genKeyMode, slot, serialNumber, publicKey);
        byte flags = (byte)(Atecc608Digests.FlagGenKeyData | slot);
        return Sign(tempKey, attestationSlot, configuration, slot, flags, serialNumber);
    }

    private static byte[] Sign(byte[] tempKey, int attestationSlot, byte[] configuration, int slot, byte flags, byte[] serialNumber)
    {
        Atecc608Configuration.RequireSlot(attestationSlot);
        return Atecc608Digests.SignInternalDigest(
            tempKey,
            Atecc608Digests.SignInternalMode,
            attestationSlot,
            Atecc608Configuration.SlotConfig(configuration, slot),
            Atecc608Configuration.KeyConfig(configuration, slot),
            flags,
            Atecc608Configuration.IsSlotUnlocked(configuration, slot),
            serialNumber);
    }
}
