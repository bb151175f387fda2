using System.Text.RegularExpressions;

namespace Enviro.Tidy.Tests;

/// <summary>
/// The page on performance and its charts belong together: every measured part is in its marks, says by which command, when and under what load it was
/// measured, and shows charts that are there and of that title; no chart lies about that nothing shows.
/// </summary>
internal static partial class MeasurementRules
{
    public const string Page = "gateway/docs/performance.md";
    public const string Writer = "tests/Enviro.Benchmarks/Page/PerformanceRun.cs";

    private const string Charts = "gateway/docs/performance/";

    /// <summary>What of page and charts does not belong together.</summary>
    public static IEnumerable<string> Check(Tree tree)
    {
        if (!tree.HasFile(Page))
        {
            return [$"{Page} is missing."];
        }

        string text = tree.Text(Page);
        return [.. Parts(tree, text), .. ShownCharts(tree, text), .. LostCharts(tree, text)];
    }

    private static IEnumerable<string> Parts(Tree tree, string text)
    {
        string writer = tree.HasFile(Writer) ? tree.Text(Writer) : "";
        Match[] starts = [.. Start().Matches(text).Cast<Match>()];
        if (starts.Length == 0)
        {
            yield return $"{Page} has no measured part.";
        }

        foreach (Match start in starts)
        {
            string name = start.Groups["name"].Value;
            int from = start.Index + start.Length;
            int to = text.IndexOf($"<!-- end: {name} -->", from, StringComparison.Ordinal);
            int next = text.IndexOf("<!-- measured: ", from, StringComparison.Ordinal);
            if (to < 0 || (next >= 0 && next < to))
            {
                yield return $"{Page}: the measured part {name} has no end.";
                continue;
            }

            if (!Stamp().IsMatch(text[from..to]))
            {
                yield return $"{Page}: the measured part {name} does not say: `command`, date, load … before and … after.";
            }

            if (!writer.Contains($"\"{name}\"", StringComparison.Ordinal))
            {
                yield return $"{Page}: nobody writes the measured part {name}; {Writer} does not name it.";
            }
        }
    }

    private static IEnumerable<string> ShownCharts(Tree tree, string text)
    {
        foreach (Match chart in Chart().Matches(text).Cast<Match>())
        {
            // That the file is there is for the rule about links.
            string path = Charts + chart.Groups["file"].Value;
            string title = chart.Groups["title"].Value;
            if (tree.HasFile(path) && !(tree.Text(path) is string svg && svg.Contains("<svg", StringComparison.Ordinal) && svg.Contains($">{title}<", StringComparison.Ordinal)))
            {
                yield return $"{path} is no chart with the title \"{title}\" that {Page} gives it.";
            }
        }
    }

    private static IEnumerable<string> LostCharts(Tree tree, string text) => tree.Paths
        .Where(path => path.StartsWith(Charts, StringComparison.Ordinal))
        .Where(path => !text.Contains($"](performance/{path[Charts.Length..]})", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} is shown by nothing in {Page}.");

    [GeneratedRegex("<!-- measured: (?<name>[a-z]+) -->")]
    private static partial Regex Start();

    [GeneratedRegex(@"`(bash tests/performance\.sh|dotnet run )[^`]*`, 20\d\d-\d\d-\d\d, load \d+(\.\d+)? before and \d+(\.\d+)? after\.")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"!\[(?<title>[^\]]+)\]\(performance/(?<file>[^)]+)\)")]
    private static partial Regex Chart();
}
