namespace Enviro.Simulator.Tests;

/// <summary>A small scenario to change, and the command with its output.</summary>
internal static class ScenarioText
{
    /// <summary>Two stations for three hours; all of it holds.</summary>
    internal const string Small = """
        name: small
        shows: Two stations in a valley.
        start: 2026-06-01 12:00
        hours: 3
        world:
          kind: valley
          wind: { down-by-night: 2 m/s, up-by-day: 3 m/s }
          factory: { dust: 1 g/s, stack: 15 m, discharges: 22:00-04:00 }
        stations:
          - { name: farm, place: { down-valley: 1.5 km }, sensors: [sps30, bme280], interval: 10 min }
          - { name: head, place: { down-valley: -2 km }, sensors: [bme280, scd4x], interval: 10 min }
        faults:
          - radio-out: { station: farm, from: 2026-06-01 13:00, to: 2026-06-01 13:30 }
        expect:
          - accepted: all
          - gaps: 0
          - peak: { station: farm, quantity: pm25, below: 30 ug/m3 }

        """;

    /// <summary>Reads a text as a file of this name.</summary>
    internal static Scenario Parse(string text) => ScenarioReader.Parse("s.yaml", text, ".");

    /// <summary>Runs a text.</summary>
    internal static ScenarioOutcome Run(string text, ulong? seed = null)
    {
        Scenario scenario = Parse(text);
        return new ScenarioRun(scenario, seed ?? scenario.Seed).Run();
    }

    /// <summary>The text of a scenario that comes with the program.</summary>
    internal static string Own(string name) => File.ReadAllText(ScenarioFolder.Find(name));
}
