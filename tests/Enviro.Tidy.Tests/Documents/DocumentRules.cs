namespace Enviro.Tidy.Tests;

/// <summary>Pages are found by following links from README.md, and every link leads somewhere.</summary>
internal static class DocumentRules
{
    private const string Start = "README.md";

    /// <summary>Links inside the repository whose file or anchor does not exist.</summary>
    public static IEnumerable<string> Links(Tree tree)
    {
        foreach (string path in tree.Ending(".md"))
        {
            foreach ((int line, string target) in MarkdownPage.Parse(tree.Text(path)).Links.Where(link => IsRelative(link.Target)))
            {
                (string? file, string anchor) = Resolve(tree, path, target);
                if (file is null)
                {
                    yield return $"{path}:{line}: {target} leads to no file in the repository.";
                }
                else if (anchor.Length > 0 && file.EndsWith(".md", StringComparison.Ordinal) && !MarkdownPage.Parse(tree.Text(file)).Anchors.Contains(anchor))
                {
                    yield return $"{path}:{line}: {file} has no heading #{anchor}.";
                }
            }
        }
    }

    /// <summary>Pages nobody can come to.</summary>
    public static IEnumerable<string> Unreachable(Tree tree)
    {
        if (!tree.HasFile(Start))
        {
            return [$"{Start} is missing: every page is found from there."];
        }

        HashSet<string> reached = [Start];
        Queue<string> open = new(reached);
        while (open.TryDequeue(out string? path))
        {
            foreach ((_, string target) in MarkdownPage.Parse(tree.Text(path)).Links.Where(link => IsRelative(link.Target)))
            {
                if (Resolve(tree, path, target).File is { } file && file.EndsWith(".md", StringComparison.Ordinal) && reached.Add(file))
                {
                    open.Enqueue(file);
                }
            }
        }

        return tree.Ending(".md").Where(path => !reached.Contains(path)).Select(path => $"{path} cannot be reached by links from {Start}.");
    }

    private static bool IsRelative(string target) =>
        !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal);

    /// <summary>The file a link leads to; of a folder its page, as a code host shows it; null if there is none.</summary>
    private static (string? File, string Anchor) Resolve(Tree tree, string from, string target)
    {
        int hash = target.IndexOf('#', StringComparison.Ordinal);
        string anchor = hash < 0 ? "" : Uri.UnescapeDataString(target[(hash + 1)..]);
        string path = Uri.UnescapeDataString(hash < 0 ? target : target[..hash]);
        if (path.Length == 0)
        {
            return (from, anchor);
        }

        List<string> parts = path.StartsWith('/') ? [] : [.. Tree.FolderOf(from).Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                return (null, anchor);
            }
        }

        string full = string.Join('/', parts);
        if (tree.HasFile(full))
        {
            return (full, anchor);
        }

        string page = full.Length == 0 ? Start : $"{full}/README.md";
        return (tree.HasFolder(full) ? tree.HasFile(page) ? page : full : null, anchor);
    }
}
