using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The board's supply voltage as a reading, <c>supply</c> in V with 2 decimals, and whether it is low. A node whose other sensors are all dead still says
/// that it lives.
/// </summary>
internal sealed class SupplySensor : ISensor
{
    /// <summary>By how much the voltage rises above the threshold before it is no longer low, in mV: a loaded battery swings.</summary>
    internal const int HysteresisMillivolts = 100;

    internal const string Kind = "supply";

    private readonly IBoard _board;
    private readonly int _lowMillivolts;
    private bool _wasRead;

    internal SupplySensor(IBoard board, int lowMillivolts)
    {
        _board = board;
        _lowMillivolts = lowMillivolts;
    }

    /// <inheritdoc />
    public string Name => Kind;

    /// <inheritdoc />
    public int MaxReadings => 1;

    /// <summary>Whether the voltage was below the threshold and has not come back above it and the hysteresis since.</summary>
    internal bool IsLow { get; private set; }

    /// <inheritdoc />
    public ReadingLimits? LimitsOf(Reading reading) => null;

    /// <summary>A board that never gave a voltage has nothing to measure; one that did and does no more is at fault.</summary>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        if (!TryRead(out int millivolts))
        {
            return _wasRead ? SensorStatus.Fault : SensorStatus.Absent;
        }

        readings[count++] = new Reading(Name, "V", (millivolts + 5) / 10, -2);
        return SensorStatus.Measured;
    }

    /// <summary>Reads the voltage, and with it whether it is low.</summary>
    internal bool TryRead(out int millivolts)
    {
        if (!_board.TryReadSupply(out millivolts))
        {
            return false;
        }

        _wasRead = true;
        IsLow = millivolts < _lowMillivolts || (IsLow && millivolts < _lowMillivolts + HysteresisMillivolts);
        return true;
    }
}
