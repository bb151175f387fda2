namespace Enviro.Simulator.Tests;

/// <summary>The city's box of air, its roads and their sound.</summary>
public sealed class CityWorldTests
{
    private static readonly long Monday = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long Inverted = Monday + Hours(48);

    private readonly CityWorld _world = new(new Weather { MeanC = 5, SwingC = 0 })
    {
        LengthM = 6_000,
        Wind = 1.5,
        HeatingGs = 3,
        Mixing = (700, 220),
        Inversion = (Inverted, Inverted + Hours(10), 90),
    };

    [Fact]
    public void Away_from_roads_the_city_is_a_box_in_balance()
    {
        // 3 g/s for each of 10 K, into wind through the face of the box: 30 g/s / (1.5 m/s · 90 m · 6,000 m).
        StationPlace quiet = new() { RoadM = 100, TrafficPerDay = 0 };
        Assert.Equal(10 + (30e6 / (1.5 * 90 * 6_000)), _world.ValueOf(quiet, "pm10", Inverted + Hours(1)), 6);
        Assert.Equal(10 + (30e6 / (1.5 * 220 * 6_000)), _world.ValueOf(quiet, "pm10", Inverted - Hours(1)), 6);
        Assert.Equal(700, _world.MixingHeight(Monday + Hours(13)), 6);
    }

    [Fact]
    public void A_road_adds_what_an_infinite_line_of_sources_gives()
    {
        // 2 q / (√(2π) σz u) with σz = 1.5 m + 0.14 · 20 m / √1.006.
        double sigma = 1.5 + (2.8 / Math.Sqrt(1.006));
        Assert.Equal(2 / (Math.Sqrt(2 * Math.PI) * sigma * 1.5), _world.RoadAir(new StationPlace { RoadM = 20 }), 12);
    }

    [Fact]
    public void Sound_is_by_RLS_90_above_a_city_at_rest()
    {
        // At 25 m with M vehicles an hour: 37.3 + 10 lg(M · 1.656); the quiet of 36 dB adds a little.
        long at = Monday + Hours(7.75);
        double vehicles = 20_000 * CityWorld.TrafficShare(at);
        double line = 37.3 + (10 * Math.Log10(vehicles * 1.656));
        double found = CityWorld.SoundLevel(new StationPlace { RoadM = 25, TrafficPerDay = 20_000 }, at);
        Assert.Equal(line, found, 0.02);
        Assert.Equal(36, CityWorld.SoundLevel(new StationPlace { RoadM = 2_000, TrafficPerDay = 0 }, at), 0.2);

        // Twice the distance, 3 dB less.
        Assert.Equal(3.01, found - CityWorld.SoundLevel(new StationPlace { RoadM = 50, TrafficPerDay = 20_000 }, at), 0.05);
    }

    [Fact]
    public void A_day_has_its_traffic_and_working_days_have_rush_hours()
    {
        double SumOf(int day) => Enumerable.Range(0, 24 * 60).Sum(minute => CityWorld.TrafficShare(Monday + Hours((day * 24) + (minute / 60.0)))) / 60;
        Assert.Equal(1, SumOf(0), 0.01);
        Assert.InRange(SumOf(5), 0.7, 0.85);

        Assert.True(CityWorld.TrafficShare(Monday + Hours(7.75)) > 1.4 * CityWorld.TrafficShare(Monday + Hours(11)));
        Assert.True(CityWorld.TrafficShare(Monday + Hours((5 * 24) + 7.75)) < CityWorld.TrafficShare(Monday + Hours((5 * 24) + 11)));
    }

    [Fact]
    public void Humidity_follows_from_temperature_and_dew_point()
    {
        // Saturation by WMO's Magnus formula: 100 % at the dew point; 20 °C over 9.3 °C is 50 %.
        Weather weather = new() { MeanC = 20, SwingC = 0, DewPointC = 9.26 };
        Assert.Equal(50, weather.HumidityPercent(Monday), 0.2);
        Assert.Equal(98, new Weather { MeanC = 5, SwingC = 0, DewPointC = 9 }.HumidityPercent(Monday));
    }

    private static long Hours(double hours) => (long)(hours * 3_600_000);
}
