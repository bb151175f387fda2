using System;

namespace Enviro.Wire;

/// <summary>
/// What an ATECC608B digests, computed anew by who checks its signatures (ATECC508A DS20005927: Nonce, GenDig, GenKey, Sign; SHA-256
/// throughout). Serial numbers are the 9 bytes SN[0:8], words little-endian as on the bus.
/// </summary>
public static class Atecc608Digests
{
    /// <summary>Nonce with a new random seed, the mode of <see cref="NonceTempKey"/> that evidence is made with.</summary>
    public const byte NonceRandomMode = 0x00;

    /// <summary>GenKey of the existing key's public key, digested into TempKey.</summary>
    public const byte GenKeyDigestMode = 0x08;

    /// <summary>GenKey of a new key, its public key digested into TempKey.</summary>
    public const byte GenKeyCreateDigestMode = 0x0C;

    /// <summary>Sign of an internal message from TempKey with the full serial number: bit 6 alone.</summary>
    public const byte SignInternalMode = 0x40;

    /// <summary>TempKey's flag GenDigData: digested from a slot.</summary>
    public const byte FlagGenDigData = 0x20;

    /// <summary>TempKey's flag GenKeyData: digested from a public key; bits 0 … 3 say of which slot.</summary>
    public const byte FlagGenKeyData = 0x40;

    private const int DigestLength = Sha256.DigestLength;
    private const int NumInLength = 20;
    private const int BlockLength = 32;
    private const int PublicKeyLength = 64;
    private const byte OpcodeGenDig = 0x15;
    private const byte OpcodeNonce = 0x16;
    private const byte OpcodeGenKey = 0x40;
    private const byte OpcodeSign = 0x41;

    /// <summary>
    /// TempKey after a random Nonce: over the chip's 32 random bytes, the host's 20 and the command. Its source flag is 0, random.
    /// </summary>
    public static byte[] NonceTempKey(byte[] random, byte[] numIn, byte mode)
    {
        RequireLength(random, 0, DigestLength);
        RequireLength(numIn, 0, NumInLength);
        byte[] message = new byte[DigestLength + NumInLength + 3];
        Array.Copy(random, 0, message, 0, DigestLength);
        Array.Copy(numIn, 0, message, DigestLength, NumInLength);
        message[52] = OpcodeNonce;
        message[53] = mode;
        return Sha256.HashData(message);
    }

    /// <summary>
    /// TempKey after GenDig over block 0 … 3 of the configuration zone, whose 32 bytes stand in <paramref name="source"/> at
    /// <paramref name="offset"/>. TempKey's KeyID and flags are 0 afterwards.
    /// </summary>
    public static byte[] GenDigConfiguration(byte[] tempKey, int block, byte[] source, int offset, byte[] serialNumber)
    {
        RequireLength(source, offset, BlockLength);
        byte[] message = new byte[96];
        Array.Copy(source, offset, message, 0, BlockLength);
        PutCommand(message, OpcodeGenDig, 0, block, serialNumber);
        PutTempKey(message, 64, tempKey);
        return Sha256.HashData(message);
    }

    /// <summary>
    /// TempKey after GenKey digested the public key X‖Y of <paramref name="slot"/>. GenKeyData is 1 afterwards and KeyID the slot.
    /// </summary>
    public static byte[] GenKeyTempKey(byte[] tempKey, byte mode, int slot, byte[] serialNumber, byte[] publicKey)
    {
        RequireLength(publicKey, 0, PublicKeyLength);
        byte[] message = new byte[128];
        PutTempKey(message, 0, tempKey);
        PutCommand(message, OpcodeGenKey, mode, slot, serialNumber);
        Array.Copy(publicKey, 0, message, 64, PublicKeyLength);
        return Sha256.HashData(message);
    }

    /// <summary>
    /// The digest Sign signs of an internal message, 55 bytes. <paramref name="slotConfig"/>, <paramref name="keyConfig"/> and
    /// <paramref name="slotUnlocked"/> are those of the slot in the low four bits of <paramref name="flags"/>, TempKey's KeyID, and
    /// not of the signing slot. The public key validity is 0: private keys have none.
    /// </summary>
    public static byte[] SignInternalDigest(
        byte[] tempKey, byte mode, int slot, int slotConfig, int keyConfig, byte flags, bool slotUnlocked, byte[] serialNumber)
    {
        RequireLength(serialNumber, 0, Atecc608Configuration.SerialNumberLength);
        byte[] message = new byte[55];
        PutTempKey(message, 0, tempKey);
        message[32] = OpcodeSign;
        message[33] = mode;
        PutWord(message, 34, slot);
        PutWord(message, 36, slotConfig);
        PutWord(message, 38, keyConfig);
        message[40] = flags;
        message[43] = serialNumber[8];
        message[48] = serialNumber[0];
        message[49] = serialNumber[1];
        if ((mode & SignInternalMode) != 0)
        {
            Array.Copy(serialNumber, 4, message, 44, 4);
            Array.Copy(serialNumber, 2, message, 50, 2);
        }

        message[52] = (byte)(slotUnlocked ? 1 : 0);
        return Sha256.HashData(message);
    }

    // Bytes 32 … 38 of GenDig's and GenKey's messages; 25 zeros follow.
    private static void PutCommand(byte[] message, byte opcode, byte mode, int param2, byte[] serialNumber)
    {
        RequireLength(serialNumber, 0, Atecc608Configuration.SerialNumberLength);
        message[32] = opcode;
        message[33] = mode;
        PutWord(message, 34, param2);
        message[36] = serialNumber[8];
        message[37] = serialNumber[0];
        message[38] = serialNumber[1];
    }

    private static void PutTempKey(byte[] message, int offset, byte[] tempKey)
    {
        RequireLength(tempKey, 0, DigestLength);
        Array.Copy(tempKey, 0, message, offset, DigestLength);
    }

    private static void PutWord(byte[] message, int offset, int value)
    {
        message[offset] = (byte)(value & 0xFF);
        message[offset + 1] = (byte)((value >> 8) & 0xFF);
    }

    private static void RequireLength(byte[] buffer, int offset, int count)
    {
        if (offset < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("Buffer too short.");
        }
    }
}
