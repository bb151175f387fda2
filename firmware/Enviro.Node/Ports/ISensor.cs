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
    /// <summary>
    /// Name of the sensor, 1 to 16 of a–z 0–9 -, one of its own in a node: what stands in a message where it did not answer. A kind, or kind and channel,
    /// such as <c>bme280</c> or <c>ph-1</c>.
    /// </summary>
    string Name { get; }

    /// <summary>Most readings one attempt gives; the sum over a node's sensors is at most <see cref="SenmlPack.MaxReadings"/>.</summary>
    int MaxReadings { get; }

    /// <summary>What can be true of a reading this sensor gave; null where nothing is known, as of a replay.</summary>
    ReadingLimits? LimitsOf(Reading reading);

    /// <summary>
    /// Measures now: stores what was taken from <paramref name="count"/> on and advances it. A reading that was not taken is left out;
    /// there is no value that stands for its absence.
    /// </summary>
    SensorStatus Read(Reading[] readings, ref int count);
}
