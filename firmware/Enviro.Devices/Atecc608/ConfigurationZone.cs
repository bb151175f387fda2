namespace Enviro.Devices.Atecc608;

/// <summary>
/// Byte offsets of the configuration zone, 128 bytes (ATECC508A DS20005927, Configuration Zone; with the ATECC608's fields).
/// </summary>
public static class ConfigurationZone
{
    /// <summary>Bytes in the zone.</summary>
    public const int Length = 128;

    /// <summary>SN[0:3]: 01 23 and two unique bytes.</summary>
    public const int SerialNumberStartOffset = 0;

    /// <summary>Revision, 4 bytes: 00 00 60 03 for the ATECC608B.</summary>
    public const int RevisionOffset = 4;

    /// <summary>SN[4:8], 5 bytes, the last of them EE.</summary>
    public const int SerialNumberEndOffset = 8;

    /// <summary>AES_Enable, bit 0.</summary>
    public const int AesEnableOffset = 13;

    /// <summary>I2C_Enable, bit 0.</summary>
    public const int I2cEnableOffset = 14;

    /// <summary>I2C_Address: the 7-bit address shifted left by one.</summary>
    public const int I2cAddressOffset = 16;

    /// <summary>CountMatch.</summary>
    public const int CountMatchOffset = 18;

    /// <summary>ChipMode: bit 0 address from UserExtraAdd, bit 1 input levels, bit 2 watchdog, bits 3 … 7 clock divider.</summary>
    public const int ChipModeOffset = 19;

    /// <summary>SlotConfig, 16 × 2 bytes, little-endian.</summary>
    public const int SlotConfigOffset = 20;

    /// <summary>Counter[0], 8 bytes.</summary>
    public const int Counter0Offset = 52;

    /// <summary>Counter[1], 8 bytes.</summary>
    public const int Counter1Offset = 60;

    /// <summary>UseLock.</summary>
    public const int UseLockOffset = 68;

    /// <summary>VolatileKeyPermission.</summary>
    public const int VolatileKeyPermissionOffset = 69;

    /// <summary>SecureBoot, 2 bytes.</summary>
    public const int SecureBootOffset = 70;

    /// <summary>KdfIvLoc.</summary>
    public const int KdfIvLocationOffset = 72;

    /// <summary>KdfIvStr, 2 bytes.</summary>
    public const int KdfIvStringOffset = 73;

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

    /// <summary>ChipOptions, 2 bytes.</summary>
    public const int ChipOptionsOffset = 90;

    /// <summary>X509format, 4 bytes.</summary>
    public const int X509FormatOffset = 92;

    /// <summary>KeyConfig, 16 × 2 bytes, little-endian.</summary>
    public const int KeyConfigOffset = 96;

    /// <summary>A lock byte of an unlocked zone.</summary>
    public const byte Unlocked = 0x55;

    /// <summary>A lock byte of a locked zone.</summary>
    public const byte Locked = 0x00;

    /// <summary>ChipMode bit 2: the watchdog takes about 10 s in place of 1.3 s.</summary>
    public const int ChipModeLongWatchdog = 0x04;

    /// <summary>ChipMode bits 3 … 7, see <see cref="Atecc608ClockDivider"/>.</summary>
    public const int ChipModeClockDividerMask = 0xF8;
}
