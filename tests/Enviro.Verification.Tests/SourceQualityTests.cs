using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>Readings that their node flagged: kept and counted like any other, and counted once more by what was found.</summary>
public sealed class SourceQualityTests : IDisposable
{
    private readonly TestLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Flags_are_counted_by_kind_and_make_no_ledger_unsound()
    {
        _ledger.Enrol();
        Append(_ledger.A, Continuity.First, null);
        Append(_ledger.A, Continuity.Continuous, Quality(ReadingQuality.OutOfRange | ReadingQuality.Stuck));
        Append(_ledger.A, Continuity.Continuous, Quality(ReadingQuality.RateOfChange, "sps30", "ph-1"));
        Append(_ledger.B, Continuity.First, Quality(ReadingQuality.OutOfRange));
        Append(_ledger.B, Continuity.Continuous, Quality(0, "sps30"));
        _ledger.SealBlock();

        VerificationReport report = _ledger.Verify();

        Assert.Empty(report.Findings);
        Assert.Equal(5, report.ReadingMessages);
        SourceQuality quality = report.Quality;
        Assert.Equal((3, 2, 1, 1, 3), (quality.FlaggedReadings, quality.OutOfRange, quality.RateOfChange, quality.Stuck, quality.MissingSensors));
    }

    [Fact]
    public void A_ledger_of_clean_readings_counts_none()
    {
        using TestLedger ledger = TestLedger.Filled();
        SourceQuality quality = ledger.Verify().Quality;
        Assert.Equal((0, 0, 0, 0, 0), (quality.FlaggedReadings, quality.OutOfRange, quality.RateOfChange, quality.Stuck, quality.MissingSensors));
    }

    [Fact]
    public void A_flag_on_a_reading_that_is_not_there_is_a_finding_in_a_ledger()
    {
        _ledger.Enrol();
        ReadingQuality quality = new();
        quality.Flag(1, ReadingQuality.Stuck);
        byte[] message = _ledger.A.Next(TestNode.StartS, quality);
        EntryContext context = new() { ReceivedAtMs = TestNode.StartS * 1000, Source = "127.0.0.1:50000", AssuranceLevel = 1 };
        _ledger.Store.Append([Entry.Create(EntryKind.Reading, message, context.Encode())], [ReadingKey.Of(message)]);

        Finding finding = Assert.Single(_ledger.Verify().Findings);

        Assert.Equal(LedgerRule.ReadingMessage, finding.Rule);
        Assert.StartsWith("Malformed: ", finding.Text, StringComparison.Ordinal);
        Assert.Equal(0, _ledger.Verify().Quality.FlaggedReadings);
    }

    private static ReadingQuality Quality(uint flags, params string[] missing)
    {
        ReadingQuality quality = new();
        quality.Flag(0, flags);
        foreach (string sensor in missing)
        {
            quality.AddMissing(sensor);
        }

        return quality;
    }

    private void Append(TestNode node, Continuity continuity, ReadingQuality? quality) =>
        _ledger.AppendReading(node.Next(TestNode.StartS + (60 * node.Sequence), quality), continuity);
}
