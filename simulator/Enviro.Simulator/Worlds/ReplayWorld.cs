namespace Enviro.Simulator;

/// <summary>
/// Recorded days: each station of a recording is a station of the scenario. The recording is moved in time so that its first row is one step
/// after the scenario's start: by then every node has power.
/// </summary>
internal sealed class ReplayWorld(CsvReplay recording, long startMs) : World
{
    /// <summary>What was recorded.</summary>
    internal CsvReplay Recording => recording;

    /// <summary>From recorded to the scenario's time, ms.</summary>
    internal long ShiftMs => startMs + recording.Series.Max(series => series.StepMs) - recording.FirstUnixMs;

    /// <inheritdoc/>
    internal override IReadOnlyCollection<string> Quantities => [];

    /// <inheritdoc/>
    internal override StationPlace ReadPlace(YamlMap place) => throw place.Self.Refuse("a replay's stations are those of the recording");

    /// <inheritdoc/>
    internal override double ValueOf(StationPlace place, string quantity, long unixMs) => double.NaN;
}
