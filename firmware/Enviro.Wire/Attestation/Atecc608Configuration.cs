using System;

namespace Enviro.Wire;

/// <summary>
/// An ATECC608B's 128-byte configuration zone as who checks evidence reads it (ATECC508A DS20005927, Configuration Zone; with the
/// ATECC608's fields).
/// </summary>
public static class Atecc608Configuration
{
    /// <summary>Bytes in the zone.</summary>
    public const int Length = 128;

    /// <summary>Bytes in the serial number SN[0:8].</summary>
    public const int SerialNumberLength = 9;

    private const int SerialNumberEndOffset = 8;
    private const int SlotConfigOffset = 20;
    private const int CountersOffset = 52;
    private const int CountersLength = 16;
    private const int LockValueOffset = 86;
    private const int SlotLockedOffset = 88;
    private const int KeyConfigOffset = 96;

    /// <summary>SN[0:8]: bytes 0 … 3 and 8 … 12 of the zone.</summary>
    public static byte[] SerialNumber(byte[] configuration)
    {
        RequireZone(configuration);
        byte[] serialNumber = new byte[SerialNumberLength];
        Array.Copy(configuration, 0, serialNumber, 0, 4);
        Array.Copy(configuration, SerialNumberEndOffset, serialNumber, 4, 5);
        return serialNumber;
    }

    /// <summary>SlotConfig of a slot, 0 … 15.</summary>
    public static int SlotConfig(byte[] configuration, int slot)
    {
        return Word(configuration, SlotConfigOffset, slot);
    }

    /// <summary>KeyConfig of a slot, 0 … 15.</summary>
    public static int KeyConfig(byte[] configuration, int slot)
    {
        return Word(configuration, KeyConfigOffset, slot);
    }

    /// <summary>Whether a slot, 0 … 15, is not locked on its own: its bit of SlotLocked is 1.</summary>
    public static bool IsSlotUnlocked(byte[] configuration, int slot)
    {
        return (Word(configuration, SlotLockedOffset, 0) & (1 << RequireSlot(slot))) != 0;
    }

    /// <summary>Whether both this zone and the data and OTP zones are locked: LockConfig and LockValue are 00.</summary>
    public static bool IsLocked(byte[] configuration)
    {
        return Word(configuration, LockValueOffset, 0) == 0;
    }

    /// <summary>
    /// SHA-256 of the zone with zeros for what differs from chip to chip (the serial number, bytes 0 … 3 and 8 … 12) and for what changes
    /// in use (Counter[0] and Counter[1], bytes 52 … 67): the name of a configuration, equal for all chips provisioned alike.
    /// </summary>
    public static byte[] ConfigurationDigest(byte[] configuration)
    {
        RequireZone(configuration);
        byte[] zone = new byte[Length];
        Array.Copy(configuration, 0, zone, 0, Length);
        Array.Clear(zone, 0, 4);
        Array.Clear(zone, SerialNumberEndOffset, 5);
        Array.Clear(zone, CountersOffset, CountersLength);
        return Sha256.HashData(zone);
    }

    internal static int RequireSlot(int slot)
    {
        if (slot < 0 || slot > 15)
        {
            throw new ArgumentOutOfRangeException(nameof(slot));
        }

        return slot;
    }

    private static int Word(byte[] configuration, int offset, int slot)
    {
        RequireZone(configuration);
        int at = offset + (2 * RequireSlot(slot));
        return configuration[at] | (configuration[at + 1] << 8);
    }

    private static void RequireZone(byte[] configuration)
    {
        if (configuration.Length != Length)
        {
            throw new ArgumentException("A configuration zone is 128 bytes.");
        }
    }
}
