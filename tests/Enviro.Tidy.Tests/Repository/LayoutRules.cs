namespace Enviro.Tidy.Tests;

/// <summary>Which files may stand where, and what each project and script brings with it.</summary>
internal static class LayoutRules
{
    private static readonly string[] s_top =
        ["firmware", "gateway", "simulator", "tests", "hardware", "Enviro.sln", "README.md", "LICENSE", "CHANGELOG.md", "global.json"];

    /// <summary>The top level is fixed, so that it can be learned once.</summary>
    public static IEnumerable<string> TopLevel(Tree tree)
    {
        string[] found = [.. tree.Paths.Select(path => path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
        foreach (string name in found.Where(name => !s_top.Contains(name) && !name.StartsWith('.') && !name.EndsWith(".props", StringComparison.Ordinal)))
        {
            yield return $"{name}: the top level holds only {string.Join(", ", s_top)}, *.props and dot files; put it in the room it belongs to.";
        }

        foreach (string name in new[] { "README.md", "CHANGELOG.md", "LICENSE" }.Where(name => !tree.HasFile(name)))
        {
            yield return $"{name} is missing.";
        }
    }

    /// <summary>A folder inside a project that holds one source file says nothing its file's name does not.</summary>
    public static IEnumerable<string> LonelyFolders(Tree tree)
    {
        // A board's program is built for the device only: its project is an .nfproj.
        string[] projects = [.. tree.Ending("proj", "firmware", "gateway", "simulator").Select(Tree.FolderOf)];
        return tree.Ending(".cs", "firmware", "gateway", "simulator")
            .Select(Tree.FolderOf)
            .Distinct()
            .Where(folder => projects.Any(project => folder.StartsWith(project + "/", StringComparison.Ordinal)))
            .Where(folder => tree.Paths.Count(path => path.StartsWith(folder + "/", StringComparison.Ordinal)) == 1)
            .Select(folder => $"{folder}: a folder with one file; move the file up.");
    }

    /// <summary>Every project is in the solution and has a lock file, or a clone builds something else than we did.</summary>
    public static IEnumerable<string> Projects(Tree tree)
    {
        string solution = tree.Text("Enviro.sln").Replace('\\', '/');
        foreach (string project in tree.Ending(".csproj"))
        {
            if (!solution.Contains($"\"{project}\"", StringComparison.Ordinal))
            {
                yield return $"{project} is not in Enviro.sln: dotnet sln add {project}";
            }

            string lockFile = $"{Tree.FolderOf(project)}/packages.lock.json";
            if (!tree.HasFile(lockFile))
            {
                yield return $"{lockFile} is missing: dotnet restore {project}, and add it.";
            }
        }
    }

    /// <summary>Sources that no project lists are compiled by nobody; firmware is also built for the device.</summary>
    public static IEnumerable<string> Orphans(Tree tree)
    {
        foreach (string folder in tree.Ending(".cs", "firmware", "gateway", "simulator").Select(path => string.Join('/', path.Split('/')[..2])).Distinct())
        {
            string name = folder.Split('/')[1];
            bool isFirmware = folder.StartsWith("firmware/", StringComparison.Ordinal);
            if (!tree.HasFile($"{folder}/{name}.{(isFirmware ? "nfproj" : "csproj")}"))
            {
                yield return isFirmware ? $"{folder}: no {name}.nfproj builds it for the device." : $"{folder}: no {name}.csproj builds it.";
            }
        }
    }

    /// <summary>A script runs as it is from a clone, and stops at its first error.</summary>
    public static IEnumerable<string> Scripts(Tree tree)
    {
        foreach (string script in tree.Ending(".sh"))
        {
            string[] lines = tree.Text(script).Split('\n');
            if (!tree.IsExecutable(script))
            {
                yield return $"{script} is not executable in git: git update-index --chmod=+x {script}";
            }

            if (lines[0] != "#!/usr/bin/env bash")
            {
                yield return $"{script} must start with #!/usr/bin/env bash";
            }

            if (!lines.Any(line => line.StartsWith("set -eu", StringComparison.Ordinal)))
            {
                yield return $"{script} must say: set -euo pipefail";
            }
        }
    }

    /// <summary>
    /// A vector no test reads and no page explains is a dead file. Inputs of the fuzzer are named by their content and read by the folder; its own tests
    /// hold that each folder is a target's.
    /// </summary>
    public static IEnumerable<string> Vectors(Tree tree)
    {
        const string Folder = "tests/vectors/";
        string[] readers =
        [
            .. tree.Ending(".cs", "tests").Concat(tree.Ending(".csproj", "tests"))
                .Concat(tree.Ending("README.md", "tests").Where(page => page.StartsWith(Folder, StringComparison.Ordinal)))
                .Select(tree.Text),
        ];
        return tree.Paths
            .Where(path => path.StartsWith(Folder, StringComparison.Ordinal) && !path.EndsWith("/README.md", StringComparison.Ordinal))
            .Where(path => !path.StartsWith($"{Folder}fuzz/", StringComparison.Ordinal))
            .Where(path => !readers.Any(text => text.Contains(Path.GetFileName(path), StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} is named by no test and by no README.md in {Folder}");
    }
}
