namespace Enviro.Simulator;

/// <summary>
/// A valley with a factory in it. By day the sun draws the air up the valley, by night it flows down (Whiteman 2000); what the factory discharges goes
/// with it as a Gaussian plume. Places: metres along the valley, downwards from the factory, and across it.
/// </summary>
internal sealed class ValleyWorld : World
{
    private const double HourMs = 3_600_000;
    private const double TurnsUpHour = 8;
    private const double TurnsDownHour = 19;

    /// <summary>Volume of a mole of air at 20 °C and 1,013 hPa, m³, and the molar mass of CO2, g: 1 g/m³ is 546.6 ppm.</summary>
    private const double PpmPerGram = 0.02406 / 44.01 * 1e6;

    private readonly Weather _weather;

    internal ValleyWorld(Weather weather)
    {
        _weather = weather;
    }

    /// <inheritdoc/>
    internal override IReadOnlyCollection<string> Quantities { get; } = ["temp", "humidity", "pressure", "pm1", "pm25", "pm4", "pm10", "co2"];

    /// <summary>PM10 that the factory discharges, g/s.</summary>
    internal double DustGs { get; init; }

    /// <summary>CO2 that it discharges, g/s.</summary>
    internal double Co2Gs { get; init; }

    /// <summary>When it discharges.</summary>
    internal DailyPart Discharges { get; init; }

    /// <summary>Height at which it does, plume rise included, m.</summary>
    internal double StackM { get; init; }

    /// <summary>Strongest wind down the valley by night, m/s.</summary>
    internal double NightWind { get; init; }

    /// <summary>Strongest wind up the valley by day, m/s.</summary>
    internal double DayWind { get; init; }

    /// <summary>PM10 without the factory, µg/m³.</summary>
    internal double Background { get; init; }

    /// <summary>Reads the world.</summary>
    internal static ValleyWorld Read(YamlMap map)
    {
        YamlMap factory = map.Get("factory").Map();
        YamlMap wind = map.Get("wind").Map();
        ValleyWorld world = new(Weather.Read(map))
        {
            DustGs = factory.Get("dust").Measure(MeasureUnit.Rate, 0, 1_000),
            Co2Gs = factory.Find("co2")?.Measure(MeasureUnit.Rate, 0, 1_000_000) ?? 0,
            StackM = factory.Get("stack").Measure(MeasureUnit.Length, 0, 300),
            Discharges = factory.Get("discharges").Daily(),
            NightWind = wind.Get("down-by-night").Measure(MeasureUnit.Speed, Plume.LeastWind, 10),
            DayWind = wind.Get("up-by-day").Measure(MeasureUnit.Speed, Plume.LeastWind, 10),
            Background = map.Find("background")?.Measure(MeasureUnit.OfReading("pm10", "ug/m3"), 0, 500) ?? 12,
        };
        factory.Close();
        wind.Close();
        return world;
    }

    /// <inheritdoc/>
    internal override StationPlace ReadPlace(YamlMap place) => new()
    {
        AlongM = place.Get("down-valley").Measure(MeasureUnit.Length, -20_000, 20_000),
        AcrossM = place.Find("across")?.Measure(MeasureUnit.Length, -5_000, 5_000) ?? 0,
        HeightM = place.Find("height")?.Measure(MeasureUnit.Length, 0, 50) ?? 2,
    };

    /// <summary>Wind down the valley, m/s; negative where it blows up the valley.</summary>
    internal double WindDown(long unixMs)
    {
        double hour = unixMs / HourMs % 24;
        double wind = hour is >= TurnsUpHour and < TurnsDownHour
            ? -DayWind * Math.Sin(Math.PI * (hour - TurnsUpHour) / (TurnsDownHour - TurnsUpHour))
            : NightWind * Math.Sin(Math.PI * ((hour - TurnsDownHour + 24) % 24) / (24 - TurnsDownHour + TurnsUpHour));
        return Math.CopySign(Math.Max(Math.Abs(wind), Plume.LeastWind), wind);
    }

    /// <inheritdoc/>
    internal override double ValueOf(StationPlace place, string quantity, long unixMs) => quantity switch
    {
        "pm10" => Background + (1e6 * DustGs * Dilution(place, unixMs)),
        "pm4" => 0.85 * ValueOf(place, "pm10", unixMs),
        "pm25" => 0.7 * ValueOf(place, "pm10", unixMs),
        "pm1" => 0.45 * ValueOf(place, "pm10", unixMs),
        "co2" => 425 + (PpmPerGram * Co2Gs * Dilution(place, unixMs)),
        _ => _weather.ValueOf(quantity, unixMs),
    };

    /// <summary>What arrives of a source of 1 g/s, g/m³; what arrives now left the stack as long ago as the wind takes.</summary>
    internal double Dilution(StationPlace place, long unixMs)
    {
        double wind = WindDown(unixMs);
        double along = place.AlongM * Math.Sign(wind);
        double speed = Math.Abs(wind);
        return along > 0 && IsDischarging(unixMs - (long)(along / speed * 1_000))
            ? Plume.Concentration(along, place.AcrossM, place.HeightM, StackM, speed, StabilityAt(unixMs))
            : 0;
    }

    /// <inheritdoc/>
    internal override IEnumerable<(Stretch When, string What)> Marks(Stretch whole) =>
        Discharges.Within(whole).Select(stretch => (stretch, "discharge"));

    private static Stability StabilityAt(long unixMs) => (unixMs / HourMs % 24) switch
    {
        >= 10 and < 17 => Stability.Unstable,
        < 7 or >= 20 => Stability.Stable,
        _ => Stability.Neutral,
    };

    private bool IsDischarging(long unixMs)
    {
        int minute = (int)(unixMs / 60_000 % 1_440);
        return (minute - Discharges.BeginMinute + 1_440) % 1_440 < Discharges.Minutes;
    }
}
