namespace Enviro.Devices.Pcf8563;

/// <summary>Registers of the PCF8563 (NXP data sheet rev. 10, table 4 and §8.3–8.4) and of the BM8563, which has the same.</summary>
internal static class Pcf8563Registers
{
    /// <summary>Control and status 1.</summary>
    internal const int Control1 = 0x00;

    /// <summary>Seconds with the flag VL; minutes, hours, days, weekdays 0–6, months with the century bit, and years follow, in binary-coded decimals.</summary>
    internal const int Seconds = 0x02;

    /// <summary>Bytes of the time.</summary>
    internal const int TimeLength = 7;

    /// <summary>Control 1: the clock is stopped (STOP).</summary>
    internal const int Stop = 0x20;

    /// <summary>Control 1: the chip is in its test mode and does not count seconds (TEST1).</summary>
    internal const int Test = 0x80;

    /// <summary>Seconds: the supply was too low, the time is not to be believed (VL).</summary>
    internal const int VoltageLow = 0x80;

    /// <summary>Months: the century bit, toggled from 99 to 00.</summary>
    internal const int Century = 0x80;
}
