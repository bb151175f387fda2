namespace Enviro.Devices.Atecc608;

/// <summary>Command opcodes, the second byte of a command packet (ATECC508A DS20005927, Security Commands; ATECC608B DS40002239).</summary>
public static class Opcode
{
    /// <summary>Reads 4 or 32 bytes of a zone.</summary>
    public const byte Read = 0x02;

    /// <summary>Computes a SHA-256 MAC of a key and a challenge.</summary>
    public const byte Mac = 0x08;

    /// <summary>Writes 4 or 32 bytes of a zone.</summary>
    public const byte Write = 0x12;

    /// <summary>Digests a stored value into TempKey.</summary>
    public const byte GenDig = 0x15;

    /// <summary>Loads TempKey, the message digest buffer or the alternate key buffer.</summary>
    public const byte Nonce = 0x16;

    /// <summary>Locks a zone or a slot for good.</summary>
    public const byte Lock = 0x17;

    /// <summary>Returns 32 random bytes.</summary>
    public const byte Random = 0x1B;

    /// <summary>Rolls or creates a symmetric key in a slot.</summary>
    public const byte DeriveKey = 0x1C;

    /// <summary>Writes UserExtra or UserExtraAdd, also after the configuration zone is locked.</summary>
    public const byte UpdateExtra = 0x20;

    /// <summary>Reads or increments a monotonic counter.</summary>
    public const byte Counter = 0x24;

    /// <summary>Checks a MAC computed elsewhere, and authorizes the use of keys that ask for it.</summary>
    public const byte CheckMac = 0x28;

    /// <summary>Returns revision, key validity, volatile state or the volatile key permission.</summary>
    public const byte Info = 0x30;

    /// <summary>Creates a private key, or computes or digests a public key.</summary>
    public const byte GenKey = 0x40;

    /// <summary>Signs with a private key in a slot.</summary>
    public const byte Sign = 0x41;

    /// <summary>Agrees on a shared secret with a peer's public key.</summary>
    public const byte Ecdh = 0x43;

    /// <summary>Verifies a signature.</summary>
    public const byte Verify = 0x45;

    /// <summary>Writes an ECC private key to a slot.</summary>
    public const byte PrivWrite = 0x46;

    /// <summary>Computes SHA-256 or HMAC-SHA-256 in pieces.</summary>
    public const byte Sha = 0x47;

    /// <summary>Encrypts or decrypts one block, or multiplies in GCM's field.</summary>
    public const byte Aes = 0x51;

    /// <summary>Derives a key by TLS 1.2's PRF, HKDF or AES.</summary>
    public const byte Kdf = 0x56;

    /// <summary>Tests the chip's cryptographic engines.</summary>
    public const byte SelfTest = 0x77;

    /// <summary>Checks a firmware image's digest and signature.</summary>
    public const byte SecureBoot = 0x80;
}
