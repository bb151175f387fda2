using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enviro.Ledger;

/// <content>What changes the chain: two commit points.</content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Appends entries in one transaction and returns the index of the first. When it returns, they are on the disk: only then may a gateway
    /// acknowledge them. When it throws, none of them is kept; a reading that is already there raises <see cref="DuplicateReadingException"/>.
    /// </summary>
    /// <param name="entries">The entries, in order; an empty list does nothing.</param>
    /// <param name="keys">One key for each entry that holds a reading message, in the same order; null when there is none.</param>
    public long Append(IReadOnlyList<Entry> entries, IReadOnlyList<ReadingKey>? keys = null)
    {
        RequireWriter();
        int readings = entries.Count(entry => entry.Kind.IsReading());
        if (readings != (keys?.Count ?? 0))
        {
            throw new ArgumentException($"There are {readings} readings and {keys?.Count ?? 0} keys.", nameof(keys));
        }

        long first = _tree.TreeSize;
        if (entries.Count == 0)
        {
            return first;
        }

        _database.InTransaction(() =>
        {
            int nextKey = 0;
            for (int i = 0; i < entries.Count; i++)
            {
                InsertEntry(first + i, entries[i]);
                if (entries[i].Kind.IsReading())
                {
                    InsertReading(first + i, keys![nextKey++]);
                }
            }
        });

        // Commit point passed: the entries are journaled. The tree follows the disk, never the other way round.
        foreach (Entry entry in entries)
        {
            _tree.Append(entry.LeafHash);
        }

        return first;
    }

    /// <summary>
    /// Appends a block. It exists when this returns: block row and head row are one transaction, over entries that are committed already. A header that
    /// does not continue the head, or whose root is not that of the stored leaves, is refused with <see cref="ArgumentException"/>.
    /// </summary>
    public void AppendBlock(BlockHeader header, Seal seal)
    {
        RequireWriter();
        byte[] previousHash = _head is null ? [] : BlockHeader.HashOf(_head.Header);
        if (header.FindBrokenLink(_headHeader, previousHash) is { } fault)
        {
            throw new ArgumentException($"The block does not continue the chain: {fault}.", nameof(header));
        }

        if (header.TreeSize > _tree.TreeSize)
        {
            throw new ArgumentException($"The block seals {header.TreeSize} entries, but only {_tree.TreeSize} are there.", nameof(header));
        }

        // The root is computed again from the leaves as stored: what is sealed is what can be read back.
        MerkleTree tree = GrowTree(_sealedTree.Clone(), header.TreeSize);
        if (!tree.RootHash().AsSpan().SequenceEqual(header.RootHash))
        {
            throw new ArgumentException("The block's root is not that of the stored leaves.", nameof(header));
        }

        StoredBlock block = new() { Height = header.Height, Header = header.Encode(), Seal = seal.Encode() };
        _database.InTransaction(() =>
        {
            _statements.InsertBlock.With(block.Height, block.Header, block.Seal).ExecuteNonQuery();
            WriteHeadRow(block);
            WriteSubtrees(_sealedTree);
        });

        // Commit point passed: the block exists.
        _head = block;
        _headHeader = header;
        _sealedTree = tree;
    }

    /// <summary>Points the head row at a block, inside a transaction.</summary>
    private void WriteHeadRow(StoredBlock block) =>
        _statements.WriteHead.With(block.Height, BlockHeader.HashOf(block.Header)).ExecuteNonQuery();

    /// <summary>Writes a reading to the caches, inside a transaction; readings come in the order of their entries.</summary>
    private void InsertReading(long index, ReadingKey key)
    {
        try
        {
            _statements.InsertReading.Bind(key.Node).Bind(key.Boot).Bind(key.Sequence).Bind(index).Bind(key.MessageHash).Execute();
            _statements.WriteLastReading.Bind(key.Node).Bind(key.Boot).Bind(key.Sequence).Bind(index).Bind(key.MessageHash).Execute();
        }
        catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_PRIMARYKEY)
        {
            throw new DuplicateReadingException(key, exception);
        }
    }

    private void InsertEntry(long index, Entry entry) => _statements.InsertEntry
        .Bind(index).Bind((long)entry.Kind).Bind(entry.Leaf).Bind(entry.MessageSalt).Bind(entry.ContextSalt).Bind(entry.Context).Bind(entry.Message)
        .Execute();

    private void RequireWriter()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("This ledger was opened for reading.");
        }
    }
}
