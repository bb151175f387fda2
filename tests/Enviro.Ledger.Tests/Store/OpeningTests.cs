namespace Enviro.Ledger.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Fact]
    public void A_missing_folder_or_ledger_is_named()
    {
        string missing = _folder.File("none");
        foreach (Func<string, LedgerStore> open in (Func<string, LedgerStore>[])[path => LedgerStore.Open(path), path => LedgerStore.OpenReadOnly(path)])
        {
            Assert.Contains(missing, AssertFault(LedgerFault.Missing, () => open(missing)), StringComparison.Ordinal);
            Assert.Contains("no ledger", AssertFault(LedgerFault.Missing, () => open(_folder.Path)), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.Database));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        byte[] content = [.. Enumerable.Range(0, 8192).Select(i => (byte)i)];
        File.WriteAllBytes(_folder.Database, content);
        AssertFault(LedgerFault.Damaged, () => LedgerStore.Create(_folder.Path));
        AssertFault(LedgerFault.Damaged, () => LedgerStore.Open(_folder.Path));
        AssertFault(LedgerFault.Damaged, () => LedgerStore.OpenReadOnly(_folder.Path));
        Assert.Equal(content, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public void A_database_that_is_no_ledger_is_refused_and_left_alone()
    {
        Tampering.Execute(_folder, "CREATE TABLE other (a)");
        byte[] content = File.ReadAllBytes(_folder.Database);
        AssertFault(LedgerFault.UnknownFormat, () => LedgerStore.Create(_folder.Path));
        AssertFault(LedgerFault.UnknownFormat, () => LedgerStore.OpenReadOnly(_folder.Path));
        Assert.Equal(content, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public void Another_schema_version_is_refused()
    {
        LedgerStore.Create(_folder.Path).Dispose();
        Tampering.Execute(_folder, "PRAGMA user_version = 4");
        Assert.Contains("version 4", AssertFault(LedgerFault.UnknownFormat, () => LedgerStore.Open(_folder.Path)), StringComparison.Ordinal);
        Assert.Contains("version 4", AssertFault(LedgerFault.UnknownFormat, () => LedgerStore.OpenReadOnly(_folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_creation_that_a_crash_cut_short_is_completed()
    {
        File.WriteAllBytes(_folder.Database, []);
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        Assert.Equal(3, store.EntryCount);
    }

    [Fact]
    public void A_ledger_has_one_writer_and_gets_the_next_when_it_ends()
    {
        LedgerStore store = LedgerStore.Create(_folder.Path);
        Assert.Contains("another gateway", AssertFault(LedgerFault.Locked, () => LedgerStore.Open(_folder.Path)), StringComparison.Ordinal);
        AssertFault(LedgerFault.Locked, () => LedgerStore.Create(_folder.Path));
        AssertFault(LedgerFault.Locked, () => { Fsck.RebuildCaches(_folder.Path); return store; });
        _chain.Found(store);
        store.Dispose();
        LedgerStore.Open(_folder.Path).Dispose();
    }

    [Fact]
    public void A_failed_opening_lets_go_of_the_ledger()
    {
        File.WriteAllText(_folder.Database, new string('x', 5000));
        AssertFault(LedgerFault.Damaged, () => LedgerStore.Open(_folder.Path));
        File.Delete(_folder.Database);
        LedgerStore.Create(_folder.Path).Dispose();
    }

    [Fact]
    public void A_reader_sees_what_the_writer_commits()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        using LedgerStore reader = LedgerStore.OpenReadOnly(_folder.Path);
        Assert.Equal((0, 0, null), (reader.EntryCount, reader.SealedTreeSize, reader.Head));
        _chain.Found(store);
        Assert.Equal((3, 0), (reader.EntryCount, reader.SealedTreeSize));
        _chain.SealBlock(store);
        Assert.Equal((3, 3), (reader.EntryCount, reader.SealedTreeSize));
        Assert.Equal(store.Head!.Header, reader.Head!.Header);
        Assert.Equal(store.Tree.RootHash(), reader.Tree.RootHash());
        Assert.Throws<InvalidOperationException>(() => _chain.Found(reader));
        Assert.Throws<InvalidOperationException>(() => _chain.SealBlock(reader));
        Assert.Throws<InvalidOperationException>(() => reader.RecordRefusals([], new Dictionary<uint, long>()));
    }

    [Fact]
    public void A_reader_sees_what_a_crash_left_in_the_log()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        using TempFolder crashed = _folder.CopyAfterCrash();
        using LedgerStore reader = LedgerStore.OpenReadOnly(crashed.Path);
        Assert.Equal(3, reader.EntryCount);
    }

    [Fact]
    public void A_reader_that_may_not_write_reads_an_orderly_closed_ledger()
    {
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            _chain.Found(store);
        }

        ShowToOthers();
        OrdinaryUser.Run(() =>
        {
            using LedgerStore reader = LedgerStore.OpenReadOnly(_folder.Path);
            Assert.Equal(3, reader.EntryCount);
        });
        Assert.Equal(["ledger.db", "ledger.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_reader_that_may_not_write_is_told_when_the_log_holds_commits()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        using TempFolder crashed = _folder.CopyAfterCrash();
        File.SetUnixFileMode(crashed.Path, (UnixFileMode)0x16D);
        OrdinaryUser.Run(() =>
        {
            string message = AssertFault(LedgerFault.AccessDenied, () => LedgerStore.OpenReadOnly(crashed.Path));
            Assert.Contains("copy the whole folder", message, StringComparison.Ordinal);
        });
        File.SetUnixFileMode(crashed.Path, (UnixFileMode)0x1ED);
    }

    [Fact]
    public void A_writer_that_may_not_write_is_told()
    {
        LedgerStore.Create(_folder.Path).Dispose();
        ShowToOthers();
        OrdinaryUser.Run(() =>
        {
            Assert.Contains("write access", AssertFault(LedgerFault.AccessDenied, () => LedgerStore.Open(_folder.Path)), StringComparison.Ordinal);
            AssertFault(LedgerFault.AccessDenied, () => LedgerStore.Create(_folder.File("new")));
        });
    }

    public void Dispose()
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
        _folder.Dispose();
        _chain.Dispose();
    }

    private static string AssertFault(LedgerFault fault, Func<LedgerStore> open)
    {
        LedgerException exception = Assert.Throws<LedgerException>(() => open().Dispose());
        Assert.Equal(fault, exception.Fault);
        return exception.Message;
    }

    /// <summary>The folder's files and the folder: readable by everyone (0444, 0555), writable by nobody.</summary>
    private void ShowToOthers()
    {
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            File.SetUnixFileMode(file, (UnixFileMode)0x124);
        }

        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x16D);
    }
}
