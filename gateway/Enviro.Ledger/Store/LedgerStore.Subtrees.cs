using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>
/// The subtrees of the tree before the last block, a cache: with them a start reads the leaves of the last block and of the journal, without them
/// all. A minute of reading on a mast would be a minute of deafness.
/// </content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Whether the stored subtrees are those of a tree, or none are stored: a reader may have a ledger before it that no writer has opened since the
    /// table came, and after a rebuild of the caches the next block writes them.
    /// </summary>
    internal bool SubtreesFit(MerkleTree? tree) =>
        _database.SchemaVersion < Schema.Version
        || (long)_database.Scalar("SELECT count(*) FROM subtrees")! == 0
        || (tree is not null && ReadSubtrees() is { } stored && stored.TreeSize == tree.TreeSize && stored.Subtrees().AsSpan().SequenceEqual(tree.Subtrees()));

    /// <summary>The tree of the stored subtrees; null when there are none, or they cannot be those of a tree.</summary>
    private MerkleTree? ReadSubtrees() => _database.Guard(() =>
    {
        using SqliteDataReader row = _statements.ReadSubtrees.With().ExecuteReader();
        return row.Read() ? MerkleTree.FromSubtrees(row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    });

    /// <summary>Writes the subtrees of a tree, inside a transaction.</summary>
    private void WriteSubtrees(MerkleTree tree) => _statements.WriteSubtrees.With(tree.TreeSize, tree.Subtrees()).ExecuteNonQuery();

    /// <summary>
    /// The tree up to the last block. The signed root judges the cache: other subtrees than those of the leaves cannot give it. A cache that does not
    /// is passed over, and all leaves are read.
    /// </summary>
    private MerkleTree RecoverSealedTree(BlockHeader? head)
    {
        if (head is null)
        {
            return new MerkleTree();
        }

        MerkleTree? stored = ReadSubtrees();
        if (stored is not null && stored.TreeSize <= head.TreeSize && Gives(GrowTree(stored, head.TreeSize), head))
        {
            return stored;
        }

        MerkleTree tree = GrowTree(new MerkleTree(), head.TreeSize);
        return Gives(tree, head) ? tree : throw Contradiction("the leaves do not give the root of the last block");
    }

    private static bool Gives(MerkleTree tree, BlockHeader header) => tree.RootHash().AsSpan().SequenceEqual(header.RootHash);
}
