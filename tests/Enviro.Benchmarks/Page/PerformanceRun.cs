using System.ComponentModel;
using System.Globalization;

namespace Enviro.Benchmarks;

/// <summary>Measures everything that the page on performance says and writes it there.</summary>
internal static class PerformanceRun
{
    private const string Help =
        """
        Usage: performance [--page FILE] [--quick] [--only PART,…] [--entries N] [--signed N] [--nodes N]
        Measures and writes the measured parts of FILE (gateway/docs/performance.md) and its charts. Parts: targets, comparisons, nodes, ledger.
        --quick     small numbers, for a look at whether it works
        --entries   most entries of the growing ledger (10000000; 700 bytes of disk each)
        --signed    how many of them are signed, and verified (1000000)
        --nodes     most nodes (10000)
        """;

    private static readonly string[] s_parts = ["targets", "comparisons", "nodes", "ledger"];

    /// <summary>Exit code 0 written, 1 a target is missed (and written), 2 nothing measured.</summary>
    internal static int Run(string[] arguments)
    {
        try
        {
            return Measure(Options.Parse(arguments));
        }
        catch (Exception failure) when (failure is FormatException or InvalidOperationException or Win32Exception or IOException or TimeoutException)
        {
            Console.Error.WriteLine(failure is FormatException ? Help : $"Not measured: {failure.Message}");
            return 2;
        }
    }

    private static int Measure(Options options)
    {
        PerformancePage page = new(options.Page);
        using ScratchFolder scratch = new();
        bool isMet = true;
        string loadBefore = Machine.Load;
        Part("nodes", () =>
        {
            List<NodePoint> points = NodeGrowth.Measure(scratch, [.. Tenfold(1, options.Nodes).Select(count => (int)count)], options.Rounds, options.MessagesARound);
            page.Replace("elsewhere", MeasuredParts.Elsewhere(points[points.Count / 2]) + Stamp(" --only nodes", loadBefore));
            return MeasuredParts.Nodes(page, points);
        });
        Part("comparisons", () =>
        {
            BrokerComparison brokers = BrokerRatios.MeasureAsync(scratch, options.Rounds, options.MessagesARound).GetAwaiter().GetResult();
            return MeasuredParts.Comparisons(brokers, [.. SqliteRatios.Measure(scratch, options.Rounds)]);
        });
        Part("targets", () =>
        {
            Ratio[] ratios = RatioReport.MeasureTargets(scratch);
            isMet = ratios.All(ratio => ratio.IsMet);
            return RatioReport.TableOf(ratios);
        });
        Part("ledger", () => MeasuredParts.Ledger(page, LedgerGrowth.Measure(scratch, [.. Tenfold(1000, options.Entries)], options.Signed), options.Signed));
        page.Replace("machine", Machine.Describe(scratch.FileSystem) + Stamp(options.Only, loadBefore));
        Progress.Say($"written to {page.FilePath}");
        return isMet ? 0 : 1;

        void Part(string name, Func<string> measure)
        {
            if (options.Parts.Contains(name))
            {
                Progress.Say($"{name} …");
                string before = Machine.Load;
                page.Replace(name, measure() + Stamp($" --only {name}", before));
            }
        }

        string Stamp(string only, string before) =>
            $"\n\n`bash tests/performance.sh{options.Words}{only}`, {DateTime.UtcNow:yyyy-MM-dd}, load {before} before and {Machine.Load} after.\n";
    }

    private static IEnumerable<long> Tenfold(long first, long last)
    {
        for (long size = first; size <= last; size *= 10)
        {
            yield return size;
        }
    }

    /// <param name="Page">The page to write to.</param>
    /// <param name="Parts">What to measure.</param>
    /// <param name="Entries">Most entries.</param>
    /// <param name="Signed">How many of them are signed.</param>
    /// <param name="Nodes">Most nodes.</param>
    /// <param name="Rounds">Rounds of what is measured in turns.</param>
    /// <param name="MessagesARound">Messages in a round.</param>
    /// <param name="Words">The options that say how much, as they were given.</param>
    private sealed record Options(
        string Page, string[] Parts, long Entries, long Signed, long Nodes, int Rounds, int MessagesARound, string Words)
    {
        /// <summary>The option that says which parts, as it was given.</summary>
        internal string Only => Parts.Length == s_parts.Length ? "" : $" --only {string.Join(',', Parts)}";


        internal static Options Parse(string[] arguments)
        {
            Options options = new("gateway/docs/performance.md", s_parts, 10_000_000, 1_000_000, 10_000, 5, 10_240, "");
            for (int i = 0; i < arguments.Length; i++)
            {
                string Next() => ++i < arguments.Length ? arguments[i] : throw new FormatException();
                options = arguments[i] switch
                {
                    "--quick" => options with { Entries = 10_000, Signed = 10_000, Nodes = 100, Rounds = 1, MessagesARound = 2048, Words = " --quick" },
                    "--page" => options with { Page = Next() },
                    "--only" => options with { Parts = PartsOf(Next()) },
                    "--entries" => options with { Entries = Number(Next()), Words = $"{options.Words} --entries {arguments[i]}" },
                    "--signed" => options with { Signed = Number(Next()), Words = $"{options.Words} --signed {arguments[i]}" },
                    "--nodes" => options with { Nodes = Number(Next()), Words = $"{options.Words} --nodes {arguments[i]}" },
                    _ => throw new FormatException(),
                };
            }

            return options;
        }

        private static string[] PartsOf(string list) => list.Split(',') is string[] parts && parts.All(s_parts.Contains) ? parts : throw new FormatException();

        private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : throw new FormatException();
    }
}
