using System.Globalization;
using Enviro.Ledger;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>How values are written for people, and for machines where they are the same.</summary>
internal static class Text
{
    /// <summary>What a reading under a shared key is worth to others.</summary>
    internal const string SharedKey = "authenticated by a shared key: the gateway's word, not publicly verifiable";

    private const int WideEnough = 4096;

    /// <summary>A pipe or a file has no edge to break lines at: what one line says must be found there in one line.</summary>
    internal static void UnwrapWhereNobodyLooks(IAnsiConsole console, bool isRedirected)
    {
        if (isRedirected)
        {
            console.Profile.Width = WideEnough;
        }
    }

    internal static string Time(long unixMs) =>
        unixMs is < -62135596800000 or > 253402300799999
            ? $"@{unixMs} ms"
            : DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    internal static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 8)) + "…";

    /// <summary>Text that a stranger chose, without the control characters that would steer a terminal.</summary>
    internal static string Printable(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '?' : letter));

    /// <summary>A reading's freshness in words.</summary>
    internal static string Attested(Freshness freshness) => freshness switch
    {
        Freshness.Fresh => "freshly attested",
        Freshness.Stale => "attested before",
        _ => "never attested",
    };
}
