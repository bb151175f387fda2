namespace Enviro.Devices.Atecc608;

/// <summary>
/// Byte offsets and bits of the configuration zone, 128 bytes (ATECC508A DS20005927, Configuration Zone; with the ATECC608's fields).
/// </summary>
public static partial class ConfigurationZone
{
    /// <summary>Bytes in the zone.</summary>
    public const int Length = 128;

    /// <summary>Blocks of 32 bytes in the zone.</summary>
    public const int BlockCount = 4;

    /// <summary>Bytes in the serial number SN[0:8].</summary>
    public const int SerialNumberLength = 9;

    /// <summary>SN[0:3]: 01 23 and two unique bytes.</summary>
    public const int SerialNumberStartOffset = 0;

    /// <summary>Bytes in SN[0:3].</summary>
    public const int SerialNumberStartLength = 4;

    /// <summary>Revision, 4 bytes: 00 00 60 03 for the ATECC608B.</summary>
    public const int RevisionOffset = 4;

    /// <summary>Bytes in Revision.</summary>
    public const int RevisionLength = 4;

    /// <summary>SN[4:8], 5 bytes, the last of them EE.</summary>
    public const int SerialNumberEndOffset = 8;

    /// <summary>Bytes in SN[4:8].</summary>
    public const int SerialNumberEndLength = 5;

    /// <summary>AES_Enable, bit 0.</summary>
    public const int AesEnableOffset = 13;

    /// <summary>I2C_Enable, bit 0.</summary>
    public const int I2cEnableOffset = 14;

    /// <summary>I2C_Address: the 7-bit address shifted left by one.</summary>
    public const int I2cAddressOffset = 16;

    /// <summary>CountMatch, see <see cref="CountMatchEnable"/>.</summary>
    public const int CountMatchOffset = 18;

    /// <summary>ChipMode: bit 0 address from UserExtraAdd, bit 1 input levels, bit 2 watchdog, bits 3 … 7 clock divider.</summary>
    public const int ChipModeOffset = 19;

    /// <summary>SlotConfig, 16 × 2 bytes, little-endian.</summary>
    public const int SlotConfigOffset = 20;

    /// <summary>Counter[0], 8 bytes.</summary>
    public const int Counter0Offset = 52;

    /// <summary>Counter[1], 8 bytes.</summary>
    public const int Counter1Offset = 60;

    /// <summary>Bytes in a counter.</summary>
    public const int CounterLength = 8;

    /// <summary>UseLock: bits 0 … 3 enable when A, bits 4 … 7 the slot of the locking key.</summary>
    public const int UseLockOffset = 68;

    /// <summary>VolatileKeyPermission: bits 0 … 3 the slot, bit 7 enable.</summary>
    public const int VolatileKeyPermissionOffset = 69;

    /// <summary>SecureBoot, 2 bytes little-endian.</summary>
    public const int SecureBootOffset = 70;

    /// <summary>KdfIvLoc.</summary>
    public const int KdfIvLocationOffset = 72;

    /// <summary>KdfIvStr, 2 bytes.</summary>
    public const int KdfIvStringOffset = 73;

    /// <summary>Reserved, 9 bytes, zero.</summary>
    public const int ReservedOffset = 75;

    /// <summary>Bytes in the reserved field.</summary>
    public const int ReservedLength = 9;

    /// <summary>UserExtra.</summary>
    public const int UserExtraOffset = 84;

    /// <summary>UserExtraAdd.</summary>
    public const int UserExtraAddOffset = 85;

    /// <summary>LockValue, of the data and OTP zones: <see cref="Unlocked"/> or <see cref="Locked"/>.</summary>
    public const int LockValueOffset = 86;

    /// <summary>LockConfig, of this zone: <see cref="Unlocked"/> or <see cref="Locked"/>.</summary>
    public const int LockConfigOffset = 87;

    /// <summary>SlotLocked, 2 bytes little-endian, one bit a slot, 0 means locked.</summary>
    public const int SlotLockedOffset = 88;

    /// <summary>ChipOptions, 2 bytes little-endian.</summary>
    public const int ChipOptionsOffset = 90;

    /// <summary>X509format, 4 bytes.</summary>
    public const int X509FormatOffset = 92;

    /// <summary>Bytes in X509format.</summary>
    public const int X509FormatLength = 4;

    /// <summary>KeyConfig, 16 × 2 bytes, little-endian.</summary>
    public const int KeyConfigOffset = 96;

    /// <summary>A lock byte of an unlocked zone.</summary>
    public const byte Unlocked = 0x55;

    /// <summary>A lock byte of a locked zone.</summary>
    public const byte Locked = 0x00;

    /// <summary>AES_Enable bit 0: the AES command, and KDF by AES, work.</summary>
    public const int AesEnable = 0x01;

    /// <summary>I2C_Enable bit 0: I2C and not the single wire.</summary>
    public const int I2cEnable = 0x01;

    /// <summary>CountMatch bit 0: Counter[0] stops at the value in the slot.</summary>
    public const int CountMatchEnable = 0x01;

    /// <summary>CountMatch bits 4 … 7: the slot that holds the value.</summary>
    public const int CountMatchSlotMask = 0xF0;

    /// <summary>ChipMode bit 0: the I2C address is UserExtraAdd when that is not zero.</summary>
    public const int ChipModeUserExtraAddress = 0x01;

    /// <summary>ChipMode bit 1: input levels relative to the supply.</summary>
    public const int ChipModeTtl = 0x02;

    /// <summary>ChipMode bit 2: the watchdog takes about 10 s in place of 1.3 s.</summary>
    public const int ChipModeLongWatchdog = 0x04;

    /// <summary>ChipMode bits 3 … 7, see <see cref="Atecc608ClockDivider"/>.</summary>
    public const int ChipModeClockDividerMask = 0xF8;

    /// <summary>UseLock bits 0 … 3: <see cref="UseLockEnable"/> enables the lock.</summary>
    public const int UseLockEnableMask = 0x0F;

    /// <summary>UseLock: enabled.</summary>
    public const int UseLockEnable = 0x0A;

    /// <summary>UseLock bits 4 … 7: the slot of the locking key.</summary>
    public const int UseLockSlotMask = 0xF0;

    /// <summary>VolatileKeyPermission bits 0 … 3: the slot of the authorizing key.</summary>
    public const int VolatileKeyPermissionSlotMask = 0x0F;

    /// <summary>VolatileKeyPermission bit 7: enabled.</summary>
    public const int VolatileKeyPermissionEnable = 0x80;

    /// <summary>SecureBoot bits 0 and 1: mode.</summary>
    public const int SecureBootModeMask = 0x0003;

    /// <summary>SecureBoot mode: the command is disabled.</summary>
    public const int SecureBootDisabled = 0x0000;

    /// <summary>SecureBoot mode: digest and signature are given each time.</summary>
    public const int SecureBootFullBoth = 0x0001;

    /// <summary>SecureBoot mode: the signature is stored.</summary>
    public const int SecureBootFullSignature = 0x0002;

    /// <summary>SecureBoot mode: the digest is stored.</summary>
    public const int SecureBootFullDigest = 0x0003;

    /// <summary>SecureBoot bit 3: success sets the persistent latch.</summary>
    public const int SecureBootPersistEnable = 0x0008;

    /// <summary>SecureBoot bit 4: a random nonce is required.</summary>
    public const int SecureBootRandomNonce = 0x0010;

    /// <summary>SecureBoot bits 8 … 11: the slot of the stored digest or signature.</summary>
    public const int SecureBootDigestSlotMask = 0x0F00;

    /// <summary>The lowest bit of the stored digest's slot.</summary>
    public const int SecureBootDigestSlotShift = 8;

    /// <summary>SecureBoot bits 12 … 15: the slot of the public key.</summary>
    public const int SecureBootPublicKeySlotMask = 0xF000;

    /// <summary>The lowest bit of the public key's slot.</summary>
    public const int SecureBootPublicKeySlotShift = 12;

    /// <summary>ChipOptions bit 0: self-test after power-up and wake.</summary>
    public const int ChipOptionsSelfTest = 0x0001;

    /// <summary>ChipOptions bit 1: the IO protection key is in use.</summary>
    public const int ChipOptionsIoProtection = 0x0002;

    /// <summary>ChipOptions bit 2: KDF by AES is allowed.</summary>
    public const int ChipOptionsKdfAes = 0x0004;

    /// <summary>ChipOptions bits 8 and 9: how ECDH may give its secret: 0 in the clear, 1 encrypted, 2 stored, 3 never.</summary>
    public const int ChipOptionsEcdhProtectionMask = 0x0300;

    /// <summary>The lowest bit of ECDH protection.</summary>
    public const int ChipOptionsEcdhProtectionShift = 8;

    /// <summary>ChipOptions bits 10 and 11: how KDF may give its result, as ECDH protection.</summary>
    public const int ChipOptionsKdfProtectionMask = 0x0C00;

    /// <summary>The lowest bit of KDF protection.</summary>
    public const int ChipOptionsKdfProtectionShift = 10;

    /// <summary>ChipOptions bits 12 … 15: the slot of the IO protection key.</summary>
    public const int ChipOptionsIoProtectionSlotMask = 0xF000;

    /// <summary>The lowest bit of the IO protection key's slot.</summary>
    public const int ChipOptionsIoProtectionSlotShift = 12;
}
