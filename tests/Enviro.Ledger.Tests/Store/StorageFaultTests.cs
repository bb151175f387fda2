using Microsoft.Data.Sqlite;

namespace Enviro.Ledger.Tests;

public sealed class StorageFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Theory]
    [InlineData(13, 13, LedgerFault.DiskFull, false, "Free space")]
    [InlineData(5, 5, LedgerFault.Locked, false, "End the program")]
    [InlineData(6, 6, LedgerFault.Locked, false, "End the program")]
    [InlineData(8, 8, LedgerFault.AccessDenied, false, "write access")]
    [InlineData(8, 1032, LedgerFault.AccessDenied, true, "write access")]
    [InlineData(14, 14, LedgerFault.AccessDenied, false, "access to the folder")]
    [InlineData(10, 1034, LedgerFault.InputOutput, true, "check the disk")]
    [InlineData(10, 4874, LedgerFault.DiskFull, true, "Free space")]
    [InlineData(11, 11, LedgerFault.Damaged, true, "run fsck")]
    [InlineData(26, 26, LedgerFault.Damaged, true, "backup")]
    [InlineData(21, 21, LedgerFault.InputOutput, false, "run fsck")]
    public void Every_failure_says_what_to_do_next(int code, int extendedCode, LedgerFault fault, bool isFatal, string advice)
    {
        LedgerException exception = StorageFault.From(new SqliteException("cause", code, extendedCode), "/data/ledger.db");
        Assert.Equal((fault, isFatal), (exception.Fault, exception.IsFatal));
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.Contains("/data/ledger.db", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_keeps_nothing_of_the_write_and_the_store_goes_on()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.SealBlock(store);
        byte[] root = store.Tree.RootHash();

        // At every size of the file between now and where both writes fit: whichever page is the one too many, the write leaves nothing.
        long pages = (long)store.Database.Scalar("PRAGMA page_count")!;
        int full = 0;
        for (long limit = pages; store.EntryCount == 3; limit++)
        {
            store.Database.Execute($"PRAGMA max_page_count = {limit}");
            try
            {
                _chain.AppendReadings(store, 0, 200);
            }
            catch (LedgerException exception)
            {
                full++;
                Assert.Equal((LedgerFault.DiskFull, false), (exception.Fault, exception.IsFatal));
                Assert.Equal(root, store.Tree.RootHash());
                Assert.Null(store.LastReadingOf(_chain.Node.Thumbprint));
                using TempFolder crashed = _folder.CopyAfterCrash();
                Assert.Empty(Fsck.Check(crashed.Path));
            }
        }

        Assert.InRange(full, 5, 200);
        Assert.Equal(203, store.EntryCount);
        _chain.SealBlock(store);
        Assert.Equal(1, store.Head!.Height);
    }

    [Fact]
    public void A_full_disk_keeps_no_half_block()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        store.Database.Execute("PRAGMA max_page_count = 1");
        int blocks = 0;
        LedgerException? exception = null;
        while (exception is null)
        {
            try
            {
                _chain.SealBlock(store);
                blocks++;
            }
            catch (LedgerException full)
            {
                exception = full;
            }
        }

        Assert.Equal((LedgerFault.DiskFull, false), (exception.Fault, exception.IsFatal));
        Assert.Equal(blocks - 1, store.Head?.Height ?? -1);
        store.Database.Execute("PRAGMA max_page_count = 1000000");
        _chain.SealBlock(store);
        Assert.Equal(blocks, store.Head!.Height);
        store.Dispose();
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_fatal_failure_nothing_more_is_written(bool isTranslated)
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        Exception ioError = new SqliteException("disk I/O error", 10, 1034);
        ioError = isTranslated ? StorageFault.From((SqliteException)ioError, _folder.Database) : ioError;
        Assert.True(Assert.Throws<LedgerException>(() => store.Database.InTransaction(() => throw ioError)).IsFatal);
        LedgerException refused = Assert.Throws<LedgerException>(() => _chain.Found(store));
        Assert.True(refused.IsFatal);
        Assert.Equal(0, store.EntryCount);
        store.Dispose();

        using LedgerStore recovered = LedgerStore.Open(_folder.Path);
        _chain.Found(recovered);
        Assert.Equal(3, recovered.EntryCount);
    }

    [Fact]
    public void A_database_that_another_program_locks_is_left_as_it_was()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        using SqliteConnection other = new($"Data Source={_folder.Database};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        LedgerException exception = Assert.Throws<LedgerException>(() => _chain.Found(store));
        Assert.Equal((LedgerFault.Locked, false), (exception.Fault, exception.IsFatal));
        Assert.Equal(0, store.EntryCount);
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
        _chain.Found(store);
        Assert.Equal(3, store.EntryCount);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }
}
