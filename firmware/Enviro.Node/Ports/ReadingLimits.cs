namespace Enviro.Node;

/// <summary>
/// What can be true of one reading, for the checks at the source. All numbers are in units of the reading's last digit, so that no check computes with
/// fractions: 85.00 °C is 8500 where the sensor gives hundredths. From the sensor's data sheet, which the driver's README cites.
/// </summary>
public sealed class ReadingLimits
{
    /// <summary>Creates limits.</summary>
    /// <param name="minimum">Least value the sensor can measure.</param>
    /// <param name="maximum">Greatest value the sensor can measure.</param>
    /// <param name="maxChangePerMinute">Fastest change of what is measured, a minute; 0 for no check.</param>
    /// <param name="stuckAfter">Equal values in a row that noise does not allow; 0 for no check.</param>
    public ReadingLimits(long minimum, long maximum, long maxChangePerMinute, int stuckAfter)
    {
        Minimum = minimum;
        Maximum = maximum;
        MaxChangePerMinute = maxChangePerMinute;
        StuckAfter = stuckAfter;
    }

    /// <summary>Least value.</summary>
    public long Minimum { get; }

    /// <summary>Greatest value.</summary>
    public long Maximum { get; }

    /// <summary>Fastest change a minute; 0 for no check.</summary>
    public long MaxChangePerMinute { get; }

    /// <summary>Equal values in a row that are too many; 0 for no check.</summary>
    public int StuckAfter { get; }
}
