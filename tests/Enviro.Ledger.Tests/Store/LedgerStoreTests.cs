namespace Enviro.Ledger.Tests;

public sealed class LedgerStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Fact]
    public void A_new_ledger_is_empty()
    {
        using LedgerStore store = LedgerStore.Create(_folder.File("new/folder"));
        Assert.Equal(0, store.EntryCount);
        Assert.Equal(0, store.SealedTreeSize);
        Assert.Null(store.Head);
        Assert.Equal(new MerkleTree().RootHash(), store.Tree.RootHash());
        Assert.Empty(store.ReadEntries(0, 10));
        Assert.Empty(store.ReadBlocks());
        Assert.Null(store.ReadEntry(0));
        Assert.Null(store.ReadBlock(0));
        Assert.False(store.TryFindReading(_chain.Node.Thumbprint, 1, 0, out _));
        Assert.Null(store.LastReadingOf(_chain.Node.Thumbprint));
    }

    [Fact]
    public void Entries_come_back_as_they_were()
    {
        Entry[] entries = [TestChain.EntryOf(EntryKind.Charter, [1]), TestChain.EntryOf(EntryKind.NodeEnrolled, [2, 3])];
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            Assert.Equal(0, store.Append(entries));
            Assert.Equal(2, store.Append([TestChain.EntryOf(EntryKind.NodeEnrolled, [4])]));
            Assert.Equal(3, store.Append([]));
        }

        using LedgerStore reopened = LedgerStore.Open(_folder.Path);
        Assert.Equal(3, reopened.EntryCount);
        for (int i = 0; i < entries.Length; i++)
        {
            StoredEntry stored = reopened.ReadEntry(i)!;
            Assert.Equal((i, entries[i].Kind), (stored.Index, stored.Kind));
            Assert.Equal(entries[i].Message, stored.Message);
            Assert.Equal(entries[i].MessageSalt, stored.MessageSalt);
            Assert.Equal(entries[i].Context, stored.Context);
            Assert.Equal(entries[i].ContextSalt, stored.ContextSalt);
            Assert.Equal(entries[i].Leaf, stored.Leaf);
            Assert.True(stored.MatchesLeaf());
        }
    }

    [Fact]
    public void Entries_stream_in_order_across_pieces_and_while_more_are_appended()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.AppendReadings(store, 0, 600);
        List<long> indexes = [];
        foreach (StoredEntry entry in store.ReadEntries(10, 700))
        {
            indexes.Add(entry.Index);
            if (indexes.Count == 1)
            {
                _chain.AppendReadings(store, 600, 50);
            }
        }

        Assert.Equal(Enumerable.Range(10, 640).Select(i => (long)i), indexes);
        Assert.Equal([5L, 6L], store.ReadEntries(5, 2).Select(entry => entry.Index));
        Assert.Equal(650, store.ReadEntries(0, long.MaxValue).Count());
        Assert.Empty(store.ReadEntries(650, long.MaxValue));
    }

    [Fact]
    public void Only_the_registers_transactions_are_streamed_for_the_fold()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.AppendReadings(store, 0, 2);
        _chain.Found(store);
        _chain.AppendReadings(store, 2, 2);
        store.Append([TestChain.EntryOf(EntryKind.NodeEnrolled, [1])]);
        Assert.Equal([2L, 3L, 4L, 7L], store.ReadRegisterEntries(long.MaxValue).Select(entry => entry.Index));
        Assert.Equal([2L, 3L], store.ReadRegisterEntries(4).Select(entry => entry.Index));
    }

    [Fact]
    public void A_reading_is_found_by_its_key_and_the_last_one_by_its_entry()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.AppendReadings(store, 5, 3);
        _chain.AppendReadings(store, 0, 1);
        byte[] node = _chain.Node.Thumbprint;
        Assert.True(store.TryFindReading(node, 1, 6, out ReadingLocation found));
        Assert.Equal((4, 1u, 6u), (found.Index, found.Boot, found.Sequence));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(store.ReadEntry(4)!.Message!), found.MessageHash);
        Assert.False(store.TryFindReading(node, 2, 6, out _));
        Assert.False(store.TryFindReading(node, 1, 8, out _));
        Assert.False(store.TryFindReading(new byte[32], 1, 6, out _));
        ReadingLocation last = store.LastReadingOf(node)!.Value;
        Assert.Equal((6, 1u, 0u), (last.Index, last.Boot, last.Sequence));
    }

    [Fact]
    public void Boot_and_sequence_number_have_all_their_bits()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        ReadingKey key = new(_chain.Node.Thumbprint, uint.MaxValue, uint.MaxValue - 1, new byte[32]);
        store.Append([TestChain.EntryOf(EntryKind.Reading, [1])], [key]);
        Assert.True(store.TryFindReading(key.Node, uint.MaxValue, uint.MaxValue - 1, out _));
        Assert.Equal(uint.MaxValue - 1, store.LastReadingOf(key.Node)!.Value.Sequence);
    }

    [Fact]
    public void A_reading_without_its_key_is_refused()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        Assert.Throws<ArgumentException>(() => store.Append([TestChain.EntryOf(EntryKind.Reading, [1])]));
        Assert.Throws<ArgumentException>(() => store.Append([TestChain.EntryOf(EntryKind.Charter, [1])], [new ReadingKey(new byte[32], 0, 0, new byte[32])]));
        Assert.Equal(0, store.EntryCount);
    }

    [Fact]
    public void Blocks_come_back_as_they_were_and_the_rest_is_journal()
    {
        byte[][] headers = new byte[2][];
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            _chain.Found(store);
            _chain.SealBlock(store);
            headers[0] = store.Head!.Header;
            _chain.AppendReadings(store, 0, 4);
            _chain.SealBlock(store);
            headers[1] = store.Head!.Header;
            _chain.AppendReadings(store, 4, 1);
        }

        using LedgerStore reopened = LedgerStore.Open(_folder.Path);
        Assert.Equal(headers, reopened.ReadBlocks().Select(block => block.Header));
        Assert.Equal(headers[0], reopened.ReadBlock(0)!.Header);
        Assert.Equal(headers[1], reopened.Head!.Header);
        Assert.Null(reopened.ReadBlock(2));
        Assert.Equal((7, 8), (reopened.SealedTreeSize, reopened.EntryCount));
        _chain.SealBlock(reopened);
        Assert.Equal((2, 8), (reopened.Head!.Height, reopened.SealedTreeSize));
    }

    [Fact]
    public void A_block_may_seal_less_than_the_journal()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        BlockHeader header = _chain.NextHeader(store);
        _chain.AppendReadings(store, 0, 5);
        store.AppendBlock(header, Seal.Sign(_chain.Gateway, header.Encode()));
        Assert.Equal((3, 8), (store.SealedTreeSize, store.EntryCount));
        _chain.SealBlock(store);
        Assert.Equal(8, store.SealedTreeSize);
    }

    [Fact]
    public void A_block_that_does_not_continue_the_chain_is_refused()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        BlockHeader first = _chain.NextHeader(store);
        Seal seal = Seal.Sign(_chain.Gateway, first.Encode());
        store.AppendBlock(first, seal);
        Assert.Throws<ArgumentException>(() => store.AppendBlock(first, seal));

        BlockHeader next = _chain.NextHeader(store);
        Assert.Contains("only 3", Refused(Changed(next, size: 4)), StringComparison.Ordinal);
        Assert.Contains("root", Refused(Changed(next, root: new byte[32])), StringComparison.Ordinal);
        Assert.Equal(0, store.Head!.Height);
        store.AppendBlock(next, seal);
        Assert.Equal(1, store.Head.Height);

        string Refused(BlockHeader header) => Assert.Throws<ArgumentException>(() => store.AppendBlock(header, seal)).Message;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }

    private static BlockHeader Changed(BlockHeader header, long? size = null, byte[]? root = null) => new()
    {
        ChainId = header.ChainId,
        Gateway = header.Gateway,
        Height = header.Height,
        Previous = header.Previous,
        FirstIndex = header.FirstIndex,
        TreeSize = size ?? header.TreeSize,
        RootHash = root ?? header.RootHash,
        SealedAtMs = header.SealedAtMs,
    };
}
