using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>
/// Headers that say one thing that is not so, truly sealed, with true successors: one rule alone can find each. Where it is a hash that is false, it begins
/// like the true one, for whoever would compare beginnings only.
/// </summary>
internal static class HeaderEdits
{
    private const int KeptPrefix = 2;

    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        Of("headerChainFalse", LedgerRule.ChainId, (ledger, block) => block.ChainId = Altered(ledger, block.ChainId)),
        Of("headerGatewayUnknown", LedgerRule.GatewayKey, (ledger, block) => block.Gateway = Altered(ledger, block.Gateway)),
        Of("headerHeightFalse", LedgerRule.HeaderFormat, (ledger, block) => block.Height += 1 + ledger.Random.Below(3)),
        Of("headerPreviousFalse", LedgerRule.PreviousHash, (ledger, block) => block.Previous = Altered(ledger, block.Previous), first: 1),
        Of("headerFirstIndexFalse", LedgerRule.TreeSize, (_, block) => block.FirstIndex++),
        Of("headerRootFalse", LedgerRule.RootHash, (ledger, block) => block.RootHash = Altered(ledger, block.RootHash)),
        Of("headerEarliestFalse", LedgerRule.BlockTime, (_, block) => block.EarliestReadingMs -= block.EarliestReadingMs > 0 ? 1 : 0),
        Of("headerLatestFalse", LedgerRule.BlockTime, (_, block) => block.LatestReadingMs++),
        Of("headerSealedBefore", LedgerRule.BlockTime, (ledger, block) => block.SealedAtMs = ledger.Blocks[(int)block.Height - 1].SealedAtMs - 1, first: 1),
        Of("headerCounterRepeated", LedgerRule.RollbackCounter, (ledger, block) => block.RollbackCounter = ledger.Blocks[(int)block.Height - 1].RollbackCounter, first: 1),
        Of("headerCounterBack", LedgerRule.RollbackCounter, (ledger, block) => block.RollbackCounter = 0, first: 1),
        new("blockEmpty", EditEvidence.Ledger, PutEmpty, LedgerRule.TreeSize),
        new("fork", EditEvidence.Ledger, ledger => Fork(ledger, (header, _) => header), LedgerRule.PreviousHash),
        new("forkWithGroundHash", EditEvidence.Ledger, ledger => Fork(ledger, GroundHashEdits.Grind), LedgerRule.PreviousHash),
    ];

    /// <summary>
    /// Two sealed headers of one height: the one stored, and the one that its successor names. Shown to different people, each has a chain of its own behind it.
    /// </summary>
    private static string? Fork(EditedLedger ledger, Func<byte[], byte[], byte[]?> shape)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count - 1);
        BlockRow other = ledger.Blocks[height].Copy();
        other.SealedAtMs++;
        if (shape(other.Encode(), ledger.Blocks[height].Hash) is not { } header)
        {
            return null;
        }

        ledger.Seal(header);
        ledger.Reseal(height + 1, block => block.Previous = block.Height == height + 1 ? Ledger.BlockHeader.HashOf(header) : block.Previous);
        ledger.Save();
        return $"two seals at height {height}";
    }

    private static string? PutEmpty(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        ledger.Blocks.Insert(height + 1, ledger.Blocks[height].Copy());
        foreach (BlockRow block in ledger.Blocks.Skip(height + 1))
        {
            block.RollbackCounter++;
        }

        ledger.Reseal(height + 1);
        ledger.Save();
        return $"a block without entries at height {height + 1}";
    }

    private static LedgerEdit Of(string name, LedgerRule rule, Action<EditedLedger, BlockRow> falsify, int first = 0) => new(
        name,
        EditEvidence.Ledger,
        ledger =>
        {
            if (ledger.Blocks.Count <= first)
            {
                return null;
            }

            int height = (int)ledger.Random.Between(first, ledger.Blocks.Count - 1);
            byte[] before = ledger.Blocks[height].Encode();
            ledger.Reseal(height, block =>
            {
                if (block == ledger.Blocks[height])
                {
                    falsify(ledger, block);
                }
            });
            ledger.Save();
            return ledger.Blocks[height].Header.AsSpan().SequenceEqual(before) ? null : $"block {height}";
        },
        rule);

    /// <summary>Another hash with the same beginning.</summary>
    private static byte[] Altered(EditedLedger ledger, byte[] hash)
    {
        byte[] altered = [.. hash];
        ledger.Random.Fill(altered.AsSpan(KeptPrefix));
        return altered;
    }
}
