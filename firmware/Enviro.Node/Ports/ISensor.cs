using Enviro.Wire;

namespace Enviro.Node;

/// <summary>How one attempt to measure ended.</summary>
public enum SensorStatus
{
    /// <summary>At least one reading was taken.</summary>
    Measured = 0,

    /// <summary>Nothing was to be measured now, which is no fault: the sensor has no value for this time.</summary>
    Absent = 1,

    /// <summary>The sensor did not answer, or answered nonsense, for some or all of its readings.</summary>
    Fault = 2,
}

/// <summary>A sensor, of one reading or of several.</summary>
public interface ISensor
{
    /// <summary>Most readings one attempt gives; the sum over a node's sensors is at most <see cref="SenmlPack.MaxReadings"/>.</summary>
    int MaxReadings { get; }

    /// <summary>
    /// Measures now: stores what was taken from <paramref name="count"/> on and advances it. A reading that was not taken is left out;
    /// there is no value that stands for its absence.
    /// </summary>
    SensorStatus Read(Reading[] readings, ref int count);
}
