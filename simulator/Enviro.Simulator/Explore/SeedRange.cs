using System.Globalization;

namespace Enviro.Simulator;

/// <summary>Seeds from a first to a last, both included; written <c>A..B</c>, or <c>A</c> for one.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, not below the first.</param>
internal readonly record struct SeedRange(ulong First, ulong Last)
{
    /// <summary>Most seeds of one range: with the smallest worlds some days of a core.</summary>
    internal const long MaxCount = 100_000_000;

    private const string Separator = "..";

    /// <summary>How many seeds.</summary>
    internal long Count => (long)(Last - First) + 1;

    /// <summary>The seed at a place, from 0.</summary>
    internal ulong At(long index) => First + (ulong)index;

    /// <summary>Reads a range; null where it is none, is empty or too long.</summary>
    internal static SeedRange? Parse(string text)
    {
        int at = text.IndexOf(Separator, StringComparison.Ordinal);
        string first = at < 0 ? text : text[..at];
        string last = at < 0 ? text : text[(at + Separator.Length)..];
        return TryParse(first, out ulong a) && TryParse(last, out ulong b) && a <= b && b - a < MaxCount ? new SeedRange(a, b) : null;
    }

    private static bool TryParse(string text, out ulong seed) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
