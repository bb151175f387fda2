using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A recorded station whose days are moved to other days.</summary>
internal sealed class ReplayedStation : ISensor
{
    private readonly VirtualClock _clock;
    private readonly long _shiftMs;
    private readonly VirtualClock _recorded = new();
    private readonly CsvReplaySensor _sensor;

    /// <summary>Creates a sensor that gives now what was recorded <paramref name="shiftMs"/> earlier.</summary>
    internal ReplayedStation(CsvSeries series, VirtualClock clock, long shiftMs)
    {
        _clock = clock;
        _shiftMs = shiftMs;
        _sensor = new CsvReplaySensor(series, _recorded);
    }

    /// <inheritdoc/>
    public string Name => _sensor.Name;

    /// <inheritdoc/>
    public int MaxReadings => _sensor.MaxReadings;

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading) => _sensor.LimitsOf(reading);

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        _recorded.UnixMs = _clock.UnixMs - _shiftMs;
        return _sensor.Read(readings, ref count);
    }
}
