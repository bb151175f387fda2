namespace Enviro.Simulator;

/// <summary>What was released at one moment passes the stations one after the other, each when distance and velocity say.</summary>
internal sealed record ArrivalExpectation : Expectation
{
    internal required IReadOnlyList<Station> Stations { get; init; }

    internal required string Quantity { get; init; }

    internal required long ReleasedMs { get; init; }

    internal required double Velocity { get; init; }

    internal required double Tolerance { get; init; }

    /// <inheritdoc/>
    internal override string Text =>
        $"{Quantity} peaks at {string.Join(", ", Stations.Select(station => station.Name))} in this order, each within {Moment.Value(Tolerance * 100)} % of distance / {Moment.Value(Velocity)} m/s";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        List<string> found = [];
        bool holds = true;
        long before = long.MinValue;
        foreach (Station station in Stations)
        {
            IReadOnlyList<LedgerReading> series = outcome.Readings.Of(station, Quantity);
            if (series.Count == 0)
            {
                found.Add($"{station.Name} has no reading");
                holds = false;
                continue;
            }

            long peakMs = series.MaxBy(reading => reading.Value).TimeMs;
            double expectedMs = station.Place.AlongM / Velocity * 1_000;

            // A peak lies between two samples: no reading can say more.
            holds &= peakMs > before && Math.Abs(peakMs - ReleasedMs - expectedMs) <= (Tolerance * expectedMs) + (station.IntervalS * 500.0);
            found.Add($"{station.Name} after {Moment.Span(peakMs - ReleasedMs)} ({Moment.Span(expectedMs)})");
            before = peakMs;
        }

        return Say(holds, string.Join("; ", found));
    }
}

/// <summary>The peak over the first value is lower at each station than at the one before.</summary>
internal sealed record AttenuationExpectation(IReadOnlyList<Station> Stations, string Quantity, string Unit) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"peak of {Quantity} lower at each of {string.Join(", ", Stations.Select(station => station.Name))} than at the one before";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        double[] peaks = [.. Stations.Select(station => outcome.Readings.Of(station, Quantity)).Select(series => series.Count == 0 ? double.NaN : series.Max(reading => reading.Value) - series[0].Value)];
        bool holds = true;
        for (int i = 1; i < peaks.Length; i++)
        {
            holds &= peaks[i] < peaks[i - 1];
        }

        return Say(holds && peaks[^1] > 0, $"{string.Join(", ", peaks.Select(Moment.Value))} {Unit} above the first value");
    }
}
