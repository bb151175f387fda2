namespace Enviro.Benchmarks;

/// <summary>
/// A page whose measured parts stand between <c>&lt;!-- measured: NAME --&gt;</c> and <c>&lt;!-- end: NAME --&gt;</c>; what stands outside is people's.
/// </summary>
internal sealed class PerformancePage(string path)
{
    /// <summary>Full path of the page.</summary>
    internal string FilePath { get; } = Path.GetFullPath(path);

    /// <summary>Full path of the folder of its charts: beside the page, of the same name.</summary>
    internal string ChartFolder => Path.ChangeExtension(FilePath, null);

    /// <summary>Puts a measured part in its place; a page that has none is refused.</summary>
    internal void Replace(string name, string body)
    {
        string text = File.ReadAllText(FilePath);
        string start = $"<!-- measured: {name} -->\n";
        string end = $"<!-- end: {name} -->";
        int from = text.IndexOf(start, StringComparison.Ordinal);
        int to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        if (to < 0)
        {
            throw new InvalidOperationException($"{FilePath} has no place for {name}: {start.Trim()} … {end}");
        }

        File.WriteAllText(FilePath, $"{text[..(from + start.Length)]}\n{body.Trim()}\n\n{text[to..]}");
    }

    /// <summary>Writes a chart and returns what shows it in the page.</summary>
    internal string Chart(string name, GrowthChart chart)
    {
        Directory.CreateDirectory(ChartFolder);
        File.WriteAllText(Path.Combine(ChartFolder, $"{name}.svg"), chart.ToSvg());
        return $"![{chart.Title}]({Path.GetFileName(ChartFolder)}/{name}.svg)\n";
    }
}
