using System.Globalization;

namespace Enviro.Simulator;

/// <summary>A number of the whole run is exactly what it should be.</summary>
internal sealed record CountExpectation(string What, string Expected, Func<ScenarioOutcome, (long Found, long Expected)> Count) : Expectation
{
    /// <inheritdoc/>
    internal override string Text => $"{What}: {Expected}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        (long found, long expected) = Count(outcome);
        return Say(found == expected, string.Create(CultureInfo.InvariantCulture, $"{found}{(Expected == "all" ? $" of {expected}" : "")}"));
    }
}

/// <summary>A number of the whole run is within bounds.</summary>
internal sealed record BoundExpectation(string What, double? AtLeast, double? AtMost, Func<ScenarioOutcome, double> Find, Func<double, string> Write) : Expectation
{
    /// <inheritdoc/>
    internal override string Text =>
        $"{What}{(AtLeast is { } least ? $" at least {Write(least)}" : "")}{(AtMost is { } most ? $"{(AtLeast is null ? "" : ",")} at most {Write(most)}" : "")}";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        double found = Find(outcome);
        return Say(!(found < AtLeast) && !(found > AtMost), Write(found));
    }
}

/// <summary>The ledger verifies.</summary>
internal sealed record SoundExpectation : Expectation
{
    /// <inheritdoc/>
    internal override string Text => "ledger: sound";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome) => Say(outcome.Unsound is null, outcome.Unsound ?? "sound");
}

/// <summary>Each station's messages are in the ledger in the order it made them.</summary>
internal sealed record OrderExpectation : Expectation
{
    /// <inheritdoc/>
    internal override string Text => "order: kept";

    /// <inheritdoc/>
    internal override ExpectationResult Check(ScenarioOutcome outcome)
    {
        Dictionary<string, LedgerMessage> last = [];
        foreach (LedgerMessage message in outcome.Readings.Messages)
        {
            if (last.TryGetValue(message.Station.Name, out LedgerMessage? before)
                && (message.Header.Boot, message.Header.Sequence).CompareTo((before.Header.Boot, before.Header.Sequence)) <= 0)
            {
                return Say(false, $"{message.Station.Name}: boot {message.Header.Boot} seq {message.Header.Sequence} after boot {before.Header.Boot} seq {before.Header.Sequence}");
            }

            last[message.Station.Name] = message;
        }

        return Say(true, "kept");
    }
}
