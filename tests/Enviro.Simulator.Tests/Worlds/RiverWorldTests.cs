namespace Enviro.Simulator.Tests;

/// <summary>Salt and acid in a river.</summary>
public sealed class RiverWorldTests
{
    private const double SaltG = 20e6;

    private readonly RiverWorld _world = new(new Weather())
    {
        Velocity = 0.6,
        Dispersion = 20,
        SectionM2 = 25,
        CleanConductivity = 0.04,
        Alkalinity = 2,
        CleanPh = 7.8,
        SpilledMs = 0,
        SaltG = SaltG,
        AcidMol = 15_000,
    };

    [Theory]
    [InlineData(600)]
    [InlineData(7_200)]
    [InlineData(86_400)]
    public void All_salt_is_in_the_river_at_any_time(int seconds)
    {
        double centre = 0.6 * seconds;
        double width = Math.Sqrt(2 * 20.0 * seconds);
        double grams = 0;
        for (double x = centre - (8 * width); x < centre + (8 * width); x += width / 50)
        {
            grams += SaltG * _world.ShareAt(x, seconds * 1_000L) * 25 * width / 50;
        }

        Assert.Equal(1, grams / SaltG, 6);
    }

    [Fact]
    public void At_the_centre_the_concentration_is_mass_by_section_and_spread()
    {
        const long Seconds = 10_000;
        double expected = 0.04 + (RiverWorld.SiemensPerGram * SaltG / (25 * Math.Sqrt(4 * Math.PI * 20 * Seconds)));
        Assert.Equal(expected, _world.ValueOf(new StationPlace { AlongM = 6_000 }, "conductivity", Seconds * 1_000), 12);
    }

    [Fact]
    public void At_a_station_the_peak_comes_when_the_formula_says()
    {
        // The time of the highest value at x: (√(D² + u²x²) − D) / u².
        const double X = 6_000;
        double expected = (Math.Sqrt((20 * 20) + (0.36 * X * X)) - 20) / 0.36;
        long found = Enumerable.Range(8_000, 4_000).MaxBy(second => _world.ShareAt(X, second * 1_000L));
        Assert.Equal(expected, found, 1.0);
    }

    [Fact]
    public void Before_the_spill_there_is_nothing_of_it()
    {
        Assert.Equal(0.04, _world.ValueOf(new StationPlace { AlongM = 10 }, "conductivity", -1_000));
        Assert.Equal(7.8, _world.ValueOf(new StationPlace { AlongM = 10 }, "ph", -1_000), 9);
    }

    [Fact]
    public void Acid_is_taken_up_by_the_alkalinity_first()
    {
        // Half of the alkalinity used: as much carbonic acid as was there and was made stands against the other half.
        double carbonic = 2 * Math.Pow(10, 6.38 - 7.8);
        Assert.Equal(6.38 + Math.Log10(1 / (carbonic + 1)), _world.PhWith(1), 9);

        // Ten times the alkalinity: 18 mol/m³ are free, pH is that of a strong acid.
        Assert.Equal(-Math.Log10(0.018), _world.PhWith(20), 2);

        double before = _world.PhWith(0);
        for (double acid = 0.05; acid < 10; acid += 0.05)
        {
            double next = _world.PhWith(acid);
            Assert.True(next < before + 1e-9, $"pH rises at {acid} mol/m³: {before} to {next}");
            before = next;
        }
    }
}
