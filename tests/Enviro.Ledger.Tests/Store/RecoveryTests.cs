namespace Enviro.Ledger.Tests;

/// <summary>What a crash may leave, at every point of the log: a start finds whole commits and nothing else.</summary>
public sealed class RecoveryTests : IDisposable
{
    private const int FrameHeader = 24;
    private const int LogHeader = 32;
    private const int PageSize = 4096;

    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Fact]
    public void What_was_appended_survives_a_crash()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.AppendReadings(store, 0, 5);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 5, 2);

        using TempFolder crashed = _folder.CopyAfterCrash();
        using LedgerStore recovered = LedgerStore.Open(crashed.Path);
        Assert.Equal((10, 8), (recovered.EntryCount, recovered.SealedTreeSize));
        Assert.Equal(store.Tree.RootHash(), recovered.Tree.RootHash());
        Assert.True(recovered.TryFindReading(_chain.Node.Thumbprint, 1, 6, out _));
        _chain.SealBlock(recovered);
        recovered.Dispose();
        Assert.Empty(Fsck.Check(crashed.Path));
    }

    [Fact]
    public void What_was_not_committed_is_not_there()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        TempFolder? crashed = null;
        Assert.Throws<InvalidTimeZoneException>(() => store.Database.InTransaction(() =>
        {
            // So many rows that SQLite writes pages of the open transaction to the log.
            store.Database.Execute("PRAGMA cache_size = 10");
            store.Database.Execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO entries (idx, kind, leaf) SELECT i, 16, zeroblob(70) FROM n
                """);
            crashed = _folder.CopyAfterCrash();
            throw new InvalidTimeZoneException();
        }));

        Assert.True(new FileInfo(crashed!.Log).Length > 20 * PageSize);
        using LedgerStore recovered = LedgerStore.Open(crashed.Path);
        Assert.Equal(3, recovered.EntryCount);
        recovered.Dispose();
        Assert.Empty(Fsck.Check(crashed.Path));
        crashed.Dispose();
    }

    [Fact]
    public void A_log_cut_anywhere_gives_whole_commits()
    {
        List<(long Entries, long Sealed)> commits = [];
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        // The folder's creation is in the log too; put it into the file so that every cut leaves a ledger.
        store.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        commits.Add((0, 0));
        Commit(() => _chain.Found(store));
        for (uint i = 0; i < 3; i++)
        {
            Commit(() => _chain.AppendReadings(store, i * 7, 7));
            Commit(() => _chain.SealBlock(store));
        }

        int length = (int)new FileInfo(_folder.Log).Length;
        Assert.Equal(0, (length - LogHeader) % (FrameHeader + PageSize));
        HashSet<(long, long)> seen = [];
        for (int cut = 0; cut <= length; cut += 1009)
        {
            seen.Add(OpenDamaged(log => log.SetLength(cut)));
        }

        seen.Add(OpenDamaged(_ => { }));
        Assert.Subset(commits.ToHashSet(), seen);
        Assert.Equal(commits.Count, seen.Count);

        void Commit(Action action)
        {
            action();
            commits.Add((store.EntryCount, store.SealedTreeSize));
        }
    }

    [Fact]
    public void A_log_damaged_anywhere_gives_whole_commits()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        store.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        HashSet<(long, long)> commits = [(0, 0)];
        for (uint i = 0; i < 4; i++)
        {
            _chain.AppendReadings(store, i * 5, 5);
            commits.Add((store.EntryCount, store.SealedTreeSize));
            _chain.SealBlock(store);
            commits.Add((store.EntryCount, store.SealedTreeSize));
        }

        int length = (int)new FileInfo(_folder.Log).Length;
        for (int at = 3; at < length; at += 2503)
        {
            (long, long) found = OpenDamaged(log =>
            {
                log.Position = at;
                int value = log.ReadByte();
                log.Position = at;
                log.WriteByte((byte)(value ^ 0x10));
            });
            Assert.Contains(found, commits);
        }
    }

    [Fact]
    public void Rows_that_contradict_each_other_are_not_opened()
    {
        string[] contradictions =
        [
            "UPDATE entries SET leaf = zeroblob(70) WHERE idx = 1",
            "DELETE FROM entries WHERE idx = 1",
            "DELETE FROM entries WHERE idx >= 2",
            "UPDATE head SET header_hash = zeroblob(32)",
            "UPDATE head SET height = 7",
            "DELETE FROM head",
            "DELETE FROM blocks",
            "UPDATE blocks SET header = x'00'",
        ];
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.SealBlock(store);
        foreach (string contradiction in contradictions)
        {
            using TempFolder copy = _folder.CopyAfterCrash();
            Tampering.Execute(copy, contradiction);
            LedgerException exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(copy.Path));
            Assert.Equal(LedgerFault.Damaged, exception.Fault);
            Assert.Contains("fsck", exception.Message, StringComparison.Ordinal);
            Assert.NotEmpty(Fsck.Check(copy.Path));
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }

    private (long Entries, long Sealed) OpenDamaged(Action<FileStream> damage)
    {
        using TempFolder crashed = _folder.CopyAfterCrash();
        using (FileStream log = new(crashed.Log, FileMode.Open))
        {
            damage(log);
        }

        (long, long) state;
        using (LedgerStore recovered = LedgerStore.Open(crashed.Path))
        {
            state = (recovered.EntryCount, recovered.SealedTreeSize);
        }

        Assert.Empty(Fsck.Check(crashed.Path));
        return state;
    }
}
