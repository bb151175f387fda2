using System.Text;
using System.Text.RegularExpressions;

namespace Enviro.Tidy.Tests;

/// <summary>The links and anchors of a Markdown page, as a code host shows them; code is not read.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(IReadOnlyList<(int Line, string Target)> links, IReadOnlySet<string> anchors)
    {
        Links = links;
        Anchors = anchors;
    }

    /// <summary>Targets of links and images as written, with the line they stand on, from 1.</summary>
    public IReadOnlyList<(int Line, string Target)> Links { get; }

    /// <summary>Names a link may give after '#': one for each heading, and those set in HTML.</summary>
    public IReadOnlySet<string> Anchors { get; }

    public static MarkdownPage Parse(string text)
    {
        List<(int Line, string Target)> links = [];
        HashSet<string> anchors = [];
        string[] lines = text.Split('\n');
        string? fence = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string trimmed = lines[i].Trim();
            Match mark = Fence().Match(trimmed);
            if (fence is null && mark.Success)
            {
                fence = mark.Value;
                continue;
            }

            if (fence is not null)
            {
                fence = mark.Success && mark.Value.StartsWith(fence, StringComparison.Ordinal) && trimmed == mark.Value ? null : fence;
                continue;
            }

            if (Heading().Match(lines[i]) is { Success: true } heading)
            {
                AddAnchor(anchors, Slug(heading.Groups["text"].Value));
            }

            string prose = Code().Replace(lines[i], "");
            links.AddRange(Link().Matches(prose).Select(link => (i + 1, link.Groups["target"].Value)));
            anchors.UnionWith(HtmlAnchor().Matches(prose).Select(anchor => anchor.Groups["name"].Value));
        }

        return new MarkdownPage(links, anchors);
    }

    /// <summary>A second heading of the same text gets "-1", the next "-2".</summary>
    private static void AddAnchor(HashSet<string> anchors, string slug)
    {
        string anchor = slug;
        for (int n = 1; !anchors.Add(anchor); n++)
        {
            anchor = $"{slug}-{n}";
        }
    }

    private static string Slug(string heading)
    {
        StringBuilder slug = new();
        foreach (char c in LinkText().Replace(heading, "${text}").Trim())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (c == ' ')
            {
                slug.Append('-');
            }
        }

        return slug.ToString();
    }

    [GeneratedRegex("^(`{3,}|~{3,})")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.*?)\s*#*\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex("(`+).+?\\1")]
    private static partial Regex Code();

    // [text](target "title"), ![text](target), [name]: target, and the same in HTML.
    [GeneratedRegex("""\]\(\s*<?(?<target>[^)\s>]+)|^\s*\[[^\]^]+\]:\s*<?(?<target>[^\s>]+)|\b(?:href|src)="(?<target>[^"]+)["]""")]
    private static partial Regex Link();

    [GeneratedRegex("""\b(?:id|name)="(?<name>[^"]+)["]""")]
    private static partial Regex HtmlAnchor();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();
}
