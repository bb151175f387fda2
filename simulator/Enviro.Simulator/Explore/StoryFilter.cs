using System.Globalization;
using System.Text.RegularExpressions;

namespace Enviro.Simulator;

/// <summary>
/// Says which of the happenings of a run belong to a story: those of one node and those that name it, or those of one reading. A reading is known by its
/// boot and sequence number, and by the hash that stands behind them wherever something names all three.
/// </summary>
/// <param name="urn">The node; null for all.</param>
/// <param name="reading">The reading; null for all.</param>
internal sealed class StoryFilter(string? urn, ReadingName? reading)
{
    private readonly Regex? _named = reading is { } name
        ? new Regex(string.Create(CultureInfo.InvariantCulture, $@"\bboot {name.Boot},? seq {name.Sequence}\b(?: (?<hash>[0-9a-f]{{8,64}})\b)?"), RegexOptions.CultureInvariant)
        : null;

    private readonly HashSet<string> _hashes = [];

    /// <summary>Remembers the hashes of the reading; everything that happens is shown to it once before anything is told.</summary>
    internal void Learn(string who, string what)
    {
        if (_named?.Match(what) is { Success: true } match && match.Groups["hash"].Success && IsOfNode(who, what))
        {
            _hashes.Add(match.Groups["hash"].Value);
        }
    }

    /// <summary>Whether a happening belongs to the story.</summary>
    internal bool Includes(string who, string what) =>
        _named is null
            ? IsOfNode(who, what)
            : _hashes.Any(hash => what.Contains(hash, StringComparison.Ordinal)) || (_named.IsMatch(what) && IsOfNode(who, what));

    private bool IsOfNode(string who, string what) => urn is null || who == urn || what.Contains(urn, StringComparison.Ordinal);
}
