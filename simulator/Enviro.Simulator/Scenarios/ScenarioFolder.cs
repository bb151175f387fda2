namespace Enviro.Simulator;

/// <summary>The scenarios that come with the program, beside it.</summary>
internal static class ScenarioFolder
{
    private const string Ending = ".yaml";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>Files of all that are there, in the order of their names.</summary>
    internal static IReadOnlyList<string> Paths =>
        Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*" + Ending).Order(StringComparer.Ordinal)] : [];

    /// <summary>The file of a scenario, by its name or by a path to a file of one's own.</summary>
    internal static string Find(string nameOrPath)
    {
        if (nameOrPath.Contains(Path.DirectorySeparatorChar) || nameOrPath.EndsWith(Ending, StringComparison.Ordinal) || File.Exists(nameOrPath))
        {
            return nameOrPath;
        }

        return Paths.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == nameOrPath)
            ?? throw new ScenarioException($"There is no scenario '{nameOrPath}'; there are {string.Join(", ", Paths.Select(Path.GetFileNameWithoutExtension))}, or give the path of a file.");
    }
}
