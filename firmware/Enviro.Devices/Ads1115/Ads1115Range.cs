namespace Enviro.Devices.Ads1115;

/// <summary>Full scale of the ADS1115's amplifier (data sheet SBAS444, table 8, PGA); an input must stay within the chip's supply whatever it is.</summary>
public enum Ads1115Range
{
    /// <summary>±6.144 V, 187.5 µV a step.</summary>
    Millivolts6144 = 0,

    /// <summary>±4.096 V, 125 µV a step.</summary>
    Millivolts4096 = 1,

    /// <summary>±2.048 V, 62.5 µV a step.</summary>
    Millivolts2048 = 2,

    /// <summary>±1.024 V, 31.25 µV a step.</summary>
    Millivolts1024 = 3,

    /// <summary>±0.512 V, 15.625 µV a step.</summary>
    Millivolts512 = 4,

    /// <summary>±0.256 V, 7.8125 µV a step.</summary>
    Millivolts256 = 5,
}
