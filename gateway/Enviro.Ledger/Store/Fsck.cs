using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// Checks that a ledger is stored soundly: the file, the rows against their leaves, the blocks against the tree, the caches against the entries. Who
/// signed what and whether it may is not asked here. Reads at one moment, also while a gateway writes.
/// </summary>
public sealed class Fsck
{
    /// <summary>How many findings are listed at most; a damaged ledger may have as many as entries.</summary>
    public const int MaxFindings = 1000;

    private readonly LedgerStore _store;
    private readonly List<FsckFinding> _findings = [];
    private long _nextIndex;
    private bool _hasGap;

    private Fsck(LedgerStore store)
    {
        _store = store;
    }

    /// <summary>
    /// Checks the ledger in a folder; no finding means it is sound. What keeps the file from being read at all raises <see cref="LedgerException"/>.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="disk">The disk it is on; null for this machine's file system.</param>
    public static IReadOnlyList<FsckFinding> Check(string directory, ILedgerDisk? disk = null)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(directory, disk);
        Fsck fsck = new(store);
        store.Database.InSnapshot(fsck.Run);
        return fsck._findings;
    }

    /// <summary>
    /// Drops the caches (readings, head row) and builds them from the entries and blocks, in one transaction. No gateway may be running. Rows of
    /// readings whose message has been erased are kept: they are all that still keeps such a reading from being taken a second time.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="disk">The disk it is on; null for this machine's file system.</param>
    public static void RebuildCaches(string directory, ILedgerDisk? disk = null)
    {
        using LedgerStore store = LedgerStore.OpenUnchecked(directory, disk);
        store.RebuildCaches();
    }

    private void Run()
    {
        Attempt(CheckFile);
        Attempt(CheckChain);
        Attempt(CheckReadings);
    }

    /// <summary>A page that cannot be read ends one part of the check, not the others.</summary>
    private void Attempt(Action check)
    {
        try
        {
            check();
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Damaged)
        {
            Report(FsckSeverity.Damage, null, null, exception.Message);
        }
    }

    private void Report(FsckSeverity severity, long? block, long? entry, string text)
    {
        if (_findings.Count < MaxFindings)
        {
            _findings.Add(new FsckFinding(severity, block, entry, text));
        }
    }

    private void CheckFile()
    {
        foreach (string line in _store.Database.CheckIntegrity())
        {
            Report(FsckSeverity.Damage, null, null, $"SQLite: {line}");
        }

        if (_store.CountStrayRows() is > 0 and long stray)
        {
            Report(FsckSeverity.Damage, null, null, $"{stray} rows have an index or height below 0, where no entry or block can be");
        }
    }

    /// <summary>Walks entries and blocks side by side: when the tree has grown to a block's size, its root must be the block's.</summary>
    private void CheckChain()
    {
        MerkleTree tree = new();
        MerkleTree beforeLast = new();
        using IEnumerator<StoredEntry> entries = _store.ReadEntries(0, long.MaxValue).GetEnumerator();
        BlockHeader? previous = null;
        StoredBlock? last = null;
        long height = 0;
        foreach (StoredBlock block in _store.ReadBlocks())
        {
            if (block.Height != height)
            {
                Report(FsckSeverity.Damage, height, null, $"blocks {height} to {block.Height - 1} are missing");
            }

            height = block.Height + 1;
            BlockHeader? header = CheckBlock(block, previous, last);
            if (header is not null)
            {
                beforeLast = tree.Clone();
                GrowTo(tree, entries, header.TreeSize);
                CheckRoot(tree, header);
            }

            previous = header;
            last = block;
        }

        GrowTo(tree, entries, long.MaxValue);
        if (!_store.HeadRowFits(last))
        {
            Report(FsckSeverity.Cache, last?.Height, null, "the head row does not name the last block");
        }

        // Where the chain itself is damaged, nobody can say what its subtrees should be.
        if (!_findings.Exists(finding => finding.Severity == FsckSeverity.Damage) && !_store.SubtreesFit(last is null ? null : beforeLast))
        {
            Report(FsckSeverity.Cache, last?.Height, null, "the subtrees are not those of the tree before the last block");
        }
    }

    private BlockHeader? CheckBlock(StoredBlock block, BlockHeader? previous, StoredBlock? previousBlock)
    {
        try
        {
            BlockHeader header = BlockHeader.Parse(block.Header);
            if (header.Height != block.Height)
            {
                Report(FsckSeverity.Damage, block.Height, null, $"its header says height {header.Height}");
            }
            else if (block.Height > 0 && previous is null)
            {
                Report(FsckSeverity.Damage, block.Height, null, "the header before it cannot be read");
            }
            else if (header.FindBrokenLink(previous, previousBlock is null ? [] : BlockHeader.HashOf(previousBlock.Header)) is { } fault)
            {
                Report(FsckSeverity.Damage, block.Height, null, $"broken link: {fault}");
            }

            Seal.Parse(block.Seal);
            return header;
        }
        catch (WireFormatException exception)
        {
            Report(FsckSeverity.Damage, block.Height, null, exception.Message);
            return null;
        }
    }

    private void CheckRoot(MerkleTree tree, BlockHeader header)
    {
        if (_hasGap)
        {
            // Behind a missing entry no root can fit; the gap itself has been reported.
            return;
        }

        if (tree.TreeSize < header.TreeSize)
        {
            Report(FsckSeverity.Damage, header.Height, tree.TreeSize, $"it seals {header.TreeSize} entries, but only {tree.TreeSize} are there");
        }
        else if (tree.TreeSize == header.TreeSize && !tree.RootHash().AsSpan().SequenceEqual(header.RootHash))
        {
            Report(FsckSeverity.Damage, header.Height, null, "the leaves do not give its root");
        }
    }

    private void GrowTo(MerkleTree tree, IEnumerator<StoredEntry> entries, long size)
    {
        while (_nextIndex < size && entries.MoveNext())
        {
            StoredEntry entry = entries.Current;
            if (entry.Index != _nextIndex)
            {
                Report(FsckSeverity.Damage, null, _nextIndex, $"entries {_nextIndex} to {entry.Index - 1} are missing");
                _hasGap = true;
            }

            if (!entry.MatchesLeaf())
            {
                Report(FsckSeverity.Damage, null, entry.Index, "its row does not fit its leaf");
            }

            tree.Append(entry.LeafHash);
            _nextIndex = entry.Index + 1;
        }
    }

    private void CheckReadings()
    {
        long expected = 0;
        foreach (StoredEntry entry in _store.ReadEntries(0, long.MaxValue).Where(entry => entry.Kind.IsReading()))
        {
            expected++;
            if (entry.Message is not null)
            {
                CheckReading(entry);
            }
        }

        long rows = (long)_store.Database.Scalar("SELECT count(*) FROM readings")!;
        if (rows != expected)
        {
            Report(FsckSeverity.Cache, null, null, $"the readings' cache has {rows} rows for {expected} readings");
        }

        long wrongLast = (long)_store.Database.Scalar(
            """
            SELECT count(*) FROM (SELECT node, boot, seq, max(idx) AS idx, message_hash FROM readings GROUP BY node) AS expected
            FULL JOIN last_readings AS found USING (node, boot, seq, idx, message_hash) WHERE expected.idx IS NULL OR found.idx IS NULL
            """)!;
        if (wrongLast != 0)
        {
            Report(FsckSeverity.Cache, null, null, $"the cache of last readings has {wrongLast} wrong or missing rows");
        }
    }

    private void CheckReading(StoredEntry entry)
    {
        try
        {
            ReadingKey key = ReadingKey.Of(entry.Message!);
            bool isThere = _store.TryFindReading(key.Node, key.Boot, key.Sequence, out ReadingLocation location);
            if (!isThere || location.Index != entry.Index || !location.MessageHash.AsSpan().SequenceEqual(key.MessageHash))
            {
                string fault = isThere ? "the readings' cache names another entry or message" : "it is not in the readings' cache";
                Report(FsckSeverity.Cache, null, entry.Index, fault);
            }
        }
        catch (WireFormatException exception)
        {
            Report(FsckSeverity.Damage, null, entry.Index, $"its message is no reading: {exception.Message}");
        }
    }
}
