using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A sensor that can be stuck, spike, drift, or be absent, as its <see cref="Fault"/> says.</summary>
internal sealed class FaultySensor(ISensor sensor) : ISensor
{
    private const int DriftPerReading = 20;

    private readonly Reading[] _last = new Reading[SenmlPack.MaxReadings];
    private int _lastCount;
    private int _drifted;

    /// <summary>What is wrong with it now.</summary>
    internal SensorFault Fault { get; set; }

    /// <inheritdoc/>
    public string Name => sensor.Name;

    /// <inheritdoc/>
    public int MaxReadings => sensor.MaxReadings;

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading) => sensor.LimitsOf(reading);

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        if (Fault is SensorFault.NoAnswer or SensorFault.CrcErrors)
        {
            return SensorStatus.Fault;
        }

        if (Fault == SensorFault.Stuck && _lastCount > 0)
        {
            Array.Copy(_last, 0, readings, count, _lastCount);
            count += _lastCount;
            return SensorStatus.Measured;
        }

        int first = count;
        SensorStatus status = sensor.Read(readings, ref count);
        _drifted = Fault == SensorFault.Drift ? _drifted + 1 : 0;
        for (int i = first; i < count; i++)
        {
            readings[i] = Changed(readings[i]);
        }

        _lastCount = count - first;
        Array.Copy(readings, first, _last, 0, _lastCount);
        return status;
    }

    private Reading Changed(Reading reading) => Fault switch
    {
        SensorFault.Spike => new Reading(reading.Name, reading.Unit, (reading.Mantissa * 3 / 2) + 10, reading.Exponent),
        SensorFault.Drift => new Reading(reading.Name, reading.Unit, reading.Mantissa + (reading.Mantissa * _drifted / DriftPerReading), reading.Exponent),
        _ => reading,
    };
}
