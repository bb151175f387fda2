namespace Enviro.Simulator;

/// <summary>Everything a hostile operator knows how to do to a ledger.</summary>
internal static class LedgerEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        .. ValueEdits.All, .. EntryEdits.All, .. ContextEdits.All, .. ReadingEdits.All, .. RegisterEdits.All, .. BlockEdits.All, .. HeaderEdits.All, .. SealEdits.All,
        .. GroundHashEdits.All, .. HistoryEdits.All, .. CacheEdits.All,
    ];
}
