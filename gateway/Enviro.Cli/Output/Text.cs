using System.Globalization;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>How values are written for people, and for machines where they are the same.</summary>
internal static class Text
{
    private const int WideEnough = 4096;

    /// <summary>A pipe or a file has no edge to break lines at: what one line says must be found there in one line.</summary>
    internal static void UnwrapWhereNobodyLooks(IAnsiConsole console, bool isRedirected)
    {
        if (isRedirected)
        {
            console.Profile.Width = WideEnough;
        }
    }

    internal static string Time(long unixMs) =>
        unixMs is < -62135596800000 or > 253402300799999
            ? $"@{unixMs} ms"
            : DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    internal static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 8)) + "…";

    /// <summary>The exact decimal of a reading: 352 × 10^-1 is 35.2, and 350 × 10^-1 is 35.0, as it was measured.</summary>
    internal static string Value(Reading reading)
    {
        string digits = reading.Mantissa.ToString(CultureInfo.InvariantCulture);
        string sign = "";
        if (digits[0] == '-')
        {
            sign = "-";
            digits = digits[1..];
        }

        if (reading.Exponent >= 0)
        {
            return sign + (digits == "0" ? digits : digits + new string('0', reading.Exponent));
        }

        int decimals = -reading.Exponent;
        digits = digits.PadLeft(decimals + 1, '0');
        return $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }
}
