using System.Diagnostics;
using System.Globalization;

namespace Enviro.Benchmarks;

/// <summary>Says on standard error how far a long run is.</summary>
internal static class Progress
{
    private static readonly long s_start = Stopwatch.GetTimestamp();

    /// <summary>Prints a line with the time since the start.</summary>
    internal static void Say(FormattableString what) =>
        Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(s_start):mm\\:ss} {what.ToString(CultureInfo.InvariantCulture)}");
}
