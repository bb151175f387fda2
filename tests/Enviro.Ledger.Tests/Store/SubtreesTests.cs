namespace Enviro.Ledger.Tests;

/// <summary>A start reads the stored subtrees and the leaves since: what they may lie about, and what they may not.</summary>
public sealed class SubtreesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();
    private readonly byte[] _root;

    // Entries 0-2 (block 0), 3-8 (block 1), 9-13 (block 2), 14-15 (journal): nine leaves lie before the last block, in two subtrees.
    public SubtreesTests()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 0, 6);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 6, 5);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 11, 2);
        _root = store.Tree.RootHash();
    }

    [Theory]
    [InlineData("SELECT 0")]
    [InlineData("DELETE FROM subtrees")]
    [InlineData("UPDATE subtrees SET hashes = zeroblob(64)")]
    [InlineData("UPDATE subtrees SET hashes = CAST(substr(hashes, 33) || substr(hashes, 1, 32) AS BLOB)")]
    [InlineData("UPDATE subtrees SET hashes = substr(hashes, 1, 32)")]
    [InlineData("UPDATE subtrees SET hashes = zeroblob(100000)")]
    [InlineData("UPDATE subtrees SET hashes = x'', tree_size = 0")]
    [InlineData("UPDATE subtrees SET tree_size = 10")]
    [InlineData("UPDATE subtrees SET tree_size = 12")]
    [InlineData("UPDATE subtrees SET tree_size = -1")]
    [InlineData("UPDATE subtrees SET tree_size = 9223372036854775807, hashes = zeroblob(2016)")]
    public void Whatever_the_subtrees_say_the_tree_is_that_of_the_leaves(string sql)
    {
        Tampering.Execute(_folder, sql);
        using (LedgerStore store = LedgerStore.Open(_folder.Path))
        {
            Assert.Equal((16, 14), (store.EntryCount, store.SealedTreeSize));
            Assert.Equal(_root, store.Tree.RootHash());
            _chain.SealBlock(store);
        }

        using LedgerStore again = LedgerStore.Open(_folder.Path);
        Assert.Equal(_root, again.Tree.RootHash());
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    [Theory]
    [InlineData("UPDATE subtrees SET hashes = zeroblob(64)")]
    [InlineData("UPDATE subtrees SET hashes = zeroblob(5)")]
    [InlineData("UPDATE subtrees SET tree_size = 3")]
    public void Subtrees_that_are_not_the_trees_are_named_and_dropped(string sql)
    {
        Tampering.Execute(_folder, sql);
        FsckFinding finding = Assert.Single(Fsck.Check(_folder.Path));
        Assert.Equal((FsckSeverity.Cache, 2L), (finding.Severity, finding.Block));
        Assert.Contains("subtrees", finding.Text, StringComparison.Ordinal);
        Fsck.RebuildCaches(_folder.Path);
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void A_leaf_of_the_last_block_that_was_altered_is_not_opened(int index)
    {
        Tampering.Execute(_folder, $"UPDATE entries SET leaf = zeroblob(70) WHERE idx = {index}");
        Assert.Equal(LedgerFault.Damaged, Assert.Throws<LedgerException>(() => LedgerStore.Open(_folder.Path)).Fault);
    }

    [Theory]
    [InlineData("UPDATE entries SET leaf = zeroblob(70) WHERE idx = 4", "leaves do not give its root")]
    [InlineData("DELETE FROM entries WHERE idx = 4", "missing")]
    public void What_was_altered_before_the_last_block_is_for_fsck_and_changes_no_root(string sql, string words)
    {
        Tampering.Execute(_folder, sql);
        using (LedgerStore store = LedgerStore.Open(_folder.Path))
        {
            Assert.Equal(_root, store.Tree.RootHash());
        }

        Assert.Contains(Fsck.Check(_folder.Path), finding => finding.Severity == FsckSeverity.Damage && finding.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_ledger_of_version_2_is_read_as_it_is_and_gets_its_subtrees_with_the_next_block()
    {
        Tampering.Execute(_folder, "DROP TABLE subtrees; PRAGMA user_version = 2");
        Assert.Empty(Fsck.Check(_folder.Path));
        using (LedgerStore store = LedgerStore.Open(_folder.Path))
        {
            Assert.Equal(_root, store.Tree.RootHash());
            _chain.SealBlock(store);
        }

        Tampering.Execute(_folder, "UPDATE entries SET leaf = zeroblob(70) WHERE idx = 4");
        using LedgerStore again = LedgerStore.Open(_folder.Path);
        Assert.Equal(_root, again.Tree.RootHash());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }
}
