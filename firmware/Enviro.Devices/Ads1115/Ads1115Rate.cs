namespace Enviro.Devices.Ads1115;

/// <summary>Samples a second of the ADS1115 (data sheet SBAS444, table 8, DR): slower is quieter. The chip's oscillator is good to ±10 %.</summary>
public enum Ads1115Rate
{
    /// <summary>8 a second.</summary>
    Hz8 = 0,

    /// <summary>16 a second.</summary>
    Hz16 = 1,

    /// <summary>32 a second.</summary>
    Hz32 = 2,

    /// <summary>64 a second.</summary>
    Hz64 = 3,

    /// <summary>128 a second.</summary>
    Hz128 = 4,

    /// <summary>250 a second.</summary>
    Hz250 = 5,

    /// <summary>475 a second.</summary>
    Hz475 = 6,

    /// <summary>860 a second.</summary>
    Hz860 = 7,
}
