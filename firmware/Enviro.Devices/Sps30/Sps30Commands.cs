namespace Enviro.Devices.Sps30;

/// <summary>Commands of the SPS30 (data sheet, §6.3) and how its numbers become decimals.</summary>
internal static class Sps30Commands
{
    /// <summary>Starts measuring, with <see cref="FloatFormat"/> as its argument; takes less than 20 ms.</summary>
    internal const int Start = 0x0010;

    /// <summary>Numbers of IEEE 754, 32 bits: every firmware version knows them, and they have more digits than the integers.</summary>
    internal const int FloatFormat = 0x0300;

    /// <summary>Whether there are values that were not read yet: one word, 1 if so.</summary>
    internal const int DataReady = 0x0202;

    /// <summary>The last values: ten numbers of two words.</summary>
    internal const int Values = 0x0300;

    /// <summary>Words of the values.</summary>
    internal const int ValueWords = 20;

    private const int ExponentOfWholes = 150;
    private const int DeepestShift = 60;

    /// <summary>
    /// Tenths of a number of IEEE 754, rounded to the nearest, by integers alone; false for a negative number, one of 2^24 or more, and what is none.
    /// </summary>
    internal static bool TryGetTenths(int high, int low, out long tenths)
    {
        tenths = 0;
        int exponent = (high >> 7) & 0xFF;
        long fraction = ((high & 0x7F) << 16) | low;
        if ((high & 0x8000) != 0 && (exponent != 0 || fraction != 0))
        {
            return false;
        }

        if (exponent > ExponentOfWholes)
        {
            return false;
        }

        int shift = ExponentOfWholes - exponent;
        if (exponent == 0 || shift > DeepestShift)
        {
            return true;
        }

        long scaled = (fraction | 0x800000) * 10;
        tenths = shift == 0 ? scaled : (scaled + (1L << (shift - 1))) >> shift;
        return true;
    }
}
