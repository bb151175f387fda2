namespace Enviro.Simulator.Tests;

/// <summary>The plume, the valley's wind and what the stations see of the factory.</summary>
public sealed class ValleyWorldTests
{
    private static readonly long Midnight = new DateTimeOffset(2026, 6, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly ValleyWorld _world = new(new Weather())
    {
        DustGs = 1.5,
        Co2Gs = 400,
        StackM = 15,
        NightWind = 2,
        DayWind = 3,
        Background = 12,
        Discharges = new DailyPart(22 * 60, 4 * 60),
    };

    [Fact]
    public void On_the_axis_at_the_ground_the_plume_is_the_textbook_formula()
    {
        // A source at the ground, 1,000 m down a wind of 4 m/s in neutral air: Q / (π σy σz u).
        double sigmaY = 0.08 * 1_000 / Math.Sqrt(1.1);
        double sigmaZ = 0.06 * 1_000 / Math.Sqrt(2.5);
        Assert.Equal(1 / (Math.PI * sigmaY * sigmaZ * 4), Plume.Concentration(1_000, 0, 0, 0, 4, Stability.Neutral), 12);
    }

    [Theory]
    [InlineData(400, nameof(Stability.Unstable))]
    [InlineData(1_500, nameof(Stability.Neutral))]
    [InlineData(3_000, nameof(Stability.Stable))]
    public void What_is_discharged_passes_every_plane_across_the_wind(double alongM, string air)
    {
        Stability stability = Enum.Parse<Stability>(air);

        // Wind × concentration over the half plane above the ground is the source itself: nothing is made, nothing lost.
        const double Wind = 2.5;
        double y = Plume.AcrossWidth(alongM, stability) / 20;
        double z = Plume.HeightWidth(alongM, stability) / 20;
        double flux = 0;
        for (int i = -120; i <= 120; i++)
        {
            for (int k = 0; k < 240; k++)
            {
                flux += Wind * Plume.Concentration(alongM, i * y, (k + 0.5) * z, 30, Wind, stability) * y * z;
            }
        }

        Assert.Equal(1, flux, 3);
    }

    [Fact]
    public void Air_flows_down_by_night_and_up_by_day_and_never_stands_still()
    {
        Assert.Equal(2, _world.WindDown(Midnight + Hours(1.5)), 2);
        Assert.Equal(-3, _world.WindDown(Midnight + Hours(13.5)), 2);
        for (double hour = 0; hour < 24; hour += 0.1)
        {
            Assert.True(Math.Abs(_world.WindDown(Midnight + Hours(hour))) >= Plume.LeastWind);
        }
    }

    [Fact]
    public void The_plume_needs_its_time_to_the_village_and_is_gone_as_long_after_the_end()
    {
        StationPlace village = new() { AlongM = 3_000 };

        // Wind at 22:30 and 04:30 by the half sine from 19:00 to 08:00.
        double atTenThirty = 2 * Math.Sin(Math.PI * 3.5 / 13);
        Assert.Equal(0, _world.Dilution(village, Midnight - Hours(2) + (long)(3_000 / atTenThirty * 1_000) - Hours(0.2)));
        Assert.True(_world.Dilution(village, Midnight - Hours(1)) > 0);
        Assert.True(_world.Dilution(village, Midnight + Hours(4.3)) > 0);
        Assert.Equal(0, _world.Dilution(village, Midnight + Hours(5)));
    }

    [Fact]
    public void Up_the_valley_nothing_arrives_and_by_day_nowhere()
    {
        StationPlace head = new() { AlongM = -2_500 };
        StationPlace farm = new() { AlongM = 1_500 };
        Assert.Equal(12, _world.ValueOf(head, "pm10", Midnight + Hours(1)));
        Assert.Equal(12, _world.ValueOf(farm, "pm10", Midnight + Hours(12)));
        Assert.Equal(425, _world.ValueOf(farm, "co2", Midnight + Hours(12)));

        double night = _world.ValueOf(farm, "pm10", Midnight + Hours(1.5));
        double expected = 12 + (1.5e6 * Plume.Concentration(1_500, 0, 2, 15, 2, Stability.Stable));
        Assert.Equal(expected, night, 1);
        Assert.Equal(0.7 * night, _world.ValueOf(farm, "pm25", Midnight + Hours(1.5)), 9);
    }

    private static long Hours(double hours) => (long)(hours * 3_600_000);
}
