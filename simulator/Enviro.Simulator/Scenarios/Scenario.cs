namespace Enviro.Simulator;

/// <summary>A story that can be run: stations in a world, what goes wrong, and what must be true of the ledger at the end.</summary>
internal sealed record Scenario
{
    private const long HourMs = 3_600_000;

    /// <summary>Its name, one word.</summary>
    internal required string Name { get; init; }

    /// <summary>What it shows, in one sentence.</summary>
    internal required string Shows { get; init; }

    /// <summary>When it starts, Unix ms.</summary>
    internal required long StartMs { get; init; }

    /// <summary>How long it lasts.</summary>
    internal required int Hours { get; init; }

    /// <summary>Its seed where no other is given.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>What there is to measure.</summary>
    internal required World World { get; init; }

    /// <summary>Its stations, in the order of the file.</summary>
    internal required IReadOnlyList<Station> Stations { get; init; }

    /// <summary>What goes wrong.</summary>
    internal required IReadOnlyList<ScenarioFault> Faults { get; init; }

    /// <summary>What must be true at the end.</summary>
    internal required IReadOnlyList<Expectation> Expectations { get; init; }

    /// <summary>Quantities that are drawn; empty for all.</summary>
    internal required IReadOnlyList<string> Charts { get; init; }

    /// <summary>When it ends, Unix ms.</summary>
    internal long EndMs => StartMs + (Hours * HourMs);
}

/// <summary>A station of a scenario.</summary>
internal sealed record Station
{
    /// <summary>Its number in the fleet.</summary>
    internal required int Index { get; init; }

    /// <summary>Its name.</summary>
    internal required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    internal required StationPlace Place { get; init; }

    /// <summary>Its sensors; empty for a replayed station.</summary>
    internal required IReadOnlyList<StationSensorKind> Sensors { get; init; }

    /// <summary>Names and units of its readings.</summary>
    internal required IReadOnlyList<(string Quantity, string Unit)> Quantities { get; init; }

    /// <summary>From one message to the next, s.</summary>
    internal required int IntervalS { get; init; }

    /// <summary>Whether a battery carries it over a power cut.</summary>
    internal bool HasBattery { get; init; }
}
