using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Enviro.Simulator;

/// <summary>What is told of a run: to people, and as the one JSON object.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Charts">Files that were drawn.</param>
/// <param name="ElapsedS">How long it took, in seconds.</param>
internal sealed record ScenarioReport(ScenarioOutcome Outcome, IReadOnlyList<string> Charts, double ElapsedS)
{
    private readonly IReadOnlyList<ExpectationResult> _results = Outcome.Results;

    /// <summary>Whether every expectation holds.</summary>
    internal bool Holds => _results.All(result => result.Holds);

    /// <summary>Tells people.</summary>
    internal void Write(IAnsiConsole console)
    {
        Scenario scenario = Outcome.Scenario;
        console.MarkupLineInterpolated($"[bold]{scenario.Name}[/]: {scenario.Shows}");
        console.MarkupLineInterpolated(
            $"{scenario.Stations.Count} stations, {scenario.Hours} h from {Moment.Of(scenario.StartMs)}, seed {Outcome.Seed}: {Outcome.Signed} messages signed, {Outcome.Readings.Messages.Count} in the ledger, {Outcome.Blocks} blocks");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", "expected", "found");
        foreach (ExpectationResult result in _results)
        {
            table.AddRow(result.Holds ? "holds" : "[red]FAILS[/]", Markup.Escape(result.Expectation), Markup.Escape(result.Found));
        }

        console.Write(table);
        foreach (string chart in Charts)
        {
            console.MarkupLineInterpolated($"drawn: {chart}");
        }
    }

    /// <summary>The JSON object, on one line.</summary>
    internal string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("scenario", Outcome.Scenario.Name);
            writer.WriteBoolean("holds", Holds);
            writer.WriteString("seed", Outcome.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteNumber("stations", Outcome.Scenario.Stations.Count);
            writer.WriteNumber("hours", Outcome.Scenario.Hours);
            writer.WriteNumber("signed", Outcome.Signed);
            writer.WriteNumber("accepted", Outcome.Readings.Messages.Count);
            writer.WriteNumber("blocks", Outcome.Blocks);
            WriteExpectations(writer);
            writer.WriteStartArray("violations");
            foreach (Violation violation in Outcome.Violations)
            {
                writer.WriteStringValue($"{violation.Invariant}: {violation.Detail}");
            }

            writer.WriteEndArray();
            writer.WriteStartObject("faults");
            foreach ((string fault, long count) in Outcome.Faults)
            {
                writer.WriteNumber(fault, count);
            }

            writer.WriteEndObject();
            writer.WriteStartArray("charts");
            foreach (string chart in Charts)
            {
                writer.WriteStringValue(chart);
            }

            writer.WriteEndArray();
            writer.WriteString("traceHash", Outcome.TraceHash);
            writer.WriteNumber("elapsedS", Math.Round(ElapsedS, 1));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void WriteExpectations(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("expectations");
        foreach (ExpectationResult result in _results)
        {
            writer.WriteStartObject();
            writer.WriteString("expected", result.Expectation);
            writer.WriteBoolean("holds", result.Holds);
            writer.WriteString("found", result.Found);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
