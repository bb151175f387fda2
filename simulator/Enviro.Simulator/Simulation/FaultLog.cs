namespace Enviro.Simulator;

/// <summary>Counts injected faults by the name of their kind.</summary>
internal sealed class FaultLog
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many of each.</summary>
    internal IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts one.</summary>
    internal void Count(string fault) => _counts[fault] = _counts.GetValueOrDefault(fault) + 1;
}
