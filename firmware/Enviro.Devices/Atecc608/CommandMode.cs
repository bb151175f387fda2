namespace Enviro.Devices.Atecc608;

/// <summary>Values of a command's first parameter (ATECC508A DS20005927, Security Commands; what goes beyond TempKey is
/// the ATECC608's). This file: commands on zones and the chip as a whole; keys and secrets have files of their own.</summary>
public static partial class CommandMode
{
    /// <summary>Info: the four revision bytes.</summary>
    public const byte InfoRevision = 0x00;

    /// <summary>Info: whether the slot in param2 holds a valid ECC key.</summary>
    public const byte InfoKeyValid = 0x01;

    /// <summary>Info: the flags of TempKey.</summary>
    public const byte InfoState = 0x02;

    /// <summary>Info: read or set the volatile key permission, see <see cref="VolatileKeyPermissionSet"/>.</summary>
    public const byte InfoVolatileKeyPermission = 0x04;

    /// <summary>Info of the volatile key permission, param2: set the permission to bit 0, in place of reading it.</summary>
    public const int VolatileKeyPermissionSet = 0x0002;

    /// <summary>Lock: the configuration zone.</summary>
    public const byte LockConfiguration = 0x00;

    /// <summary>Lock: the data and OTP zones together.</summary>
    public const byte LockDataAndOtp = 0x01;

    /// <summary>Lock: one slot, its number in bits 2 … 5.</summary>
    public const byte LockSlot = 0x02;

    /// <summary>Lock: do not compare the zone with the checksum in param2.</summary>
    public const byte LockIgnoreSummary = 0x80;

    /// <summary>Random: after a new seed.</summary>
    public const byte RandomSeedUpdate = 0x00;

    /// <summary>Random: without a new seed.</summary>
    public const byte RandomNoSeedUpdate = 0x01;

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

    /// <summary>Nonce, param2 bit 15: return TempKey's value in place of a random number.</summary>
    public const int NonceCalculateTempKey = 0x8000;

    /// <summary>Write, added to the zone: the content is encrypted and a MAC follows it.</summary>
    public const byte ZoneEncrypted = 0x40;

    /// <summary>Counter: read.</summary>
    public const byte CounterRead = 0x00;

    /// <summary>Counter: increment and return the new value.</summary>
    public const byte CounterIncrement = 0x01;

    /// <summary>UpdateExtra: UserExtra, byte 84 of the configuration zone.</summary>
    public const byte UpdateUserExtra = 0x00;

    /// <summary>UpdateExtra: UserExtraAdd, byte 85 of the configuration zone.</summary>
    public const byte UpdateUserExtraAdd = 0x01;

    /// <summary>UpdateExtra: use up one use of the limited key in param2.</summary>
    public const byte UpdateLimitedUse = 0x02;

    /// <summary>SelfTest: run no test, return the failures so far.</summary>
    public const byte SelfTestFailures = 0x00;

    /// <summary>SelfTest: the random number generator.</summary>
    public const byte SelfTestRandom = 0x01;

    /// <summary>SelfTest: signing and verifying.</summary>
    public const byte SelfTestEcdsa = 0x04;

    /// <summary>SelfTest: key agreement.</summary>
    public const byte SelfTestEcdh = 0x08;

    /// <summary>SelfTest: AES.</summary>
    public const byte SelfTestAes = 0x10;

    /// <summary>SelfTest: SHA-256.</summary>
    public const byte SelfTestSha = 0x20;

    /// <summary>SelfTest: every engine.</summary>
    public const byte SelfTestAll = 0x3D;

    /// <summary>SecureBoot: check the digest against the signature in the packet.</summary>
    public const byte SecureBootFull = 0x05;

    /// <summary>SecureBoot: check the digest against what is stored.</summary>
    public const byte SecureBootFullStore = 0x06;

    /// <summary>SecureBoot: as <see cref="SecureBootFull"/>, and store the digest or the signature.</summary>
    public const byte SecureBootFullCopy = 0x07;

    /// <summary>SecureBoot: refuse further SecureBoot commands until the next power-up.</summary>
    public const byte SecureBootProhibit = 0x40;

    /// <summary>SecureBoot: the digest is encrypted and a MAC proves the answer, by the IO protection key.</summary>
    public const byte SecureBootEncryptedMac = 0x80;
}
