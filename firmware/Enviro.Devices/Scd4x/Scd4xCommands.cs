namespace Enviro.Devices.Scd4x;

/// <summary>Commands of the SCD4x (data sheet, table 9 and §3.5–3.10) and its conversions.</summary>
internal static class Scd4xCommands
{
    /// <summary>Starts measuring each 5 s.</summary>
    internal const int StartPeriodic = 0x21B1;

    /// <summary>Stops measuring; the chip takes no command for 500 ms.</summary>
    internal const int StopPeriodic = 0x3F86;

    /// <summary>One measurement, 5 s; SCD41 and SCD43 only.</summary>
    internal const int MeasureOnce = 0x219D;

    /// <summary>Whether a measurement waits to be read: one word, its lower 11 bits not 0.</summary>
    internal const int DataReady = 0xE4B8;

    /// <summary>The measurement that waits, which is forgotten then: CO2, temperature, humidity.</summary>
    internal const int Measurement = 0xEC05;

    /// <summary>Which member of the family this is (get_sensor_variant): one word, its upper 4 bits 0 for the SCD40.</summary>
    internal const int Variant = 0x202F;

    /// <summary>Upper 4 bits of an SCD41's <see cref="Variant"/>.</summary>
    internal const int Scd41 = 1;

    /// <summary>Upper 4 bits of an SCD43's <see cref="Variant"/>.</summary>
    internal const int Scd43 = 5;

    /// <summary>Temperature in 0.01 °C of its word: −45 + 175 · word / (2^16 − 1) °C (§3.5.2).</summary>
    internal static int Temperature(int word) => (((17_500 * word) + 32_767) / 65_535) - 4_500;

    /// <summary>Relative humidity in 0.01 % of its word: 100 · word / (2^16 − 1) % (§3.5.2).</summary>
    internal static int Humidity(int word) => ((10_000 * word) + 32_767) / 65_535;
}
