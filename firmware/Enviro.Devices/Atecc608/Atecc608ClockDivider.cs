namespace Enviro.Devices.Atecc608;

/// <summary>
/// The chip's internal clock divider, bits 3 … 7 of ChipMode: slower means less current and longer elliptic-curve commands.
/// </summary>
public enum Atecc608ClockDivider
{
    /// <summary>Fastest, the factory setting.</summary>
    M0 = 0x00,

    /// <summary>About half the speed.</summary>
    M1 = 0x28,

    /// <summary>About a sixth of the speed.</summary>
    M2 = 0x68,
}
