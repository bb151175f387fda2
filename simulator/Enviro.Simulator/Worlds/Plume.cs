namespace Enviro.Simulator;

/// <summary>How strongly air mixes: Pasquill's classes, from a sunny noon to a clear night.</summary>
internal enum Stability
{
    /// <summary>B, unstable.</summary>
    Unstable,

    /// <summary>D, neutral.</summary>
    Neutral,

    /// <summary>F, stable.</summary>
    Stable,
}

/// <summary>
/// The Gaussian plume of a steady point source over ground that reflects it (Pasquill 1961; Gifford 1961), with the widths of Briggs (1973) for open country.
/// </summary>
internal static class Plume
{
    /// <summary>Least wind, m/s: below it a plume is no plume, and regulatory models compute with this one.</summary>
    internal const double LeastWind = 0.5;

    /// <summary>Concentration in g/m³ for a source of 1 g/s.</summary>
    /// <param name="alongM">Distance down the wind, m; up the wind there is nothing.</param>
    /// <param name="acrossM">Distance from the plume's axis, m.</param>
    /// <param name="heightM">Height above the ground, m.</param>
    /// <param name="stackM">Height of the source, m.</param>
    /// <param name="windMs">Wind, m/s.</param>
    /// <param name="stability">How the air mixes.</param>
    internal static double Concentration(double alongM, double acrossM, double heightM, double stackM, double windMs, Stability stability)
    {
        if (alongM <= 0)
        {
            return 0;
        }

        double wind = Math.Max(windMs, LeastWind);
        double sigmaY = AcrossWidth(alongM, stability);
        double sigmaZ = HeightWidth(alongM, stability);
        double across = Math.Exp(-acrossM * acrossM / (2 * sigmaY * sigmaY));
        double below = heightM - stackM;
        double mirrored = heightM + stackM;
        double vertical = Math.Exp(-below * below / (2 * sigmaZ * sigmaZ)) + Math.Exp(-mirrored * mirrored / (2 * sigmaZ * sigmaZ));
        return across * vertical / (Math.Tau * wind * sigmaY * sigmaZ);
    }

    /// <summary>Width across the wind, m.</summary>
    internal static double AcrossWidth(double alongM, Stability stability)
    {
        double spread = stability switch { Stability.Unstable => 0.16, Stability.Neutral => 0.08, _ => 0.04 };
        return spread * alongM / Math.Sqrt(1 + (0.0001 * alongM));
    }

    /// <summary>Width in height, m.</summary>
    internal static double HeightWidth(double alongM, Stability stability) => stability switch
    {
        Stability.Unstable => 0.12 * alongM,
        Stability.Neutral => 0.06 * alongM / Math.Sqrt(1 + (0.0015 * alongM)),
        _ => 0.016 * alongM / (1 + (0.0003 * alongM)),
    };
}
