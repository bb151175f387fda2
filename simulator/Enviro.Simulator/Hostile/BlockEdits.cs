using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Whole blocks: deleted, swapped, hidden; and the row that names the last.</summary>
internal static class BlockEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("blockDeleted", EditEvidence.Ledger, Delete),
        new("blocksDeletedAtTheEnd", EditEvidence.Ledger, DeleteLast, LedgerRule.BlockMissing),
        new("blocksSwapped", EditEvidence.Ledger, Swap),
        new("blockBelowZero", EditEvidence.Ledger, PutBelowZero, LedgerRule.Storage),
        new("headDeleted", EditEvidence.Ledger, DeleteHead, LedgerRule.BlockMissing),
        new("headNamesAnother", EditEvidence.Ledger, NameAnother, LedgerRule.PreviousHash),
    ];

    private static string? Delete(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        ledger.Execute("DELETE FROM blocks WHERE height = $0", height);
        return $"block {height}";
    }

    private static string? DeleteLast(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int first = ledger.Random.Below(ledger.Blocks.Count);
        ledger.Execute("DELETE FROM blocks WHERE height >= $0", first);
        return $"blocks from {first}";
    }

    private static string? Swap(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int first = ledger.Random.Below(ledger.Blocks.Count - 1);
        int second = (int)ledger.Random.Between(first + 1, ledger.Blocks.Count - 1);
        ledger.Execute("UPDATE blocks SET height = -1 WHERE height = $0; UPDATE blocks SET height = $0 WHERE height = $1; UPDATE blocks SET height = $1 WHERE height = -1", first, second);
        return $"blocks {first} and {second}";
    }

    private static string? PutBelowZero(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        ledger.Execute("INSERT INTO blocks (height, header, seal) SELECT $1, header, seal FROM blocks WHERE height = $0", height, -1 - ledger.Random.Below(1000));
        return $"block {height}";
    }

    private static string? DeleteHead(EditedLedger ledger)
    {
        ledger.Execute("DELETE FROM head");
        return "the head row";
    }

    private static string? NameAnother(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count - 1);
        ledger.Execute("UPDATE head SET height = $0, header_hash = $1", height, ledger.Blocks[height].Hash);
        return $"the head row names block {height}";
    }
}
