using System.Globalization;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>The checks at the source find what is wrong with a sensor: flags of a kind in these stretches of time, and nowhere else.</summary>
internal sealed record FlagExpectation(Station Station, string Quantity, string Kind, uint Flag, IReadOnlyList<Stretch> Within) : Expectation
{
    /// <summary>Flags by their names.</summary>
    internal static IReadOnlyDictionary<string, uint> Kinds { get; } = new Dictionary<string, uint>
    {
        ["out-of-range"] = ReadingQuality.OutOfRange,
        ["rate-of-change"] = ReadingQuality.RateOfChange,
        ["stuck"] = ReadingQuality.Stuck,
    };

    /// <inheritdoc/>
    internal override string Text => $"flags {Kind} of {Quantity} at {Station.Name} within {string.Join(" and ", Within)}, and only there";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        long[] flagged = [.. outcome.Readings.Of(Station, Quantity).Where(reading => (reading.Quality & Flag) != 0).Select(reading => reading.TimeMs)];
        long outside = flagged.Count(time => !Within.Any(stretch => stretch.Has(time)));
        bool holds = outside == 0 && Within.All(stretch => flagged.Any(stretch.Has));
        string span = flagged.Length == 0 ? "" : $", {Moment.Of(flagged[0])} to {Moment.Of(flagged[^1])}";
        return Say(holds, string.Create(CultureInfo.InvariantCulture, $"{flagged.Length} readings{span}{(outside > 0 ? $", {outside} of them outside" : "")}"));
    }
}

/// <summary>Nothing is flagged at some stations, and no sensor is missing.</summary>
internal sealed record CleanExpectation(IReadOnlyList<Station> Stations, Stretch Within) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"no flag at {string.Join(", ", Stations.Select(station => station.Name))}, {Within}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        LedgerMessage[] flagged = [.. Stations.SelectMany(outcome.Readings.Of).Where(message => Within.Has(message.MeasuredMs) && message.Header.Quality is { IsClean: false })];
        return Say(flagged.Length == 0, flagged.Length == 0 ? "none" : $"{flagged.Length} messages, the first at {flagged[0].Station.Name} {Moment.Of(flagged[0].MeasuredMs)}");
    }
}

/// <summary>A station moves away from what the others measure, which no check at one source can see.</summary>
internal sealed record ApartExpectation(Station Station, IReadOnlyList<Station> Others, string Quantity, string Unit, Stretch Between, double Above) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"{Quantity} at {Station.Name} apart from the median of the others by more than {Moment.Value(Above)} {Unit}, {Between}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        Dictionary<long, double>[] others = [.. Others.Select(other => outcome.Readings.Of(other, Quantity).ToDictionary(reading => reading.TimeMs, reading => reading.Value))];
        double most = 0;
        foreach (LedgerReading reading in outcome.Readings.Of(Station, Quantity).Where(reading => Between.Has(reading.TimeMs)))
        {
            double[] values = [.. others.Where(other => other.ContainsKey(reading.TimeMs)).Select(other => other[reading.TimeMs]).Order()];
            if (values.Length > 0)
            {
                most = Math.Max(most, Math.Abs(reading.Value - values[values.Length / 2]));
            }
        }

        return Say(most > Above, $"by up to {Moment.Value(most)} {Unit}");
    }
}
