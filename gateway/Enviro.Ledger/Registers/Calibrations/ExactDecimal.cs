using System.Globalization;
using System.Numerics;
using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// A decimal number, mantissa × 10^exponent, computed with exactly: nothing is rounded, and every digit stays, 35.20 too. In transactions the
/// mantissa has 64 bits with its sign and the exponent is −18 … 18.
/// </summary>
/// <param name="Mantissa">Digits.</param>
/// <param name="Exponent">Power of ten they are multiplied with.</param>
public readonly record struct ExactDecimal(BigInteger Mantissa, int Exponent)
{
    /// <summary>Takes the value of a reading.</summary>
    public static ExactDecimal Of(Reading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return new ExactDecimal(reading.Mantissa, reading.Exponent);
    }

    /// <summary>
    /// Takes a number as people write it, such as <c>-0.40</c>: an optional sign, digits, and optionally a point with at most 18 digits behind it. False for
    /// anything else, and for a number that does not fit a transaction.
    /// </summary>
    public static bool TryParse(string text, out ExactDecimal value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = default;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? text : text.Remove(point, 1);
        int decimals = point < 0 ? 0 : text.Length - point - 1;
        bool isPlain = (point < 0 || (decimals > 0 && point > 0 && char.IsAsciiDigit(text[point - 1]))) && decimals <= SenmlPack.MaxExponent;
        if (!isPlain || !long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long mantissa))
        {
            return false;
        }

        value = new ExactDecimal(mantissa, -decimals);
        return true;
    }

    /// <summary>This number times another.</summary>
    public ExactDecimal Times(ExactDecimal other) => new(Mantissa * other.Mantissa, Exponent + other.Exponent);

    /// <summary>This number and another, with the digits of the finer one.</summary>
    public ExactDecimal Plus(ExactDecimal other)
    {
        int exponent = Math.Min(Exponent, other.Exponent);
        return new ExactDecimal(MantissaAt(exponent) + other.MantissaAt(exponent), exponent);
    }

    /// <summary>The number with all its digits: 352 × 10^-1 is 35.2, and 350 × 10^-1 is 35.0.</summary>
    public override string ToString()
    {
        string digits = BigInteger.Abs(Mantissa).ToString(CultureInfo.InvariantCulture);
        string sign = Mantissa.Sign < 0 ? "-" : "";
        if (Exponent >= 0)
        {
            return sign + (Mantissa.IsZero ? digits : digits + new string('0', Exponent));
        }

        int decimals = -Exponent;
        digits = digits.PadLeft(decimals + 1, '0');
        return $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    internal void Write(CborWriter writer)
    {
        if (Mantissa < long.MinValue || Mantissa > long.MaxValue || Math.Abs(Exponent) > SenmlPack.MaxExponent)
        {
            throw new ArgumentException($"The number {this} has more digits than a transaction holds.");
        }

        writer.WriteArrayStart(2);
        writer.WriteInteger(Exponent);
        writer.WriteInteger((long)Mantissa);
    }

    internal static ExactDecimal Read(CborReader reader)
    {
        reader.ReadArrayStart(2);
        long exponent = reader.ReadInteger();
        return exponent is >= -SenmlPack.MaxExponent and <= SenmlPack.MaxExponent
            ? new ExactDecimal(reader.ReadInteger(), (int)exponent)
            : throw new WireFormatException("decimal: an exponent is beyond 18");
    }

    private BigInteger MantissaAt(int exponent) => Mantissa * BigInteger.Pow(10, Exponent - exponent);
}
