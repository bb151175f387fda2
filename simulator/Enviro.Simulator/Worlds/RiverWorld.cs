namespace Enviro.Simulator;

/// <summary>
/// A river into which salt and acid are spilled at one moment. They go with the water and spread along it: the solution of the one-dimensional
/// advection–dispersion equation for an instantaneous source (Fischer et al. 1979, eq. 2.3.3 moved along). Places: metres down the river.
/// </summary>
internal sealed class RiverWorld : World
{
    /// <summary>Conductivity that 1 g/m³ of common salt adds in thin solution, S/m: 126.4 S·cm²/mol by 58.44 g/mol.</summary>
    internal const double SiemensPerGram = 126.4e-4 / 58.44;

    // First dissociation of carbonic acid at 20 °C.
    private const double CarbonicPk = 6.38;

    private readonly Weather _weather;

    internal RiverWorld(Weather weather)
    {
        _weather = weather;
    }

    /// <inheritdoc/>
    internal override IReadOnlyCollection<string> Quantities { get; } = ["temp", "humidity", "pressure", "ph", "conductivity"];

    /// <summary>Velocity of the water, m/s.</summary>
    internal double Velocity { get; init; }

    /// <summary>Longitudinal dispersion, m²/s.</summary>
    internal double Dispersion { get; init; }

    /// <summary>Cross-section of the water, m².</summary>
    internal double SectionM2 { get; init; }

    /// <summary>Conductivity without the spill, S/m.</summary>
    internal double CleanConductivity { get; init; }

    /// <summary>Alkalinity, mol/m³: the acid that the water takes up.</summary>
    internal double Alkalinity { get; init; }

    /// <summary>pH without the spill.</summary>
    internal double CleanPh { get; init; }

    /// <summary>When it is spilled, Unix ms.</summary>
    internal long SpilledMs { get; init; }

    /// <summary>Salt that is spilled, g.</summary>
    internal double SaltG { get; init; }

    /// <summary>Strong acid that is spilled, mol.</summary>
    internal double AcidMol { get; init; }

    /// <summary>Reads the world.</summary>
    internal static RiverWorld Read(YamlMap map)
    {
        YamlMap river = map.Get("river").Map();
        YamlMap spill = map.Get("spill").Map();
        RiverWorld world = new(Weather.Read(map))
        {
            Velocity = river.Get("velocity").Measure(MeasureUnit.Speed, 0.05, 5),
            Dispersion = river.Get("dispersion").Measure(MeasureUnit.Diffusion, 0.1, 1_000),
            SectionM2 = river.Get("cross-section").Measure(MeasureUnit.Area, 0.5, 5_000),
            CleanConductivity = river.Find("conductivity")?.Measure(MeasureUnit.Conductivity, 0.001, 1) ?? 0.04,
            Alkalinity = river.Find("alkalinity")?.Measure(MeasureUnit.Alkalinity, 0.1, 10) ?? 2,
            CleanPh = river.Find("ph")?.Measure(MeasureUnit.AcidityUnit, 6.5, 9) ?? 7.8,
            SpilledMs = spill.Get("at").Time(),
            SaltG = spill.Get("salt").Measure(MeasureUnit.Mass, 0, 1e9),
            AcidMol = spill.Find("acid")?.Measure(MeasureUnit.Amount, 0, 1e7) ?? 0,
        };
        river.Close();
        spill.Close();
        return world;
    }

    /// <inheritdoc/>
    internal override StationPlace ReadPlace(YamlMap place) => new()
    {
        AlongM = place.Get("downstream").Measure(MeasureUnit.Length, 1, 500_000),
    };

    /// <summary>What of a unit spilled is in a cubic metre, 1/m³.</summary>
    internal double ShareAt(double alongM, long unixMs)
    {
        double seconds = (unixMs - SpilledMs) / 1_000.0;
        if (seconds <= 0)
        {
            return 0;
        }

        double behind = alongM - (Velocity * seconds);
        return Math.Exp(-behind * behind / (4 * Dispersion * seconds)) / (SectionM2 * Math.Sqrt(4 * Math.PI * Dispersion * seconds));
    }

    /// <inheritdoc/>
    internal override double ValueOf(StationPlace place, string quantity, long unixMs) => quantity switch
    {
        "conductivity" => CleanConductivity + (SiemensPerGram * SaltG * ShareAt(place.AlongM, unixMs)),
        "ph" => PhWith(AcidMol * ShareAt(place.AlongM, unixMs)),
        _ => _weather.ValueOf(quantity, unixMs),
    };

    /// <inheritdoc/>
    internal override IEnumerable<(Stretch When, string What)> Marks(Stretch whole) => [(new Stretch(SpilledMs, SpilledMs + 300_000), "spill")];

    /// <summary>
    /// pH with so much strong acid in the water, mol/m³: it turns hydrogen carbonate into carbonic acid, none of which leaves, and where none is left it is
    /// free.
    /// </summary>
    internal double PhWith(double acid)
    {
        double carbonic = Alkalinity * Math.Pow(10, CarbonicPk - CleanPh);
        double buffered = CarbonicPk + Math.Log10(Math.Max(Alkalinity - acid, 1e-6) / (carbonic + acid));

        // Carbonic acid alone, and the free acid on top of it.
        double lowest = -Math.Log10(Math.Sqrt(Math.Pow(10, -CarbonicPk) * (carbonic + acid) / 1_000) + (Math.Max(acid - Alkalinity, 0) / 1_000));
        return Math.Max(buffered, lowest);
    }
}
