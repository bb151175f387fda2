using Enviro.Ledger;

namespace Enviro.Verification.Tests;

/// <summary>Every entry of a ledger with every kind of entry, altered from outside: none may pass, and the finding must name it.</summary>
public sealed class AttestedTamperTests : IDisposable
{
    private const int Entries = 12;

    private readonly AttestedLedger _attested = new AttestedLedger().Filled();
    private readonly Tampering _tampering;

    public AttestedTamperTests()
    {
        Assert.Equal(Entries, _attested.Ledger.Store.EntryCount);
        Assert.True(_attested.Ledger.Verify().IsSound);
        _tampering = new Tampering(_attested.Ledger.Close());
    }

    public void Dispose()
    {
        _tampering.Dispose();
        _attested.Dispose();
    }

    [Theory]
    [InlineData("message")]
    [InlineData("context")]
    [InlineData("leaf")]
    public void An_altered_byte_is_found(string column) => ForEachEntry(index =>
    {
        foreach (double place in (double[])[0, 0.2, 0.4, 0.6, 0.8, 1])
        {
            AssertFound(_tampering.AfterFlip("entries", column, index, place), LedgerRule.EntryCommitment, index);
        }
    });

    /// <summary>Whoever can write the file makes leaf and commitments fit again; then the root still does not.</summary>
    [Fact]
    public void An_entry_made_anew_around_an_altered_message_is_found() => ForEachEntry(index =>
    {
        byte[] message = (byte[])_tampering.Read("SELECT message FROM entries WHERE idx = $0", index)!;
        byte[] context = (byte[])_tampering.Read("SELECT context FROM entries WHERE idx = $0", index)!;
        EntryKind kind = (EntryKind)Convert.ToInt64(_tampering.Read("SELECT kind FROM entries WHERE idx = $0", index), null);
        message[^1] ^= 1;
        Entry entry = Entry.Create(kind, message, context);
        VerificationReport report = _tampering.After(
            "UPDATE entries SET leaf = $0, message_salt = $1, context_salt = $2, context = $3, message = $4 WHERE idx = $5",
            entry.Leaf, entry.MessageSalt, entry.ContextSalt, entry.Context, entry.Message, index);
        Assert.Contains(report.Findings, finding => finding.Rule == LedgerRule.RootHash);

        // What only a shared key protects is the gateway's word; everything else is found out by its signature too.
        if (kind != EntryKind.MacReading)
        {
            Assert.Contains(report.Findings, finding => finding.Index == index
                && finding.Rule is LedgerRule.RegisterEntry or LedgerRule.ReadingMessage);
        }
    });

    [Fact]
    public void An_entry_that_is_gone_or_repeated_is_found() => ForEachEntry(index =>
    {
        AssertFound(_tampering.After("DELETE FROM entries WHERE idx = $0", index), LedgerRule.EntryMissing, index);
        VerificationReport repeated = _tampering.After(
            """
            INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message)
            SELECT 12, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = $0
            """,
            index);
        bool isReading = ((EntryKind)Convert.ToInt64(_tampering.Read("SELECT kind FROM entries WHERE idx = $0", index), null)).IsReading();
        AssertFound(repeated, isReading ? LedgerRule.ReadingMessage : LedgerRule.RegisterEntry, Entries);
    });

    private static void AssertFound(VerificationReport report, LedgerRule rule, long index) =>
        Assert.Contains(report.Findings, finding => finding.Rule == rule && finding.Index == index);

    private static void ForEachEntry(Action<long> check)
    {
        for (long index = 0; index < Entries; index++)
        {
            check(index);
        }
    }
}
