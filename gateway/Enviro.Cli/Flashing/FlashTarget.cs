using System.Globalization;

namespace Enviro.Cli;

/// <summary>Where the application lies in a target's flash: the offset of the partition <c>deploy</c> in nanoFramework's partition tables.</summary>
internal static class FlashTarget
{
    /// <summary>Bytes of the partition <c>deploy</c> on an ESP32 with 4 MB of flash; larger flashes have more.</summary>
    internal const int DeployLength = 0x1C0000;

    // nanoff's own default, 0x1B0000, is not where the classic ESP32 has its partition: the address is always given.
    private static readonly (string Target, uint Address)[] Addresses =
    [
        ("ESP32_REV0", 0x1E0000),
        ("ESP32_REV3", 0x1E0000),
        ("ESP32_BLE_REV0", 0x1E0000),
        ("ESP32_BLE_REV3", 0x1E0000),
        ("ESP32_PSRAM_REV0", 0x1E0000),
        ("ESP32_PSRAM_REV3", 0x1E0000),
        ("ESP32_PSRAM_BLE_REV0", 0x1E0000),
        ("ESP32_PSRAM_BLE_REV3", 0x1E0000),
        ("M5Core2", 0x1E0000),
    ];

    /// <summary>The targets whose address is known, for help texts.</summary>
    internal static string Known => string.Join(", ", Addresses.Select(known => known.Target));

    /// <summary>The address of a target; null where it is not known.</summary>
    internal static uint? AddressOf(string target) =>
        Addresses.FirstOrDefault(known => known.Target.Equals(target, StringComparison.Ordinal)) is { Target: not null } found ? found.Address : null;

    /// <summary>Reads an address as nanoff takes it, <c>0x</c> and hexadecimal digits; false for anything else, and for one that is no sector's.</summary>
    internal static bool TryParseAddress(string text, out uint address)
    {
        const uint Sector = 4096;
        address = 0;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address)
            && address != 0 && address % Sector == 0;
    }
}
