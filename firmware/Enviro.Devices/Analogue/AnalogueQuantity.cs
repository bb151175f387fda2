using Enviro.Node;

namespace Enviro.Devices.Analogue;

/// <summary>What an analogue sensor measures: its kind, unit and last digit, what can be true of it, and its own curve where its maker states one.</summary>
internal sealed class AnalogueQuantity
{
    // Sound level in tenths of a decibel, by DFRobot SEN0232: 0.6 to 2.6 V for 30 to 130 dBA. No fastest change: a door that slams brings any. A level that
    // is the same to 0.1 dB thirty times is that of a module without a microphone: sound never is.
    private static readonly AnalogueQuantity s_noise = new AnalogueQuantity(
        "noise", "dB", -1, new ReadingLimits(300, 1_300, 0, 30), [600, 2_600], [300, 1_300]);

    // Water that stands still keeps its pH and its conductivity, and dosing changes them at once: neither check would be true.
    private static readonly AnalogueQuantity s_ph = new AnalogueQuantity("ph", "pH", -2, new ReadingLimits(0, 1_400, 0, 0), [], []);

    // 1 µS/cm is 10⁻⁴ S/m. 100 mS/cm is what cells with constant 10 reach.
    private static readonly AnalogueQuantity s_conductivity = new AnalogueQuantity(
        "conductivity", "S/m", -4, new ReadingLimits(0, 100_000, 0, 0), [], []);

    private readonly int[] _millivolts;
    private readonly int[] _values;

    private AnalogueQuantity(string kind, string unit, int exponent, ReadingLimits limits, int[] millivolts, int[] values)
    {
        Kind = kind;
        Unit = unit;
        Exponent = exponent;
        Limits = limits;
        _millivolts = millivolts;
        _values = values;
    }

    /// <summary>Kind in the settings, and name of the reading.</summary>
    internal string Kind { get; }

    /// <summary>Unit from the SenML Units registry.</summary>
    internal string Unit { get; }

    /// <summary>Power of ten of the last digit.</summary>
    internal int Exponent { get; }

    /// <summary>What can be true of a reading.</summary>
    internal ReadingLimits Limits { get; }

    /// <summary>The quantity of a kind; null for a kind that is none of these.</summary>
    internal static AnalogueQuantity? Of(string kind) => kind switch
    {
        "noise" => s_noise,
        "ph" => s_ph,
        "conductivity" => s_conductivity,
        _ => null,
    };

    /// <summary>The curve of the settings, or else its maker's; false where there is neither or it is none.</summary>
    internal bool TryGetCurve(int[] millivolts, int[] values, out CalibrationCurve? curve)
    {
        return values.Length > 0 ? CalibrationCurve.TryCreate(millivolts, values, out curve) : CalibrationCurve.TryCreate(_millivolts, _values, out curve);
    }
}
