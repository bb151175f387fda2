namespace Enviro.Simulator;

/// <summary>Temperature, humidity and pressure of a place: a daily cycle, passing weather, and the dew point that both share.</summary>
internal sealed record Weather
{
    private const double HourMs = 3_600_000;
    private const double WarmestHour = 15;

    // Three waves that fit neither each other nor a day: weather that does not repeat within a month.
    private const double SlowHours = 131;
    private const double QuickHours = 57;

    /// <summary>Mean temperature, °C.</summary>
    internal double MeanC { get; init; } = 12;

    /// <summary>Half of what lies between the warmest and the coldest hour of a day, K.</summary>
    internal double SwingC { get; init; } = 5;

    /// <summary>Dew point, °C.</summary>
    internal double DewPointC { get; init; } = 6;

    /// <summary>Mean pressure at the place, hPa.</summary>
    internal double PressureHpa { get; init; } = 1_013;

    /// <summary>Reads <c>weather</c> of a world; what is not there stays as it is.</summary>
    internal static Weather Read(YamlMap world)
    {
        Weather usual = new();
        if (world.Find("weather")?.Map() is not { } map)
        {
            return usual;
        }

        Weather weather = new()
        {
            MeanC = map.Find("mean")?.Measure(MeasureUnit.Temperature, -30, 35) ?? usual.MeanC,
            SwingC = map.Find("swing")?.Measure(MeasureUnit.Temperature, 0, 15) ?? usual.SwingC,
            DewPointC = map.Find("dew-point")?.Measure(MeasureUnit.Temperature, -35, 28) ?? usual.DewPointC,
            PressureHpa = map.Find("pressure")?.Measure(MeasureUnit.Pressure, 500, 1_060) ?? usual.PressureHpa,
        };
        map.Close();
        return weather;
    }

    /// <summary>Temperature, °C.</summary>
    internal double TemperatureC(long unixMs)
    {
        double hours = unixMs / HourMs;
        return MeanC + (SwingC * Math.Cos((hours - WarmestHour) * Math.Tau / 24)) + (0.3 * SwingC * Math.Sin(hours * Math.Tau / SlowHours));
    }

    /// <summary>Relative humidity in %, of air with this dew point (Magnus formula with the coefficients of WMO-No. 8, annex 4.B).</summary>
    internal double HumidityPercent(long unixMs)
    {
        double temperature = TemperatureC(unixMs);
        return Math.Clamp(100 * SaturationHpa(DewPointC) / SaturationHpa(temperature), 3, 98);
    }

    /// <summary>Air pressure, hPa: passing highs and lows, and the tide of half a day.</summary>
    internal double PressureAt(long unixMs)
    {
        double hours = unixMs / HourMs;
        return PressureHpa + (6 * Math.Sin(hours * Math.Tau / SlowHours)) + (2.5 * Math.Sin(hours * Math.Tau / QuickHours)) + (0.6 * Math.Cos((hours - 10) * Math.Tau / 12));
    }

    /// <summary>One of the three by the name of its reading; NaN for another.</summary>
    internal double ValueOf(string quantity, long unixMs) => quantity switch
    {
        "temp" => TemperatureC(unixMs),
        "humidity" => HumidityPercent(unixMs),
        "pressure" => PressureAt(unixMs),
        _ => double.NaN,
    };

    private static double SaturationHpa(double celsius) => 6.112 * Math.Exp(17.62 * celsius / (243.12 + celsius));
}
