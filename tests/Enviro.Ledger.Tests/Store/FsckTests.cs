namespace Enviro.Ledger.Tests;

public sealed class FsckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    // Entries 0-2 charter, gateway, node (block 0); 3-6 readings 0-3 (block 1); 7 reading 4 (journal).
    public FsckTests()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 0, 4);
        _chain.SealBlock(store);
        _chain.AppendReadings(store, 4, 1);
    }

    [Fact]
    public void A_sound_ledger_has_no_findings() => Assert.Empty(Fsck.Check(_folder.Path));

    [Fact]
    public void A_ledger_is_checked_while_a_gateway_writes()
    {
        using LedgerStore store = LedgerStore.Open(_folder.Path);
        _chain.AppendReadings(store, 5, 10);
        Assert.Empty(Fsck.Check(_folder.Path));
        _chain.SealBlock(store);
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    [Theory]
    [InlineData("UPDATE entries SET message = x'00' WHERE idx = 4", null, 4, "does not fit its leaf")]
    [InlineData("UPDATE entries SET message_salt = zeroblob(16) WHERE idx = 1", null, 1, "does not fit its leaf")]
    [InlineData("UPDATE entries SET message = NULL WHERE idx = 4", null, 4, "does not fit its leaf")]
    [InlineData("UPDATE entries SET context = x'00' WHERE idx = 7", null, 7, "does not fit its leaf")]
    [InlineData("UPDATE entries SET kind = 1 WHERE idx = 4", null, 4, "does not fit its leaf")]
    [InlineData("UPDATE entries SET leaf = zeroblob(5000) WHERE idx = 4", 1, null, "leaves do not give its root")]
    [InlineData("UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE idx = 5) WHERE idx = 4", 1, null, "leaves do not give its root")]
    [InlineData("DELETE FROM entries WHERE idx IN (4, 5)", null, 4, "entries 4 to 5 are missing")]
    [InlineData("DELETE FROM entries WHERE idx >= 5", 1, 5, "it seals 7 entries, but only 5 are there")]
    [InlineData("DELETE FROM blocks WHERE height = 0", 0, null, "blocks 0 to 0 are missing")]
    [InlineData("UPDATE blocks SET header = x'a0' WHERE height = 0", 0, null, "pairs")]
    [InlineData("UPDATE blocks SET seal = x'a0' WHERE height = 1", 1, null, "pairs")]
    [InlineData("UPDATE blocks SET header = (SELECT header FROM blocks WHERE height = 0) WHERE height = 1", 1, null, "its header says height 0")]
    [InlineData("INSERT INTO entries (idx, kind, leaf) SELECT -1, kind, leaf FROM entries WHERE idx = 4", null, null, "1 rows have an index or height below 0")]
    [InlineData("INSERT INTO blocks SELECT height - 9, header, seal FROM blocks", null, null, "rows have an index or height below 0")]
    public void Damage_is_named_by_block_or_entry(string sql, int? block, int? entry, string text)
    {
        Tampering.Execute(_folder, sql);
        Assert.Contains(
            Fsck.Check(_folder.Path),
            finding => finding.Severity == FsckSeverity.Damage && finding.Block == block && finding.Entry == entry
                && finding.Text.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_header_changed_in_place_breaks_the_link_to_it()
    {
        Tampering.Execute(_folder, "UPDATE blocks SET header = CAST(substr(header, 1, length(header) - 1) || x'01' AS BLOB) WHERE height = 0");
        FsckFinding finding = Assert.Single(Fsck.Check(_folder.Path));
        Assert.Equal((FsckSeverity.Damage, 1L), (finding.Severity, finding.Block));
        Assert.Contains("hash of the header before it", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM head", "head row")]
    [InlineData("UPDATE head SET height = 0", "head row")]
    [InlineData("DELETE FROM readings WHERE idx = 5", "not in the readings' cache")]
    [InlineData("UPDATE readings SET idx = 3 WHERE idx = 5", "names another entry")]
    [InlineData("UPDATE readings SET message_hash = zeroblob(32) WHERE idx = 5", "names another entry or message")]
    [InlineData("INSERT INTO readings VALUES (zeroblob(32), 9, 9, 4, zeroblob(32))", "6 rows for 5 readings")]
    [InlineData("DELETE FROM last_readings", "last readings")]
    [InlineData("UPDATE last_readings SET seq = 3", "last readings")]
    [InlineData("INSERT INTO last_readings VALUES (zeroblob(32), 9, 9, 4, zeroblob(32))", "last readings")]
    public void A_cache_that_disagrees_is_named_and_rebuilt(string sql, string text)
    {
        Tampering.Execute(_folder, sql);
        IReadOnlyList<FsckFinding> findings = Fsck.Check(_folder.Path);
        Assert.Contains(findings, finding => finding.Text.Contains(text, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Equal(FsckSeverity.Cache, finding.Severity));
        Fsck.RebuildCaches(_folder.Path);
        Assert.Empty(Fsck.Check(_folder.Path));
        using LedgerStore store = LedgerStore.Open(_folder.Path);
        ReadingLocation last = store.LastReadingOf(_chain.Node.Thumbprint)!.Value;
        Assert.Equal((7, 1u, 4u), (last.Index, last.Boot, last.Sequence));
    }

    [Fact]
    public void An_erased_reading_is_sound_and_stays_known_after_a_rebuild()
    {
        Tampering.Execute(_folder, "UPDATE entries SET message = NULL, message_salt = NULL WHERE idx = 7");
        Tampering.Execute(_folder, "UPDATE entries SET context = NULL, context_salt = NULL WHERE idx = 3");
        Assert.Empty(Fsck.Check(_folder.Path));
        Fsck.RebuildCaches(_folder.Path);
        Assert.Empty(Fsck.Check(_folder.Path));
        using LedgerStore store = LedgerStore.Open(_folder.Path);
        Assert.Throws<DuplicateReadingException>(() => _chain.AppendReadings(store, 4, 1));
        Assert.Equal(7, store.LastReadingOf(_chain.Node.Thumbprint)!.Value.Index);
    }

    [Fact]
    public void A_reading_that_is_in_the_chain_twice_cannot_be_cached()
    {
        Tampering.Execute(
            _folder,
            "INSERT INTO entries SELECT 8, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = 7");
        Assert.Contains(Fsck.Check(_folder.Path), finding => finding.Entry == 8);
        LedgerException exception = Assert.Throws<LedgerException>(() => Fsck.RebuildCaches(_folder.Path));
        Assert.Contains("entry 8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_no_reading_is_named()
    {
        using (LedgerStore store = LedgerStore.Open(_folder.Path))
        {
            store.Append([TestChain.EntryOf(EntryKind.Reading, [1, 2, 3])], [new ReadingKey(new byte[32], 0, 0, new byte[32])]);
        }

        Assert.Contains(Fsck.Check(_folder.Path), finding => finding is { Entry: 8, Severity: FsckSeverity.Damage });
    }

    [Fact]
    public void A_damaged_page_is_a_finding()
    {
        // The pages hold the tables' rows; whichever is overwritten, the check says so and does not fail itself.
        byte[] content = File.ReadAllBytes(_folder.Database);
        for (int page = 1; page < content.Length / 4096; page++)
        {
            byte[] damaged = (byte[])content.Clone();
            damaged.AsSpan(page * 4096, 4096).Fill(0xA5);
            File.WriteAllBytes(_folder.Database, damaged);
            Assert.Contains(Fsck.Check(_folder.Path), finding => finding.Severity == FsckSeverity.Damage);
        }
    }

    [Fact]
    public void Findings_are_limited()
    {
        Tampering.Execute(
            _folder,
            """
            WITH RECURSIVE n(i) AS (SELECT 8 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO entries (idx, kind, leaf) SELECT i, 2, zeroblob(70) FROM n
            """);
        Assert.Equal(Fsck.MaxFindings, Fsck.Check(_folder.Path).Count);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }
}
