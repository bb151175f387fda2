namespace Enviro.Ledger.Tests;

public sealed class ExactlyOnceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Fact]
    public void A_reading_that_is_there_is_refused_with_its_whole_batch_and_named()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.AppendReadings(store, 0, 3);
        byte[] root = store.Tree.RootHash();
        DuplicateReadingException exception = Assert.Throws<DuplicateReadingException>(() => _chain.AppendReadings(store, 2, 3));
        Assert.Equal((1u, 2u), (exception.Key.Boot, exception.Key.Sequence));
        Assert.Equal(3, store.EntryCount);
        Assert.Equal(root, store.Tree.RootHash());
        Assert.False(store.TryFindReading(_chain.Node.Thumbprint, 1, 3, out _));

        Assert.Equal(3, _chain.AppendReadings(store, 3, 2));
        store.Dispose();
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    [Fact]
    public void A_reading_twice_in_one_batch_is_refused()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        byte[] message = _chain.ReadingMessage(1, 0);
        Entry entry = TestChain.EntryOf(EntryKind.Reading, message);
        Assert.Throws<DuplicateReadingException>(() => store.Append([entry, entry], [ReadingKey.Of(message), ReadingKey.Of(message)]));
        Assert.Equal(0, store.EntryCount);
        Assert.Null(store.ReadEntry(0));
    }

    [Fact]
    public void A_reading_stays_refused_after_a_crash()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.AppendReadings(store, 0, 1);
        using TempFolder crashed = _folder.CopyAfterCrash();
        using LedgerStore recovered = LedgerStore.Open(crashed.Path);
        Assert.Throws<DuplicateReadingException>(() => _chain.AppendReadings(recovered, 0, 1));
    }

    [Fact]
    public void A_reading_of_another_node_or_boot_is_another_reading()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        byte[] hash = new byte[32];
        ReadingKey[] keys = [new(_chain.Node.Thumbprint, 1, 0, hash), new(_chain.Node.Thumbprint, 2, 0, hash), new(_chain.Gateway.Thumbprint, 1, 0, hash)];
        store.Append([.. keys.Select(_ => TestChain.EntryOf(EntryKind.Reading, [1]))], keys);
        Assert.Equal(3, store.EntryCount);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }
}
