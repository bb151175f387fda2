using CsCheck;
using Enviro.Ledger;

namespace Enviro.Verification.Tests;

/// <summary>Damage below the tables. Opening may refuse the file with the ledger's own exception; beyond that there are only findings.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int PageSize = 4096;

    private readonly TestLedger _ledger = TestLedger.Filled();
    private readonly byte[] _headHash;
    private readonly Tampering _tampering;

    public DamagedFileTests()
    {
        _headHash = _ledger.Verify().HeadHash!;
        _tampering = new Tampering(_ledger.Close());
    }

    public void Dispose()
    {
        _tampering.Dispose();
        _ledger.Dispose();
    }

    [Fact]
    public void Altered_bytes_are_found_or_are_unused() =>
        Gen.Select(Gen.Double[0, 1], Gen.Byte[1, 255]).Sample((place, bits) => IsFoundOrUnused(file => file[(int)(place * (file.Length - 1))] ^= bits), iter: 300, threads: 1);

    [Fact]
    public void Overwritten_stretches_are_found_or_are_unused() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[2, 600], Gen.Byte).Sample(
            (place, length, value) => IsFoundOrUnused(file =>
            {
                int start = (int)(place * (file.Length - 1));
                file.AsSpan(start, Math.Min(length, file.Length - start)).Fill(value);
            }),
            iter: 150,
            threads: 1);

    [Fact]
    public void A_page_of_zeros_is_found_or_is_unused()
    {
        long pages = new FileInfo(Path.Combine(_ledger.Directory, "ledger.db")).Length / PageSize;
        for (int page = 0; page < pages; page++)
        {
            Assert.True(IsFoundOrUnused(file => file.AsSpan(page * PageSize, PageSize).Clear()), $"page {page}");
        }
    }

    [Fact]
    public void A_table_whose_rows_go_in_a_circle_is_found()
    {
        // Page 2 is the root of the entries; its last byte is the largest index on the left (sqlite.org/fileformat2.html, §1.6), here 9. Told that it
        // is far larger, SQLite looks on the left for what comes behind index 11, and gives index 10 again.
        VerificationReport report = _tampering.AfterDamage(file => file[(2 * PageSize) - 1] = 0xE5);

        Assert.Contains(report.Findings, finding => finding.Rule == LedgerRule.Storage && finding.Text.Contains("not in order", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_where_the_schema_allows_none_is_found()
    {
        VerificationReport report = _tampering.After(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(replace(sql, ' NOT NULL', ''), 'STRICT', '') WHERE name = 'entries';
            """);
        Assert.True(report.IsSound);
        _tampering.Execute("UPDATE entries SET leaf = NULL WHERE idx = 7");

        Assert.Contains(_tampering.Verify().Findings, finding => finding.Rule == LedgerRule.Storage);
    }

    private bool IsFoundOrUnused(Action<byte[]> damage)
    {
        try
        {
            VerificationReport report = _tampering.AfterDamage(damage);
            return !report.IsSound || (report.Entries == 12 && report.Blocks == 3 && report.HeadHash.AsSpan().SequenceEqual(_headHash));
        }
        catch (LedgerException refused)
        {
            return refused.Fault is LedgerFault.Damaged or LedgerFault.UnknownFormat or LedgerFault.InputOutput or LedgerFault.AccessDenied;
        }
    }
}
