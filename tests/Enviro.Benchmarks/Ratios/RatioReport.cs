using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Enviro.Benchmarks;

/// <summary>Measures every ratio and prints them: a Markdown table for a page, then one line of JSON for a program.</summary>
internal static class RatioReport
{
    private const string Help = "Usage: ratios. Needs openssl and taskset; takes about three minutes.";

    /// <summary>Measures and prints; 1 when a target is missed, 2 when there is nothing to compare with.</summary>
    internal static int Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            Console.Error.WriteLine(Help);
            return 2;
        }

        try
        {
            return Measure();
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            Console.Error.WriteLine($"Nothing was compared: {failure.Message}");
            return 2;
        }
    }

    private static int Measure()
    {
        using ScratchFolder scratch = new();
        Ratio[] ratios = MeasureTargets(scratch);
        bool met = ratios.All(ratio => ratio.IsMet);
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {ChildProcess.Run("openssl", "version").Trim()}, file system {scratch.FileSystem}");
        Console.WriteLine();
        Console.WriteLine(TableOf(ratios));
        PrintJson(ratios, met);
        return met ? 0 : 1;
    }

    /// <summary>Every ratio that has a target, and those that explain it.</summary>
    internal static Ratio[] MeasureTargets(ScratchFolder scratch) =>
    [
        .. VerificationRatios.Measure(scratch),
        .. JournalRatios.Measure(scratch),
        EncoderRatio.Measure(),
        .. LedgerVerifyRatios.Measure(scratch),
    ];

    /// <summary>The ratios as a Markdown table.</summary>
    internal static string TableOf(IEnumerable<Ratio> ratios)
    {
        MarkdownTable table = new("measured", "value:", "against", "value:", "unit", "ratio:", "needed:", "");
        foreach (Ratio ratio in ratios)
        {
            string needed = ratio.Needed is { } least ? Format(least, "0.00") : "–";
            string verdict = ratio.Needed is null ? "" : ratio.IsMet ? "met" : "MISSED";
            table.Add(ratio.Measured, Format(ratio.Value), ratio.Against, Format(ratio.Base), ratio.Unit, Format(ratio.Quotient, "0.00"), needed, verdict);
        }

        return table.ToString();
    }

    private static void PrintJson(Ratio[] ratios, bool met)
    {
        Dictionary<string, object> line = new() { ["met"] = met };
        foreach (Ratio ratio in ratios)
        {
            line[ratio.Name] = Math.Round(ratio.Quotient, 3);
        }

        Console.WriteLine(JsonSerializer.Serialize(line));
    }

    private static string Format(double value) => Format(value, value < 100 ? "0.00" : "#,0");

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
