namespace Enviro.Devices.Ds3231;

/// <summary>Registers of the DS3231 (data sheet 19-5170, figure 1 and the sections on the control and status registers).</summary>
internal static class Ds3231Registers
{
    /// <summary>Seconds; minutes, hours, day of the week 1–7, date, month with the century bit, and year follow, in binary-coded decimals.</summary>
    internal const int Seconds = 0x00;

    /// <summary>Bytes of the time.</summary>
    internal const int TimeLength = 7;

    /// <summary>Control.</summary>
    internal const int Control = 0x0E;

    /// <summary>Status.</summary>
    internal const int Status = 0x0F;

    /// <summary>Hours: the chip counts to twelve.</summary>
    internal const int TwelveHours = 0x40;

    /// <summary>Hours while counting to twelve: afternoon.</summary>
    internal const int Afternoon = 0x20;

    /// <summary>Month: the century bit, toggled from 99 to 00.</summary>
    internal const int Century = 0x80;

    /// <summary>Control: the oscillator stops on battery (EOSC).</summary>
    internal const int StopsOnBattery = 0x80;

    /// <summary>Status: the oscillator has stopped (OSF); only software clears it.</summary>
    internal const int OscillatorStopped = 0x80;
}
