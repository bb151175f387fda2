using Enviro.Ledger;

namespace Enviro.Verification.Tests;

/// <summary>Every entry and every block of a sound ledger, altered in every way: none may pass, and the finding must name it.</summary>
public sealed class TamperTests : IDisposable
{
    private const int Entries = 12;

    private static readonly long[] s_treeSizes = [6, 9, Entries];
    private static readonly double[] s_places = [0, 0.3, 0.6, 1];

    private readonly FakeTpm _tpm = new();
    private readonly TestLedger _software = TestLedger.Filled();
    private readonly TestLedger _quoted;
    private readonly Tampering _tampering;
    private readonly Tampering _quotedTampering;

    public TamperTests()
    {
        _quoted = TestLedger.Filled(_tpm);
        Assert.Equal(Entries, _software.Store.EntryCount);
        Assert.True(_software.Verify().IsSound);
        Assert.True(_quoted.Verify().IsSound);
        _tampering = new Tampering(_software.Close());
        _quotedTampering = new Tampering(_quoted.Close());
    }

    public static TheoryData<string> EntryColumns => ["message", "context", "message_salt", "context_salt", "leaf"];

    public void Dispose()
    {
        _tampering.Dispose();
        _quotedTampering.Dispose();
        _software.Dispose();
        _quoted.Dispose();
        _tpm.Dispose();
    }

    [Theory]
    [MemberData(nameof(EntryColumns))]
    public void An_altered_byte_of_an_entry_is_found(string column) => ForEachEntry(index =>
    {
        foreach (double place in s_places)
        {
            VerificationReport report = _tampering.AfterFlip("entries", column, index, place);
            AssertFound(report, LedgerRule.EntryCommitment, null, index);
            if (column == "leaf")
            {
                AssertFound(report, LedgerRule.RootHash, BlockOf(index), null);
            }
        }
    });

    [Theory]
    [InlineData(EntryKind.Charter)]
    [InlineData(EntryKind.GatewayEnrolled)]
    [InlineData(EntryKind.NodeEnrolled)]
    [InlineData(EntryKind.Reading)]
    [InlineData((EntryKind)3)]
    [InlineData((EntryKind)255)]
    [InlineData((EntryKind)(-1))]
    [InlineData((EntryKind)int.MinValue)]
    public void An_altered_kind_is_found(EntryKind kind) => ForEachEntry(index =>
    {
        if (Convert.ToInt64(_tampering.Read("SELECT kind FROM entries WHERE idx = $0", index), null) != (long)kind)
        {
            AssertFound(_tampering.After("UPDATE entries SET kind = $0 WHERE idx = $1", (long)kind, index), LedgerRule.EntryCommitment, null, index);
        }
    });

    [Fact]
    public void A_deleted_entry_is_found() =>
        ForEachEntry(index => AssertFound(_tampering.After("DELETE FROM entries WHERE idx = $0", index), LedgerRule.EntryMissing, BlockOf(index), index));

    [Theory]
    [InlineData("message")]
    [InlineData("context")]
    [InlineData("message_salt")]
    [InlineData("context_salt")]
    public void A_part_of_an_entry_that_is_gone_is_found(string column) => ForEachEntry(index =>
        AssertFound(_tampering.After($"UPDATE entries SET {column} = NULL WHERE idx = $0", index), LedgerRule.EntryCommitment, null, index));

    [Fact]
    public void Two_entries_in_each_others_place_are_found()
    {
        for (long first = 0; first < Entries; first++)
        {
            for (long second = first + 1; second < Entries; second++)
            {
                VerificationReport report = _tampering.After(
                    "UPDATE entries SET idx = -1 WHERE idx = $0; UPDATE entries SET idx = $0 WHERE idx = $1; UPDATE entries SET idx = $1 WHERE idx = -1", first, second);
                AssertFound(report, LedgerRule.RootHash, BlockOf(first), null);
            }
        }
    }

    [Fact]
    public void An_entry_put_in_is_found() => ForEachEntry(index =>
    {
        // A true entry of another chain, leaf and commitments and all.
        VerificationReport report = _tampering.After(
            """
            UPDATE entries SET idx = idx + 1000 WHERE idx >= $0;
            INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message) VALUES ($0, 16, $1, $2, $3, $4, $5);
            UPDATE entries SET idx = idx - 999 WHERE idx >= 1000;
            """,
            [index, .. ForeignEntry()]);
        AssertFound(report, LedgerRule.RootHash, BlockOf(index), null);
    });

    [Fact]
    public void A_foreign_entry_behind_the_end_is_found()
    {
        VerificationReport report = _tampering.After(
            "INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message) VALUES ($0, 16, $1, $2, $3, $4, $5)", [(long)Entries, .. ForeignEntry()]);

        AssertFound(report, LedgerRule.ReadingMessage, null, Entries);
        Assert.Equal(1, report.Unsealed);
    }

    /// <summary>Nothing that walks the chain from 0 on comes to them.</summary>
    [Fact]
    public void Rows_below_zero_are_found()
    {
        AssertFound(
            _tampering.After(
                """
                INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message)
                SELECT -1, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = 5
                """),
            LedgerRule.Storage, null, null);
        AssertFound(_tampering.After("INSERT INTO blocks (height, header, seal) SELECT $0, header, seal FROM blocks WHERE height = 1", long.MinValue), LedgerRule.Storage, null, null);
    }

    [Fact]
    public void A_kept_entry_repeated_behind_the_end_is_found() => ForEachEntry(index =>
    {
        VerificationReport report = _tampering.After(
            """
            INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message)
            SELECT 12, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = $0
            """,
            index);
        AssertFound(report, index < 4 ? LedgerRule.RegisterEntry : LedgerRule.ReadingMessage, null, Entries);
    });

    [Fact]
    public void An_altered_byte_of_a_header_is_found() => ForEachBlock((height, tampering) =>
    {
        for (double place = 0; place <= 1; place += 0.02)
        {
            VerificationReport report = tampering.AfterFlip("blocks", "header", height, place);
            Assert.Contains(report.Findings, finding => finding.Height == height
                && finding.Rule is LedgerRule.HeaderFormat or LedgerRule.SealBinding or LedgerRule.GatewayKey);
        }
    });

    [Fact]
    public void An_altered_byte_of_a_seal_is_found() => ForEachBlock((height, tampering) =>
    {
        // Attestation or payload first, the signature at the end.
        for (double place = 0; place <= 1; place += 0.02)
        {
            VerificationReport report = tampering.AfterFlip("blocks", "seal", height, place);
            Assert.False(report.IsSound);
            Assert.All(report.Findings, finding => Assert.True(
                finding.Height == height && finding.Rule is LedgerRule.SealFormat or LedgerRule.SealSignature or LedgerRule.SealBinding, finding.ToString()));
        }
    });

    [Fact]
    public void A_deleted_block_is_found() => ForEachBlock((height, tampering) =>
        AssertFound(tampering.After("DELETE FROM blocks WHERE height = $0", height), LedgerRule.BlockMissing, height, null));

    [Fact]
    public void All_blocks_deleted_are_found()
    {
        VerificationReport report = _tampering.After("DELETE FROM blocks");

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((LedgerRule.BlockMissing, 0L), (finding.Rule, finding.Height));
        Assert.Contains("3 blocks", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_blocks_in_each_others_place_are_found()
    {
        foreach ((long first, long second) in ((long, long)[])[(0, 1), (1, 2), (0, 2)])
        {
            VerificationReport report = _tampering.After(
                "UPDATE blocks SET height = -1 WHERE height = $0; UPDATE blocks SET height = $0 WHERE height = $1; UPDATE blocks SET height = $1 WHERE height = -1", first, second);
            AssertFound(report, LedgerRule.HeaderFormat, first, null);
            AssertFound(report, LedgerRule.HeaderFormat, second, null);
            AssertFound(report, LedgerRule.PreviousHash, second, null);
        }
    }

    [Fact]
    public void Seals_in_each_others_place_are_found() => ForEachBlock((height, tampering) =>
    {
        VerificationReport report = tampering.After("UPDATE blocks SET seal = (SELECT seal FROM blocks WHERE height = $0) WHERE height = $1", (height + 1) % 3, height);
        AssertFound(report, LedgerRule.SealBinding, height, null);
    });

    [Fact]
    public void A_head_row_that_is_gone_or_names_another_block_is_found()
    {
        AssertFound(_tampering.After("DELETE FROM head"), LedgerRule.BlockMissing, 2, null);
        AssertFound(_tampering.After("UPDATE head SET header_hash = zeroblob(32)"), LedgerRule.PreviousHash, 2, null);
        AssertFound(_tampering.After("UPDATE head SET height = 1"), LedgerRule.PreviousHash, 2, null);
        AssertFound(_tampering.After("UPDATE head SET height = 3"), LedgerRule.BlockMissing, 3, null);
        AssertFound(_tampering.After("UPDATE head SET height = $0", long.MaxValue), LedgerRule.BlockMissing, 3, null);
    }

    [Theory]
    [InlineData(3L)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public void A_block_of_an_absurd_height_is_found_and_ends_the_walk(long height)
    {
        VerificationReport report = _tampering.After("UPDATE blocks SET height = $0 WHERE height = 2", height);

        AssertFound(report, LedgerRule.BlockMissing, 2, null);
        AssertFound(report, LedgerRule.HeaderFormat, height, null);
    }

    [Fact]
    public void An_end_that_was_cut_off_without_a_trace_is_found_by_who_kept_a_header()
    {
        byte[] last = (byte[])_tampering.Read("SELECT header FROM blocks WHERE height = 2")!;
        byte[] before = (byte[])_tampering.Read("SELECT header FROM blocks WHERE height = 1")!;
        _tampering.Restore();
        Assert.True(_tampering.Verify(last).IsSound);
        Assert.True(_tampering.Verify(before).IsSound);

        _tampering.Execute("DELETE FROM blocks WHERE height = 2");
        _tampering.Execute("DELETE FROM entries WHERE idx >= $0", s_treeSizes[1]);
        _tampering.Execute("UPDATE head SET height = 1, header_hash = $0", BlockHeader.HashOf(before));

        Assert.True(_tampering.Verify().IsSound);
        Assert.True(_tampering.Verify(before).IsSound);
        Assert.Equal(LedgerRule.PinnedHeader, Assert.Single(_tampering.Verify(last).Findings).Rule);
    }

    private static void AssertFound(VerificationReport report, LedgerRule rule, long? height, long? index)
    {
        Assert.False(report.IsSound);
        Assert.Contains(report.Findings, finding =>
            finding.Rule == rule && (height is null || finding.Height == height) && (index is null || finding.Index == index));
    }

    private static long BlockOf(long index) => Array.FindIndex(s_treeSizes, size => index < size);

    private static void ForEachEntry(Action<long> check)
    {
        for (long index = 0; index < Entries; index++)
        {
            check(index);
        }
    }

    private static object[] ForeignEntry()
    {
        using TestNode stranger = new("urn:dev:ops:32473-a");
        byte[] context = new EntryContext { ReceivedAtMs = TestNode.StartS * 1000, Source = "", AssuranceLevel = 1 }.Encode();
        Entry entry = Entry.Create(EntryKind.Reading, stranger.Next(), context);
        return [entry.Leaf, entry.MessageSalt, entry.ContextSalt, entry.Context, entry.Message];
    }

    private void ForEachBlock(Action<long, Tampering> check)
    {
        for (long height = 0; height < s_treeSizes.Length; height++)
        {
            check(height, _tampering);
            check(height, _quotedTampering);
        }
    }
}
