using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// Verifies a whole ledger from its first entry to its last, without trusting whoever kept it: every signature, commitment, chain, root and
/// seal. It needs no key but those the ledger itself enrols under its charter; who wants to know that this is the chain he saw before gives a
/// header he kept (<c>pinnedHeader</c>), since no ledger alone can show that its end was not cut off.
/// </summary>
public sealed class LedgerVerifier
{
    private readonly LedgerStore _store;
    private readonly byte[]? _pinnedHash;
    private readonly IProgress<long>? _progress;
    private readonly VerificationReport _report = new();
    private readonly EntryRules _entries;
    private readonly SealRules _seals;
    private readonly MerkleTree _tree = new();
    private byte[] _previousHash = new byte[Sha256.DigestLength];
    private BlockHeader? _previous;
    private long _nextIndex;
    private bool _rootBroken;
    private bool _pinnedFound;

    private LedgerVerifier(LedgerStore store, byte[]? pinnedHeader, IProgress<long>? progress)
    {
        _store = store;
        _pinnedHash = pinnedHeader is null ? null : BlockHeader.HashOf(pinnedHeader);
        _progress = progress;
        _entries = new EntryRules(_report);
        _seals = new SealRules(_report);
    }

    /// <summary>
    /// Verifies the ledger in <paramref name="store"/>. A database too damaged to be read is a finding, not an exception.
    /// </summary>
    /// <param name="store">The ledger, open for reading.</param>
    /// <param name="pinnedHeader">An encoded block header that must be part of the chain, or null.</param>
    /// <param name="progress">Told the number of entries verified, now and then; or null.</param>
    public static VerificationReport Verify(LedgerStore store, byte[]? pinnedHeader = null, IProgress<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        LedgerVerifier verifier = new(store, pinnedHeader, progress);
        try
        {
            // One moment for everything: a gateway that writes meanwhile must not look like a contradiction.
            store.InSnapshot(verifier.Run);
        }
        catch (LedgerException damaged)
        {
            verifier._report.Add(LedgerRule.Storage, null, null, damaged.Message);
        }
        catch (InvalidOperationException damaged)
        {
            // SQLite checks its columns' constraints when it writes, not when it reads: a damaged page can hold NULL where none may be.
            verifier._report.Add(LedgerRule.Storage, null, null, $"a row is damaged: {damaged.Message}");
        }

        return verifier._report;
    }

    private void Run()
    {
        if (_store.CountStrayRows() is > 0 and long stray)
        {
            _report.Add(LedgerRule.Storage, null, null, $"{stray} rows have an index or height below 0, where no entry or block can be");
        }

        _entries.Calibrations = CalibrationTable.Read(_store);
        using IEnumerator<PreparedEntry> entries = _entries.Prepare(_store.ReadEntries(0, long.MaxValue)).GetEnumerator();
        bool more = entries.MoveNext();
        long height = 0;
        foreach (StoredBlock block in _store.ReadBlocks())
        {
            ReportMissingBlocks(height, block.Height);
            CheckBlock(block, entries, ref more);
            if (block.Height == long.MaxValue)
            {
                // No block can follow, and no number either.
                break;
            }

            height = block.Height + 1;
        }

        CheckHeadRow(height);
        long sealedEntries = _report.Entries;
        CheckEntries(null, long.MaxValue, entries, ref more);
        _report.Unsealed = _report.Entries - sealedEntries;
        CheckEnd();
    }

    private void CheckBlock(StoredBlock block, IEnumerator<PreparedEntry> entries, ref bool more)
    {
        _report.Blocks++;
        byte[] hash = BlockHeader.HashOf(block.Header);
        _pinnedFound |= _pinnedHash is not null && hash.AsSpan().SequenceEqual(_pinnedHash);
        BlockHeader header;
        try
        {
            header = BlockHeader.Parse(block.Header);
        }
        catch (WireFormatException malformed)
        {
            _report.Add(LedgerRule.HeaderFormat, block.Height, null, malformed.Message);
            _previousHash = hash;
            _previous = null;
            return;
        }

        _entries.StartBlock();
        long first = _nextIndex;
        CheckEntries(block.Height, header.TreeSize, entries, ref more);
        CheckHeader(block.Height, header, first);
        _seals.Check(block.Height, header, hash, block.Seal, _entries.State);
        _previousHash = hash;
        _previous = header;
    }

    /// <summary>Takes entries until the tree has <paramref name="treeSize"/> leaves.</summary>
    private void CheckEntries(long? height, long treeSize, IEnumerator<PreparedEntry> entries, ref bool more)
    {
        for (; more && entries.Current.Entry.Index < treeSize; more = entries.MoveNext())
        {
            PreparedEntry prepared = entries.Current;
            ReportMissing(height, prepared.Entry.Index);
            _tree.Append(prepared.Entry.LeafHash);
            _nextIndex = prepared.Entry.Index + 1;
            _entries.Check(prepared, height);
            if ((_report.Entries & 0x3FF) == 0)
            {
                _progress?.Report(_report.Entries);
            }
        }

        if (height is not null)
        {
            ReportMissing(height, treeSize);
        }
    }

    /// <summary>Reports the entries before <paramref name="nextIndex"/> that are not there.</summary>
    private void ReportMissing(long? height, long nextIndex)
    {
        long missing = nextIndex - _nextIndex;
        if (missing <= 0)
        {
            return;
        }

        string text = missing == 1 ? "the entry is not there" : $"{missing} entries from here are not there";
        _report.Add(LedgerRule.EntryMissing, height, _nextIndex, text);

        // No root can be computed over what is not there: from here on the roots are not compared.
        _rootBroken = true;
        _nextIndex = nextIndex;
    }

    private void CheckHeader(long height, BlockHeader header, long first)
    {
        if (header.Height != height)
        {
            _report.Add(LedgerRule.HeaderFormat, height, null, $"the header says height {header.Height}");
        }

        if (!header.ChainId.AsSpan().SequenceEqual(_entries.State.ChainId))
        {
            _report.Add(LedgerRule.ChainId, height, null, "the header's chain id is not SHA-256 of the charter");
        }

        if (!header.Previous.AsSpan().SequenceEqual(_previousHash))
        {
            _report.Add(LedgerRule.PreviousHash, height, null, "the header does not name the hash of the header before it");
        }

        if (header.FirstIndex != first || header.TreeSize <= first)
        {
            _report.Add(LedgerRule.TreeSize, height, null, $"the header says entries {header.FirstIndex} to {header.TreeSize}, they start at {first}");
        }

        // The tree is cumulative: after the first wrong root every later one is wrong too, and says nothing new.
        if (!_rootBroken && !header.RootHash.AsSpan().SequenceEqual(_tree.RootHash()))
        {
            _rootBroken = true;
            _report.Add(LedgerRule.RootHash, height, null, "the root is not that of the entries up to here: one of this block's was altered, swapped or put in");
        }

        if (header.EarliestReadingMs != (_entries.EarliestReadingMs ?? 0) || header.LatestReadingMs != (_entries.LatestReadingMs ?? 0))
        {
            _report.Add(LedgerRule.BlockTime, height, null, "earliest and latest reading are not those of its entries");
        }

        if (_previous is null)
        {
            return;
        }

        if (header.SealedAtMs < _previous.SealedAtMs)
        {
            _report.Add(LedgerRule.BlockTime, height, null, "sealed before the block before it");
        }

        if (header.RollbackCounter <= _previous.RollbackCounter)
        {
            _report.Add(LedgerRule.RollbackCounter, height, null, $"{header.RollbackCounter} after {_previous.RollbackCounter}");
        }
    }

    /// <summary>The head row was committed with the last block: a block that is gone leaves it behind.</summary>
    private void CheckHeadRow(long nextHeight)
    {
        StoredHead? head = _store.ReadHead();
        if (head is null)
        {
            if (nextHeight > 0)
            {
                _report.Add(LedgerRule.BlockMissing, nextHeight - 1, null, "the head row, which names the last block, is gone");
            }

            return;
        }

        ReportMissingBlocks(nextHeight, head.Height == long.MaxValue ? head.Height : head.Height + 1);
        if (head.Height < nextHeight && !(head.Height == nextHeight - 1 && head.HeaderHash.AsSpan().SequenceEqual(_previousHash)))
        {
            _report.Add(LedgerRule.PreviousHash, nextHeight - 1, null, "the last block is not the one the head row names");
        }
    }

    /// <summary>Reports the blocks from <paramref name="first"/> up to <paramref name="end"/>, if any: as one, since a forged height may be any number.</summary>
    private void ReportMissingBlocks(long first, long end)
    {
        if (end > first)
        {
            _report.Add(LedgerRule.BlockMissing, first, null, end - first == 1 ? "the block is not there" : $"{end - first} blocks from here are not there");
        }
    }

    private void CheckEnd()
    {
        IEnumerable<NodeRecord> nodes = _entries.State.Nodes.Values;
        _report.Nodes = nodes.Count();
        _report.AttestedNodes = nodes.Count(node => node.Attestation is not null);
        _report.SuspendedNodes = nodes.Count(node => node.Status == NodeStatus.Suspended);
        _report.RevokedNodes = nodes.Count(node => node.Status == NodeStatus.Revoked);
        _report.Calibrations = _entries.State.Calibrations.All.Count;
        _report.ChainId = _entries.State.Charter?.ChainId;
        _report.HeadHash = _report.Blocks > 0 ? _previousHash : null;
        if (_report.ChainId is null)
        {
            _report.Add(LedgerRule.RegisterEntry, null, 0, "there is no charter");
        }

        if (_pinnedHash is not null && !_pinnedFound)
        {
            _report.Add(LedgerRule.PinnedHeader, null, null, "the given header is not part of this chain: it was cut off, rolled back or replaced");
        }
    }
}
