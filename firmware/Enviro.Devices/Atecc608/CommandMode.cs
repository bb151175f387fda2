namespace Enviro.Devices.Atecc608;

/// <summary>Values of a command's first parameter (ATECC508A DS20005927, Security Commands; what goes beyond TempKey is
/// the ATECC608's).</summary>
public static class CommandMode
{
    /// <summary>Info: the four revision bytes.</summary>
    public const byte InfoRevision = 0x00;

    /// <summary>Info: whether the slot in param2 holds a valid ECC key.</summary>
    public const byte InfoKeyValid = 0x01;

    /// <summary>Info: the flags of TempKey.</summary>
    public const byte InfoState = 0x02;

    /// <summary>Lock: the configuration zone.</summary>
    public const byte LockConfiguration = 0x00;

    /// <summary>Lock: the data and OTP zones together.</summary>
    public const byte LockDataAndOtp = 0x01;

    /// <summary>Lock: one slot, its number in bits 2 … 5.</summary>
    public const byte LockSlot = 0x02;

    /// <summary>Lock: do not compare the zone with the checksum in param2.</summary>
    public const byte LockIgnoreSummary = 0x80;

    /// <summary>Nonce: combine a random number with the host's 20 bytes, after a new seed.</summary>
    public const byte NonceRandom = 0x00;

    /// <summary>Nonce: as <see cref="NonceRandom"/>, without a new seed.</summary>
    public const byte NonceRandomNoSeedUpdate = 0x01;

    /// <summary>Nonce: load the host's bytes unchanged (pass-through).</summary>
    public const byte NonceFixed = 0x03;

    /// <summary>Nonce: pass-through of 64 bytes in place of 32.</summary>
    public const byte NonceInput64 = 0x20;

    /// <summary>Nonce: load the message digest buffer in place of TempKey.</summary>
    public const byte NonceTargetMessageDigestBuffer = 0x40;

    /// <summary>Nonce: load the alternate key buffer in place of TempKey.</summary>
    public const byte NonceTargetAlternateKeyBuffer = 0x80;

    /// <summary>GenKey: compute the public key of the private key in the slot.</summary>
    public const byte GenKeyPublic = 0x00;

    /// <summary>GenKey: create a random private key in the slot.</summary>
    public const byte GenKeyPrivate = 0x04;

    /// <summary>GenKey: also digest the public key into TempKey.</summary>
    public const byte GenKeyDigest = 0x08;

    /// <summary>GenKey: digest the public key stored in the slot into TempKey.</summary>
    public const byte GenKeyDigestStored = 0x10;

    /// <summary>Sign: the message is the host's digest.</summary>
    public const byte SignExternal = 0x80;

    /// <summary>Sign and Verify: the digest is in the message digest buffer, not in TempKey.</summary>
    public const byte SourceMessageDigestBuffer = 0x20;

    /// <summary>Verify: with the public key in the slot.</summary>
    public const byte VerifyStored = 0x00;

    /// <summary>Verify: with the public key in the packet.</summary>
    public const byte VerifyExternal = 0x02;

    /// <summary>SHA: begin.</summary>
    public const byte ShaStart = 0x00;

    /// <summary>SHA: add 64 bytes.</summary>
    public const byte ShaUpdate = 0x01;

    /// <summary>SHA: add the last 0 … 63 bytes and return the digest.</summary>
    public const byte ShaEnd = 0x02;

    /// <summary>SHA: at the end, return the digest only and load no buffer.</summary>
    public const byte ShaTargetOutputOnly = 0xC0;

    /// <summary>Counter: read.</summary>
    public const byte CounterRead = 0x00;

    /// <summary>Counter: increment and return the new value.</summary>
    public const byte CounterIncrement = 0x01;
}
