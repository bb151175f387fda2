namespace Enviro.Devices.Atecc608;

/// <summary>
/// Zones and the addresses inside them, as Read and Write take them (ATECC508A DS20005927, Zone Encoding and Address Encoding).
/// </summary>
public static class Zone
{
    /// <summary>The configuration zone, 128 bytes.</summary>
    public const byte Configuration = 0;

    /// <summary>The one-time programmable zone, 64 bytes.</summary>
    public const byte Otp = 1;

    /// <summary>The data zone, 16 slots.</summary>
    public const byte Slots = 2;

    /// <summary>Bit 7 of param1: transfer 32 bytes in place of 4.</summary>
    public const byte ThirtyTwoBytes = 0x80;

    /// <summary>Bytes in the OTP zone.</summary>
    public const int OtpLength = 64;

    /// <summary>Number of slots.</summary>
    public const int SlotCount = 16;

    /// <summary>Bytes in a slot: 36 for slots 0 … 7, 416 for slot 8, 72 for slots 9 … 15.</summary>
    public static int SlotLength(int slot)
    {
        return slot < 8 ? 36 : slot == 8 ? 416 : 72;
    }

    /// <summary>Address of the byte at <paramref name="offset"/>, a multiple of 4, in the configuration or OTP zone.</summary>
    public static int WordAddress(int offset)
    {
        return offset >> 2;
    }

    /// <summary>Address of the byte at <paramref name="offset"/>, a multiple of 4, in a slot.</summary>
    public static int SlotAddress(int slot, int offset)
    {
        return ((offset >> 5) << 8) | (slot << 3) | ((offset >> 2) & 0x07);
    }
}
