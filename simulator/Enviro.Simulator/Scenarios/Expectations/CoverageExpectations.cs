using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A station measured nothing in a stretch of time, and before and after it did: a hole that everybody sees.</summary>
internal sealed record SilenceExpectation(Station Station, Stretch Within) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"no reading of {Station.Name} {Within}, but before and after";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        IReadOnlyList<LedgerMessage> messages = outcome.Readings.Of(Station);
        int inside = messages.Count(message => Within.Has(message.MeasuredMs));
        LedgerMessage? before = messages.LastOrDefault(message => message.MeasuredMs < Within.FromMs);
        LedgerMessage? after = messages.FirstOrDefault(message => message.MeasuredMs >= Within.ToMs);
        return before is null || after is null
            ? Say(false, $"{inside} inside, {(before is null ? "none before" : "none after")}")
            : Say(inside == 0, $"{inside} inside; a hole of {Moment.Span(after.MeasuredMs - before.MeasuredMs)} from {Moment.Of(before.MeasuredMs)}, then boot {after.Header.Boot} follows boot {before.Header.Boot}");
    }
}

/// <summary>Stations measured at every interval of a stretch of time.</summary>
internal sealed record SteadyExpectation(IReadOnlyList<Station> Stations, Stretch Within) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"a reading at every interval of {string.Join(", ", Stations.Select(station => station.Name))}, {Within}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        List<string> found = [];
        bool holds = true;
        foreach (Station station in Stations)
        {
            long[] times = [.. outcome.Readings.Of(station).Where(message => Within.Has(message.MeasuredMs)).Select(message => message.MeasuredMs)];
            long intervalMs = station.IntervalS * 1_000L;
            long first = (Within.FromMs + intervalMs - 1) / intervalMs;
            long expected = ((Within.ToMs - 1) / intervalMs) - first + 1;
            holds &= times.Distinct().LongCount() == expected && times.Length == expected;
            found.Add($"{station.Name} {times.Length} of {expected}");
        }

        return Say(holds, string.Join("; ", found));
    }
}

/// <summary>Every recorded value is in the ledger with the digits it was recorded with, and no other.</summary>
internal sealed record ReplayedExpectation(ReplayWorld World) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => "replayed: exactly";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        long values = 0;
        foreach (CsvSeries series in World.Recording.Series)
        {
            Station station = outcome.Scenario.Stations.First(station => station.Name == series.Station);
            Dictionary<long, LedgerMessage> kept = outcome.Readings.Of(station).ToDictionary(message => message.MeasuredMs);
            for (long time = series.FirstUnixMs; time <= series.LastUnixMs; time += series.StepMs)
            {
                Reading[] recorded = series.RowAt(time);
                IReadOnlyList<Reading> found = kept.TryGetValue(time + World.ShiftMs, out LedgerMessage? message) ? message.Readings : [];
                if (time + World.ShiftMs < outcome.Scenario.EndMs && !recorded.Select(Digits).SequenceEqual(found.Select(Digits)))
                {
                    return Say(false, $"{series.Station} {Moment.Of(time + World.ShiftMs)}: {recorded.Length} recorded values, {found.Count} in the ledger, not the same");
                }

                values += recorded.Length;
            }
        }

        return Say(true, $"{values} values of {World.Recording.Series.Count} stations");
    }

    private static (string Name, string Unit, long Mantissa, int Exponent) Digits(Reading reading) => (reading.Name, reading.Unit, reading.Mantissa, reading.Exponent);
}
