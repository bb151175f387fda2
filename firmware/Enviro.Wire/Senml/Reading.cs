namespace Enviro.Wire;

/// <summary>
/// One measured value: what a SenML Record (RFC 8428 §4) says apart from base name and base time. The value is a decimal fraction,
/// mantissa × 10^exponent, so that 35.2 stays 35.2 from the sensor to the file.
/// </summary>
public sealed class Reading
{
    /// <summary>Creates a reading.</summary>
    /// <param name="name">SenML name below the node's: 1 to 32 of A–Z a–z 0–9 - : . / _ , starting with a letter or digit.</param>
    /// <param name="unit">Unit from the SenML Units registry (RFC 8428 §12.1, RFC 8798), such as "Cel", "hPa", "ug/m3".</param>
    /// <param name="mantissa">Digits of the value.</param>
    /// <param name="exponent">Power of ten, −18 … 18.</param>
    public Reading(string name, string unit, long mantissa, int exponent)
    {
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
}
