namespace Enviro.Devices.Bme280;

/// <summary>Registers of the BME280 (BST-BME280-DS002, §5.3 and table 18).</summary>
internal static class Bme280Registers
{
    /// <summary>Trimming values, first area.</summary>
    internal const int FirstCalibration = 0x88;

    /// <summary>Chip identification: 0x60.</summary>
    internal const int Id = 0xD0;

    /// <summary>Trimming values, second area.</summary>
    internal const int SecondCalibration = 0xE1;

    /// <summary>Oversampling of humidity; taken over by a write to <see cref="ControlMeasure"/>.</summary>
    internal const int ControlHumidity = 0xF2;

    /// <summary>Status: bit 3 measuring, bit 0 copying the trimming values.</summary>
    internal const int Status = 0xF3;

    /// <summary>Oversampling of temperature and pressure, and mode.</summary>
    internal const int ControlMeasure = 0xF4;

    /// <summary>Standby time, filter.</summary>
    internal const int Configuration = 0xF5;

    /// <summary>Raw values: pressure 20 bits, temperature 20 bits, humidity 16 bits.</summary>
    internal const int Values = 0xF7;

    /// <summary>Bytes of the raw values.</summary>
    internal const int ValuesLength = 8;

    /// <summary>What <see cref="Id"/> says.</summary>
    internal const int ChipId = 0x60;

    /// <summary>Humidity once.</summary>
    internal const int HumidityOnce = 0x01;

    /// <summary>Temperature once, pressure once, forced mode: one measurement, then sleep.</summary>
    internal const int MeasureOnce = 0x25;

    /// <summary>Status bits that say that values are not to be read.</summary>
    internal const int Busy = 0x09;

    /// <summary>Raw temperature or pressure that was not measured.</summary>
    internal const int Skipped20 = 0x80000;

    /// <summary>Raw humidity that was not measured.</summary>
    internal const int Skipped16 = 0x8000;
}
