using System;

namespace Enviro.Wire;

/// <summary>
/// One measured value: what a SenML Record (RFC 8428 §4) says apart from base name and base time. The value is a decimal fraction,
/// mantissa × 10^exponent, so that 35.2 stays 35.2 from the sensor to the file.
/// </summary>
public sealed class Reading
{
    /// <summary>
    /// Creates a reading; a name, unit or exponent outside its limits raises <see cref="ArgumentException"/>, so that a fault in a
    /// board's configuration shows when it measures first, not as a message every gateway refuses.
    /// </summary>
    /// <param name="name">SenML name below the node's: 1 to 32 of A–Z a–z 0–9 - : . / _ , starting with a letter or digit.</param>
    /// <param name="unit">
    /// Unit from the SenML Units registry (RFC 8428 §12.1, RFC 8798), such as "Cel", "hPa", "ug/m3": 1 to 32 visible ASCII characters.
    /// </param>
    /// <param name="mantissa">Digits of the value.</param>
    /// <param name="exponent">Power of ten, −18 … 18.</param>
    public Reading(string name, string unit, long mantissa, int exponent)
    {
        string? fault = FaultOf(name, unit, exponent);
        if (fault != null)
        {
            throw new ArgumentException(fault);
        }

        Name = name;
        Unit = unit;
        Mantissa = mantissa;
        Exponent = exponent;
    }

    /// <summary>SenML name below the node's.</summary>
    public string Name { get; }

    /// <summary>Unit from the SenML Units registry.</summary>
    public string Unit { get; }

    /// <summary>Digits of the value.</summary>
    public long Mantissa { get; }

    /// <summary>Power of ten that the mantissa is multiplied with.</summary>
    public int Exponent { get; }

    /// <summary>Says what keeps these from being a reading, or null: the one rule for what is written and what is read.</summary>
    internal static string? FaultOf(string name, string unit, long exponent)
    {
        if (name.Length > SenmlPack.MaxNameLength || !SenmlPack.IsValidName(name))
        {
            return "SenML: a name is not 1 to 32 of the characters it may have";
        }

        if (unit.Length > SenmlPack.MaxNameLength || !IsVisibleAscii(unit))
        {
            return "SenML: a unit is not 1 to 32 visible ASCII characters";
        }

        return exponent < -SenmlPack.MaxExponent || exponent > SenmlPack.MaxExponent ? "SenML: a value's exponent is beyond 18" : null;
    }

    private static bool IsVisibleAscii(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] <= ' ' || text[i] > '~')
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
