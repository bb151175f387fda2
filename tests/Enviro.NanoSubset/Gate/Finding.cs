using Microsoft.CodeAnalysis;

namespace Enviro.NanoSubset;

/// <summary>A construct found in a source by a rule, before it is reported.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Construct">What it is and why it is refused.</param>
/// <param name="Instead">What to use instead.</param>
internal sealed record Finding(Location Place, string Construct, string Instead)
{
    private const int LongestQuote = 60;

    /// <summary>Quotes source text on one line, shortened.</summary>
    public static string Quote(object source)
    {
        string text = string.Join(' ', (source.ToString() ?? "").Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? $"`{text}`" : $"`{text[..LongestQuote]}…`";
    }

    /// <summary>The report of this finding: file and line as a reader counts them.</summary>
    public Violation ToViolation()
    {
        FileLinePositionSpan position = Place.GetLineSpan();
        return new Violation(position.Path, position.StartLinePosition.Line + 1, Construct, Instead);
    }
}
