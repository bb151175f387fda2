namespace Enviro.Devices.Analogue;

/// <summary>
/// How a voltage becomes a value: straight lines between calibrated points. A little beyond its ends, by a tenth of its width in voltage, the outermost
/// lines go on; farther out nothing was calibrated, so there is no value.
/// </summary>
public sealed class CalibrationCurve
{
    /// <summary>Largest voltage of a point in mV: full scale of the analogue input.</summary>
    public const int MaxMillivolts = 4_096;

    private const int ExtrapolatedPart = 10;

    private readonly int[] _millivolts;
    private readonly int[] _values;

    private CalibrationCurve(int[] millivolts, int[] values)
    {
        _millivolts = millivolts;
        _values = values;
    }

    /// <summary>
    /// Makes a curve of two points or more; false where a voltage is beyond what the input can measure, or where they do not rise, or where the curve turns
    /// back, so that two voltages would mean the same.
    /// </summary>
    /// <param name="millivolts">Voltages in mV, rising.</param>
    /// <param name="values">Values in units of the sensor's last digit.</param>
    /// <param name="curve">The curve.</param>
    public static bool TryCreate(int[] millivolts, int[] values, out CalibrationCurve? curve)
    {
        curve = null;
        if (millivolts.Length < 2 || millivolts.Length != values.Length)
        {
            return false;
        }

        bool rises = values[1] > values[0];
        for (int i = 0; i < millivolts.Length; i++)
        {
            if (millivolts[i] < 0 || millivolts[i] > MaxMillivolts)
            {
                return false;
            }

            if (i > 0 && (millivolts[i] <= millivolts[i - 1] || values[i] == values[i - 1] || values[i] > values[i - 1] != rises))
            {
                return false;
            }
        }

        curve = new CalibrationCurve(millivolts, values);
        return true;
    }

    /// <summary>The value at a voltage in µV, rounded to the nearest; false where the curve does not reach.</summary>
    public bool TryGetValue(int microvolts, out long value)
    {
        value = 0;
        int last = _millivolts.Length - 1;
        int margin = (_millivolts[last] - _millivolts[0]) * 1000 / ExtrapolatedPart;
        if (microvolts < (_millivolts[0] * 1000) - margin || microvolts > (_millivolts[last] * 1000) + margin)
        {
            return false;
        }

        int i = 0;
        while (i < last - 1 && microvolts > _millivolts[i + 1] * 1000)
        {
            i++;
        }

        long rise = _values[i + 1] - (long)_values[i];
        long width = (_millivolts[i + 1] - _millivolts[i]) * 1000L;
        long part = rise * (microvolts - (_millivolts[i] * 1000L));
        value = _values[i] + ((part + (part < 0 ? -(width / 2) : width / 2)) / width);
        return true;
    }
}
