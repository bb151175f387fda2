namespace Enviro.Simulator;

/// <summary>The highest value of a quantity at some stations is above or below a limit, once or in a part of every day.</summary>
internal sealed record PeakExpectation : Expectation
{
    internal required IReadOnlyList<Station> Stations { get; init; }

    internal required string Quantity { get; init; }

    internal required string Unit { get; init; }

    internal Stretch? Between { get; init; }

    internal DailyPart? Each { get; init; }

    internal double? Above { get; init; }

    internal double? Below { get; init; }

    /// <inheritdoc/>
    internal override string Text =>
        $"peak of {Quantity} at {string.Join(", ", Stations.Select(station => station.Name))} {When()}{Limits()}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        List<string> found = [];
        bool holds = true;
        foreach (Station station in Stations)
        {
            IReadOnlyList<LedgerReading> series = outcome.Readings.Of(station, Quantity);
            double[] peaks = [.. StretchesOf(outcome.Scenario).Select(stretch => series.Where(reading => stretch.Has(reading.TimeMs)).Select(reading => reading.Value).DefaultIfEmpty(double.NaN).Max())];
            holds &= peaks.Length > 0 && peaks.All(peak => !double.IsNaN(peak) && !(peak <= Above) && !(peak >= Below));
            found.Add($"{station.Name} {string.Join(", ", peaks.Select(peak => double.IsNaN(peak) ? "no reading" : Moment.Value(peak)))}");
        }

        return Say(holds, $"{string.Join("; ", found)} {Unit}");
    }

    /// <summary>The stretches of time that are looked at: those that are whole within the scenario.</summary>
    internal IEnumerable<Stretch> StretchesOf(Scenario scenario)
    {
        Stretch whole = new(scenario.StartMs, scenario.EndMs);
        return Each is { } part ? part.Within(whole) : [Between ?? whole];
    }

    private string When() => Each is { } part
        ? $"every day {part.BeginMinute / 60:00}:{part.BeginMinute % 60:00} to {part.EndMinute / 60:00}:{part.EndMinute % 60:00} "
        : Between is { } between ? $"{between} " : "";

    private string Limits() =>
        $"{(Above is { } above ? $"above {Moment.Value(above)} {Unit}" : "")}{(Above is null || Below is null ? "" : ", ")}{(Below is { } below ? $"below {Moment.Value(below)} {Unit}" : "")}";
}
