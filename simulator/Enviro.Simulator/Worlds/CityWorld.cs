namespace Enviro.Simulator;

/// <summary>
/// A city in winter: heating and traffic into a box of air whose lid is the height up to which the air mixes, and each station's road beside it. The box
/// is the well-mixed one in balance with the wind (Seinfeld and Pandis, ch. 25); the road is an infinite line source over ground; sound is that of RLS-90.
/// Places: metres from the axis of a road, and vehicles a day on it.
/// </summary>
internal sealed class CityWorld : World
{
    private const double HourMs = 3_600_000;
    private const double HeatingLimitC = 15;

    // Emission of PM10 by vehicle and metre, g, abrasion and dust from the road included; and of CO2.
    private const double DustPerVehicleMetre = 60e-6;
    private const double Co2PerVehicleMetre = 0.18;
    private const double LeastTraffic = 0.011;

    private readonly Weather _weather;

    internal CityWorld(Weather weather)
    {
        _weather = weather;
    }

    /// <inheritdoc/>
    internal override IReadOnlyCollection<string> Quantities { get; } = ["temp", "humidity", "pressure", "pm1", "pm25", "pm4", "pm10", "co2", "noise"];

    /// <summary>Length of the city along the wind, m.</summary>
    internal double LengthM { get; init; }

    /// <summary>Wind, m/s.</summary>
    internal double Wind { get; init; }

    /// <summary>Up to where the air mixes at noon and at night, m.</summary>
    internal (double DayM, double NightM) Mixing { get; init; }

    /// <summary>PM10 of heating for each kelvin below 15 °C, g/s in the whole city.</summary>
    internal double HeatingGs { get; init; }


    /// <summary>An inversion: from, to (Unix ms) and how high its lid is, m.</summary>
    internal (long FromMs, long ToMs, double HeightM) Inversion { get; init; }

    /// <summary>PM10 outside the city, µg/m³.</summary>
    internal double Background { get; init; } = 10;

    /// <summary>Reads the world.</summary>
    internal static CityWorld Read(YamlMap map)
    {
        YamlMap city = map.Get("city").Map();
        YamlMap inversion = map.Get("inversion").Map();
        CityWorld world = new(Weather.Read(map))
        {
            LengthM = city.Get("length").Measure(MeasureUnit.Length, 500, 100_000),
            Wind = city.Get("wind").Measure(MeasureUnit.Speed, Plume.LeastWind, 15),
            HeatingGs = city.Get("heating").Measure(MeasureUnit.Rate, 0, 10_000),
            Mixing = (city.Get("mixing-by-day").Measure(MeasureUnit.Length, 50, 3_000), city.Get("mixing-by-night").Measure(MeasureUnit.Length, 50, 3_000)),
            Background = city.Find("background")?.Measure(MeasureUnit.OfReading("pm10", "ug/m3"), 0, 500) ?? 10,
            Inversion = (inversion.Get("from").Time(), inversion.Get("to").Time(), inversion.Get("height").Measure(MeasureUnit.Length, 30, 1_000)),
        };
        city.Close();
        inversion.Close();
        return world;
    }

    /// <inheritdoc/>
    internal override StationPlace ReadPlace(YamlMap place) => new()
    {
        RoadM = place.Get("road").Measure(MeasureUnit.Length, 3, 2_000),
        TrafficPerDay = place.Get("traffic").Measure(MeasureUnit.Traffic, 0, 200_000),
    };

    /// <inheritdoc/>
    internal override double ValueOf(StationPlace place, string quantity, long unixMs) => quantity switch
    {
        "pm10" => Background + (1e6 * ((HeatingNow(unixMs) / BoxAir(unixMs)) + (DustPerVehicleMetre * VehiclesPerSecond(place, unixMs) * RoadAir(place)))),
        "pm4" => 0.88 * ValueOf(place, "pm10", unixMs),
        "pm25" => 0.75 * ValueOf(place, "pm10", unixMs),
        "pm1" => 0.5 * ValueOf(place, "pm10", unixMs),

        // Wood and gas give some 300 g of CO2 for each g of dust.
        "co2" => 425 + (546.6 * ((300 * HeatingNow(unixMs) / BoxAir(unixMs)) + (Co2PerVehicleMetre * VehiclesPerSecond(place, unixMs) * RoadAir(place)))),
        "noise" => SoundLevel(place, unixMs),
        _ => _weather.ValueOf(quantity, unixMs),
    };

    /// <inheritdoc/>
    internal override IEnumerable<(Stretch When, string What)> Marks(Stretch whole) => [(new Stretch(Inversion.FromMs, Inversion.ToMs), "inversion")];

    /// <summary>Up to where the air mixes, m.</summary>
    internal double MixingHeight(long unixMs)
    {
        if (unixMs >= Inversion.FromMs && unixMs < Inversion.ToMs)
        {
            return Inversion.HeightM;
        }

        // Low until mid-morning, high in the early afternoon.
        double sun = Math.Max(0, Math.Sin(Math.PI * ((unixMs / HourMs % 24) - 8) / 10));
        return Mixing.NightM + ((Mixing.DayM - Mixing.NightM) * sun);
    }

    /// <summary>Share of a working day's traffic in an hour: two rush hours, which other days do not have; at night RLS-90's share for a town's roads.</summary>
    internal static double TrafficShare(long unixMs)
    {
        double hour = unixMs / HourMs % 24;
        bool isWorkday = DateTimeOffset.FromUnixTimeMilliseconds(unixMs).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        double day = Math.Exp(-Math.Pow((hour - 14) / 5.5, 2) / 2);
        double rush = Math.Exp(-Math.Pow((hour - 7.75) / 1.1, 2) / 2) + Math.Exp(-Math.Pow((hour - 17.5) / 1.4, 2) / 2);
        return Math.Max(LeastTraffic, (0.045 * day) + (isWorkday ? 0.065 * rush : 0)) / (isWorkday ? 1.03 : 0.8);
    }

    /// <summary>
    /// Sound level in dB(A) by RLS-90: 37.3 + 10 lg (M (1 + 0.082 p)) at 25 m, M vehicles an hour, p = 8 % of them heavy, less 10 lg (d / 25 m) for a line of
    /// sources; never below the quiet of a city at night.
    /// </summary>
    internal static double SoundLevel(StationPlace place, long unixMs)
    {
        const double Heavy = 8;
        double anHour = place.TrafficPerDay * TrafficShare(unixMs);
        double level = 37.3 + (10 * Math.Log10(Math.Max(1, anHour) * (1 + (0.082 * Heavy)))) - (10 * Math.Log10(place.RoadM / 25));
        return 10 * Math.Log10(Math.Pow(10, level / 10) + Math.Pow(10, 3.6));
    }

    /// <summary>What dilutes the whole city's emissions, m³/s: wind through the box's face.</summary>
    internal double BoxAir(long unixMs) => Wind * MixingHeight(unixMs) * LengthM;

    /// <summary>PM10 of all heating, g/s.</summary>
    internal double HeatingNow(long unixMs) => HeatingGs * Math.Max(0, HeatingLimitC - _weather.TemperatureC(unixMs));

    /// <summary>What arrives from a line of sources of 1 g/(s m), g/m³: 2 q / (√(2π) σz u), σz by Briggs for cities, and 1.5 m of the vehicles' wake.</summary>
    internal double RoadAir(StationPlace place)
    {
        double sigma = 1.5 + (0.14 * place.RoadM / Math.Sqrt(1 + (0.0003 * place.RoadM)));
        return 2 / (Math.Sqrt(Math.Tau) * sigma * Wind);
    }

    private static double VehiclesPerSecond(StationPlace place, long unixMs) => place.TrafficPerDay * TrafficShare(unixMs) / 3_600;
}
