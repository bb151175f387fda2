namespace Enviro.Benchmarks;

/// <summary>Two measurements taken in turns, so that what else the machine does falls on both.</summary>
/// <param name="Name">Short name, for the JSON line.</param>
/// <param name="Measured">What was measured, in words.</param>
/// <param name="Value">What was measured: the median or the best of the rounds.</param>
/// <param name="Against">What it is compared with, in words.</param>
/// <param name="Base">The same of what it is compared with.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="Quotient">Of medians: the median of each round's quotient, since load differs from round to round.</param>
/// <param name="Needed">Least quotient that is good enough; null when the row only explains another.</param>
internal sealed record Ratio(string Name, string Measured, double Value, string Against, double Base, string Unit, double Quotient, double? Needed)
{
    /// <summary>Whether the target is met, or there is none.</summary>
    internal bool IsMet => Needed is null || Quotient >= Needed;

    /// <summary>Makes a ratio of rounds, one pair a round.</summary>
    internal static Ratio Of(string name, string measured, string against, string unit, IReadOnlyList<(double Value, double Base)> rounds, double? needed = null) => new(
        name,
        measured,
        Median(rounds.Select(round => round.Value)),
        against,
        Median(rounds.Select(round => round.Base)),
        unit,
        Median(rounds.Select(round => round.Value / round.Base)),
        needed);

    /// <summary>
    /// Makes a ratio of the best of each side, for what runs on all cores by the clock: any other process takes time from it in some rounds and
    /// hardly the same in two.
    /// </summary>
    internal static Ratio OfBest(string name, string measured, string against, string unit, double value, double baseValue, double? needed = null) =>
        new(name, measured, value, against, baseValue, unit, value / baseValue, needed);

    /// <summary>The median of some rounds.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
