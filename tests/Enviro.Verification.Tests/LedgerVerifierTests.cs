using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Verification.Tests;

/// <summary>Ledgers whose gateway wrote them itself, honestly or not: commitments, roots and seals all fit, the content need not.</summary>
public sealed class LedgerVerifierTests : IDisposable
{
    private readonly TestLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_sound_ledger_is_sound()
    {
        using TestLedger ledger = TestLedger.Filled();
        ledger.AppendNext(ledger.A);

        VerificationReport report = ledger.Verify();

        Assert.Empty(report.Findings);
        Assert.True(report.IsSound);
        Assert.Equal((3, 13, 9, 1, 0, 3), (report.Blocks, report.Entries, report.ReadingMessages, report.Unsealed, report.MissingMessages, report.SoftwareSeals));
        Assert.Equal(2, report.Nodes);
        Assert.Equal(ledger.ChainId, report.ChainId);
        Assert.Equal(BlockHeader.HashOf(ledger.Headers[2].Encode()), report.HeadHash);
    }

    [Fact]
    public void A_ledger_verified_while_open_for_reading_gives_the_same_report()
    {
        using TestLedger ledger = TestLedger.Filled();
        using LedgerStore reader = LedgerStore.OpenReadOnly(ledger.Directory);

        VerificationReport report = LedgerVerifier.Verify(reader);

        Assert.True(report.IsSound);
        Assert.Equal(12, report.Entries);
    }

    [Fact]
    public void An_empty_ledger_has_no_charter()
    {
        VerificationReport report = _ledger.Verify();

        Assert.Equal(LedgerRule.RegisterEntry, Assert.Single(report.Findings).Rule);
        Assert.Null(report.ChainId);
        Assert.Null(report.HeadHash);
    }

    [Fact]
    public void A_transaction_whose_context_is_a_readings_or_none_is_found()
    {
        _ledger.Enrol();
        using TestNode stranger = new("urn:dev:ops:32473-z");
        byte[] enrolment = stranger.Enrolment(_ledger.ChainId).Sign(_ledger.Operator);
        _ledger.Store.Append([Entry.Create(EntryKind.NodeEnrolled, enrolment, new EntryContext { ReceivedAtMs = 1, Source = "operator", AssuranceLevel = 2 }.Encode())]);
        Finding finding = Assert.Single(_ledger.Verify().Findings);
        Assert.Equal((LedgerRule.EntryContext, 4L), (finding.Rule, finding.Index));

        using TestNode other = new("urn:dev:ops:32473-y");
        _ledger.Store.Append([Entry.Create(EntryKind.NodeEnrolled, other.Enrolment(_ledger.ChainId).Sign(_ledger.Operator), [1, 2, 3])]);
        Assert.Equal((LedgerRule.EntryFormat, 5L), (_ledger.Verify().Findings[^1].Rule, _ledger.Verify().Findings[^1].Index));
    }

    [Fact]
    public void Messages_that_are_missing_are_counted_and_are_no_fault()
    {
        _ledger.Enrol();
        _ledger.AppendNext(_ledger.A);
        _ledger.A.Next();
        _ledger.A.Next();
        _ledger.AppendReading(_ledger.A.Next(), Continuity.Gap, 2);
        _ledger.SealBlock();

        VerificationReport report = _ledger.Verify();

        Assert.Empty(report.Findings);
        Assert.Equal(2, report.MissingMessages);
    }

    [Fact]
    public void A_block_without_a_time_says_none()
    {
        _ledger.Enrol();
        _ledger.AppendReading(_ledger.A.Next(timeS: null), Continuity.First);
        _ledger.SealBlock();

        Assert.Empty(_ledger.Verify().Findings);
    }

    [Fact]
    public void A_reading_of_a_node_enrolled_later_is_found()
    {
        _ledger.AppendCharter();
        _ledger.AppendGateway(SealKeyKind.Software);
        _ledger.AppendReading(_ledger.A.Next(timeS: null), Continuity.First);
        _ledger.Append(EntryKind.NodeEnrolled, _ledger.A.Enrolment(_ledger.ChainId).Sign(_ledger.Operator));
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 2, nameof(AppraisalResult.UnknownAttester));
    }

    [Fact]
    public void A_reading_with_a_forged_signature_is_found()
    {
        using TestNode forger = new(_ledger.A.Urn);
        _ledger.Enrol();
        _ledger.AppendReading(forger.Sign(1, 0, new byte[32], null, keyId: _ledger.A.Thumbprint), Continuity.First);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 4, nameof(AppraisalResult.BadSignature));
    }

    [Fact]
    public void A_reading_in_the_name_of_another_node_is_found()
    {
        _ledger.Enrol();
        _ledger.AppendReading(_ledger.A.Sign(1, 0, new byte[32], TestNode.StartS, _ledger.B.Urn), Continuity.First);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 4, nameof(AppraisalResult.NodeMismatch));
    }

    [Fact]
    public void A_reading_of_a_time_that_cannot_be_is_found()
    {
        _ledger.Enrol();
        _ledger.AppendReading(_ledger.A.Next(), Continuity.First, receivedAtS: TestNode.StartS - 90_000);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 4, nameof(AppraisalResult.ClockOutOfRange));
    }

    [Fact]
    public void Readings_in_the_wrong_order_are_found()
    {
        _ledger.Enrol();
        byte[] first = _ledger.A.Next();
        _ledger.AppendReading(_ledger.A.Next(), Continuity.Gap, 2);
        _ledger.AppendReading(first, Continuity.First);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 5, nameof(AppraisalResult.OutOfOrder));
    }

    [Fact]
    public void A_reading_that_does_not_follow_the_one_before_is_found()
    {
        _ledger.Enrol();
        _ledger.AppendNext(_ledger.A);
        _ledger.AppendReading(_ledger.A.Sign(1, 1, SHA256.HashData([1]), TestNode.StartS));
        _ledger.SealBlock();

        AssertOnly(LedgerRule.ReadingMessage, 5, nameof(AppraisalResult.BrokenChain));
    }

    [Theory]
    [InlineData(Continuity.First, 0, 1)]
    [InlineData(Continuity.Gap, 0, 1)]
    [InlineData(Continuity.Continuous, 1, 1)]
    [InlineData(Continuity.Continuous, 0, 0)]
    [InlineData(Continuity.Continuous, 0, 2)]
    [InlineData((Continuity)9, 0, 1)]
    public void A_context_that_says_otherwise_than_the_message_is_found(Continuity continuity, uint missing, uint level)
    {
        _ledger.Enrol();
        _ledger.AppendNext(_ledger.A);
        _ledger.AppendReading(_ledger.A.Next(), continuity, missing, level);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.EntryContext, 5, "AL1");
    }

    [Fact]
    public void A_context_that_is_not_its_format_is_found()
    {
        _ledger.Enrol();
        byte[] message = _ledger.A.Next(timeS: null);
        _ledger.Store.Append([Entry.Create(EntryKind.Reading, message, [0xA0])], [ReadingKey.Of(message)]);
        _ledger.SealBlock();

        AssertOnly(LedgerRule.EntryFormat, 4, "context");
    }

    [Fact]
    public void A_second_charter_is_found()
    {
        _ledger.Enrol();
        _ledger.Append(EntryKind.Charter, Charter.Sign(_ledger.Operator, "another", 0));
        _ledger.SealBlock();

        AssertOnly(LedgerRule.RegisterEntry, 4, nameof(RegisterResult.AlreadyPresent));
    }

    [Fact]
    public void An_enrolment_that_the_operator_did_not_sign_is_found()
    {
        using TestNode stranger = new("urn:dev:ops:32473-c");
        using SigningKey other = SigningKey.Create(Path.Combine(_ledger.Directory, "other.pem"));
        _ledger.Enrol();
        _ledger.Append(EntryKind.NodeEnrolled, stranger.Enrolment(_ledger.ChainId).Sign(other));
        _ledger.SealBlock();

        AssertOnly(LedgerRule.RegisterEntry, 4, nameof(RegisterResult.NotAuthorised));
    }

    [Fact]
    public void More_findings_than_are_listed_are_counted()
    {
        _ledger.Enrol();
        _ledger.AppendNext(_ledger.A);
        for (uint i = 0; i < VerificationReport.MaxListed + 5; i++)
        {
            byte[] message = _ledger.A.Sign(0, i, new byte[32], TestNode.StartS);
            _ledger.AppendReading(message);
        }

        VerificationReport report = _ledger.Verify();

        Assert.Equal(VerificationReport.MaxListed + 5, report.FindingCount);
        Assert.Equal(VerificationReport.MaxListed, report.Findings.Count);
    }

    private void AssertOnly(LedgerRule rule, long index, string text)
    {
        Finding finding = Assert.Single(_ledger.Verify().Findings);
        Assert.Equal((rule, index), (finding.Rule, finding.Index));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }
}
