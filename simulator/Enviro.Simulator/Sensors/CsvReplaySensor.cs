using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Measures what a station recorded at this time. Where nothing was recorded there is nothing to measure, which is no fault; where some of the station's
/// quantities were not, the station gave less than it has, and the message says so.
/// </summary>
public sealed class CsvReplaySensor : ISensor
{
    private readonly CsvSeries _series;
    private readonly VirtualClock _clock;

    /// <summary>Creates a sensor that replays <paramref name="series"/> in the world of <paramref name="clock"/>.</summary>
    public CsvReplaySensor(CsvSeries series, VirtualClock clock)
    {
        _series = series;
        _clock = clock;
        MaxReadings = Math.Max(1, series.MaxReadings);
    }

    /// <inheritdoc />
    public string Name => "replay";

    /// <inheritdoc />
    public int MaxReadings { get; }

    /// <inheritdoc />
    public ReadingLimits? LimitsOf(Reading reading) => null;

    /// <inheritdoc />
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        Reading[] row = _series.RowAt(_clock.UnixMs);
        row.CopyTo(readings, count);
        count += row.Length;
        return row.Length > 0 ? SensorStatus.Measured : SensorStatus.Absent;
    }
}
