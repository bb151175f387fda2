using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>Ledgers of attested nodes whose gateway wrote them itself, honestly or not: commitments, roots and seals all fit, the content need not.</summary>
public sealed class AttestedLedgerTests : IDisposable
{
    private const long Day = 24 * 60 * 60;

    private readonly AttestedLedger _attested = new();

    private TestLedger Ledger => _attested.Ledger;

    public void Dispose() => _attested.Dispose();

    [Fact]
    public void A_ledger_with_every_kind_of_entry_is_sound_and_says_what_it_proves()
    {
        VerificationReport report = _attested.Filled().Ledger.Verify();

        Assert.Empty(report.Findings);
        Assert.Equal((12, 3, 1, 2), (report.Entries, report.ReadingMessages, report.MacReadings, report.Attestations));
        Assert.Equal((2, 1, 0, 0), (report.Nodes, report.AttestedNodes, report.SuspendedNodes, report.RevokedNodes));
        Assert.Equal((1, 2L), (report.Calibrations, report.CorrectedReadings));
        Assert.Equal([new AssuranceCount(2, Freshness.Fresh, 2), new AssuranceCount(0, Freshness.Never, 1)], report.Assurances);
        Assert.Equal("every signed reading's key was enrolled, attested (0 never attested) and not suspended when its reading was kept", report.Proved);
    }

    [Fact]
    public void Who_is_never_attested_is_counted()
    {
        Ledger.Enrol();
        Ledger.AppendNext(Ledger.A);
        Ledger.AppendNext(Ledger.B);

        VerificationReport report = Ledger.Verify();

        Assert.Equal([new AssuranceCount(1, Freshness.Never, 2)], report.Assurances);
        Assert.Equal("every reading's key was enrolled, attested (2 never attested) and not suspended when its reading was kept", report.Proved);
    }

    [Fact]
    public void What_is_not_sound_proves_nothing()
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Stale);
        Assert.Null(Ledger.Verify().Proved);
    }

    [Theory]
    [InlineData(0, Freshness.Fresh)]
    [InlineData(Day, Freshness.Fresh)]
    [InlineData(Day + 1, Freshness.Stale)]
    [InlineData(-Day, Freshness.Fresh)]
    [InlineData(-Day - 1, Freshness.Stale)]
    public void Freshness_is_a_day_either_way(long afterS, Freshness expected)
    {
        _attested.Founded();
        byte[] message = _attested.Device.Node.Sign(1, 0, new byte[32], null);
        Ledger.AppendReading(message, Continuity.First, level: 2, receivedAtS: TestNode.StartS + afterS, freshness: expected);
        Assert.Empty(Ledger.Verify().Findings);
    }

    [Theory]
    [InlineData(2, Freshness.Stale)]
    [InlineData(2, Freshness.Never)]
    [InlineData(1, Freshness.Fresh)]
    [InlineData(0, Freshness.Fresh)]
    public void A_level_or_freshness_that_the_entries_do_not_show_is_found(uint level, Freshness freshness)
    {
        _attested.Founded();
        _attested.AppendNext(freshness, level);
        AssertOnly(LedgerRule.EntryContext, 4, "AL2, attestation Fresh");
    }

    [Fact]
    public void Another_boot_is_stale_until_it_is_attested()
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        (_attested.Device.Node.Boot, _attested.Device.Node.Sequence) = (2, 0);
        Ledger.AppendReading(_attested.Device.Node.Next(), level: 2, freshness: Freshness.Stale);
        _attested.Attest(_attested.Evidence(boot: 2));
        _attested.AppendNext(Freshness.Fresh);
        Assert.Empty(Ledger.Verify().Findings);
    }

    [Fact]
    public void A_lower_level_counts_from_its_attestation_on()
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        _attested.Attest(_attested.Evidence(alter: claims => claims.Quote = null), level: 1);
        _attested.AppendNext(Freshness.Fresh, level: 1);
        Assert.Empty(Ledger.Verify().Findings);
    }

    public static TheoryData<string> Faults => ["old nonce", "debug", "firmware", "quote", "signature", "expired", "level"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Evidence_that_does_not_deserve_it_is_found_in_an_attestation(string fault)
    {
        _attested.Founded();
        long atMs = fault == "expired" ? TestAuthority.To.AddDays(1).ToUnixTimeMilliseconds() : AttestedLedger.StartMs;
        _attested.Attest(Faulty(fault), fault == "level" ? 1u : 2u, atMs);
        AssertOnly(LedgerRule.Attestation, 4, Names(fault));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Evidence_that_does_not_deserve_it_is_found_in_an_enrolment(string fault)
    {
        if (fault == "expired")
        {
            _attested.Device.Certificates = [_attested.Authority.Issue(
                _attested.Device.Node.PublicKey, "device", TestDevice.Urn, _attested.Device.AttestationKey, to: TestAuthority.From.AddDays(1))];
        }

        Ledger.AppendCharter();
        Ledger.AppendGateway(SealKeyKind.Software, _attested.Service.PublicKey);
        _attested.Policy = _attested.Device.Policy(_attested.Authority, Ledger.ChainId);
        Ledger.Append(EntryKind.Policy, _attested.Policy.Sign(Ledger.Operator));
        Ledger.Append(EntryKind.NodeEnrolled, new NodeEnrolment
        {
            Urn = TestDevice.Urn,
            PublicKey = _attested.Device.Node.PublicKey,
            Site = "roof",
            AssuranceLevel = fault == "level" ? 1u : 2u,
            EnrolledAtMs = AttestedLedger.StartMs,
            ChainId = Ledger.ChainId,
            Evidence = Faulty(fault),
        }.Sign(Ledger.Operator));
        AssertOnly(LedgerRule.Attestation, 3, Names(fault));
    }

    [Fact]
    public void Evidence_is_judged_by_the_policy_of_its_time_and_no_other()
    {
        _attested.Founded();
        AttestationPolicy first = _attested.Policy;
        _attested.Attest();
        _attested.Policy = new AttestationPolicy
        {
            Authorities = first.Authorities,
            Firmware = [],
            Configurations = first.Configurations,
            Approval = ApprovalMode.Manual,
            AtMs = first.AtMs + 1,
            ChainId = first.ChainId,
        };
        Ledger.Append(EntryKind.Policy, _attested.Policy.Sign(Ledger.Operator));
        Assert.Empty(Ledger.Verify().Findings);

        _attested.Attest(_attested.Evidence(policyHash: first.Hash));
        _attested.Attest();
        Assert.Equal(
            [(LedgerRule.RegisterEntry, 6L), (LedgerRule.Attestation, 7L)], Ledger.Verify().Findings.Select(finding => (finding.Rule, finding.Index!.Value)));
    }

    [Fact]
    public void An_attestation_that_was_used_before_is_found()
    {
        _attested.Founded();
        EvidenceRecord once = _attested.Evidence();
        _attested.Attest(once);
        _attested.Attest(once, atMs: AttestedLedger.StartMs + Day * 1000);
        AssertOnly(LedgerRule.RegisterEntry, 5, nameof(RegisterResult.AlreadyPresent));
    }

    [Fact]
    public void An_attestation_by_another_than_the_gateways_service_is_found()
    {
        _attested.Founded();
        _attested.Attest(signer: Ledger.Operator);
        AssertOnly(LedgerRule.RegisterEntry, 4, nameof(RegisterResult.NotAuthorised));
    }

    [Fact]
    public void An_automatic_enrolment_that_the_policy_does_not_allow_is_found()
    {
        _attested.Founded(ApprovalMode.Manual);
        AssertOnly(LedgerRule.Attestation, 3, "automatically");
    }

    [Fact]
    public void An_automatic_enrolment_of_a_key_nobody_vouches_for_is_found()
    {
        _attested.Device.Certificates = [];
        _attested.Founded(level: 0);
        AssertOnly(LedgerRule.Attestation, 3, "automatically");
    }

    [Theory]
    [InlineData(NodeStatus.Suspended)]
    [InlineData(NodeStatus.Revoked)]
    public void A_reading_of_a_node_that_is_not_active_is_found(NodeStatus status)
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        _attested.SetStatus(status);
        _attested.AppendNext(Freshness.Fresh);
        AssertOnly(LedgerRule.ReadingMessage, 6, $"{status}: {TestDevice.Urn}: the fence is down");
        VerificationReport report = Ledger.Verify();
        Assert.Equal(status == NodeStatus.Suspended ? (1, 0) : (0, 1), (report.SuspendedNodes, report.RevokedNodes));
    }

    [Fact]
    public void A_resumed_node_goes_on()
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        _attested.SetStatus(NodeStatus.Suspended);
        _attested.SetStatus(NodeStatus.Active);
        _attested.AppendNext(Freshness.Fresh);
        Assert.Empty(Ledger.Verify().Findings);
    }

    [Fact]
    public void A_status_that_the_operator_did_not_give_is_found_and_has_no_effect()
    {
        _attested.Founded();
        _attested.SetStatus(NodeStatus.Suspended, _attested.Service);
        _attested.AppendNext(Freshness.Fresh);
        AssertOnly(LedgerRule.RegisterEntry, 4, nameof(RegisterResult.NotAuthorised));
    }

    [Fact]
    public void A_new_key_under_a_revoked_nodes_URN_starts_its_own_chain_of_messages()
    {
        using TestNode next = new(TestDevice.Urn);
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        _attested.SetStatus(NodeStatus.Revoked);
        Ledger.Append(EntryKind.NodeEnrolled, new NodeEnrolment
        {
            Urn = TestDevice.Urn,
            PublicKey = next.PublicKey,
            Site = "roof",
            AssuranceLevel = 1,
            EnrolledAtMs = AttestedLedger.StartMs,
            ChainId = Ledger.ChainId,
            Basis = EnrolmentBasis.Approved,
        }.Sign(Ledger.Operator));
        Ledger.AppendReading(next.Next(), Continuity.First);
        Assert.Empty(Ledger.Verify().Findings);
        _attested.AppendNext(Freshness.Fresh);
        AssertOnly(LedgerRule.ReadingMessage, 8, nameof(AppraisalResult.Revoked));
    }

    [Fact]
    public void Readings_under_a_shared_key_are_checked_for_all_but_their_tag()
    {
        _attested.Founded();
        Ledger.Append(EntryKind.NodeEnrolled, _attested.MacEnrolment().Sign(Ledger.Operator));
        Ledger.AppendReading(_attested.NextMac(), Continuity.First, level: 0, kind: EntryKind.MacReading);
        byte[] forged = _attested.NextMac(RandomNumberGenerator.GetBytes(32));
        Ledger.AppendReading(forged, level: 0, kind: EntryKind.MacReading);
        Assert.Empty(Ledger.Verify().Findings);
        Assert.Equal(2, Ledger.Verify().MacReadings);

        _attested.NextMac();
        Ledger.AppendReading(_attested.NextMac(), level: 0, kind: EntryKind.MacReading);
        AssertOnly(LedgerRule.EntryContext, 7, "Gap, 1 missing, AL0, attestation Never");
    }

    [Fact]
    public void A_proof_of_another_kind_than_its_entry_says_is_found()
    {
        _attested.Founded();
        Ledger.Append(EntryKind.NodeEnrolled, _attested.MacEnrolment().Sign(Ledger.Operator));
        Ledger.AppendReading(_attested.NextMac(), Continuity.First, level: 0, kind: EntryKind.Reading);
        AssertOnly(LedgerRule.ReadingMessage, 5, nameof(AppraisalResult.Malformed));
    }

    [Fact]
    public void A_reading_under_a_shared_key_in_the_name_of_a_node_that_signs_is_found()
    {
        byte[] guessed = RandomNumberGenerator.GetBytes(32);
        _attested.Founded();
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader { IsMac = true, KeyId = _attested.Device.Node.Thumbprint, Boot = 1, Sequence = 0, Previous = new byte[32] }.Write(header);
        CborWriter pack = new(SenmlPack.MaxLength);
        SenmlPack.Write(pack, $"{TestDevice.Urn}_", false, 0, [new Reading("pm2.5", "ug/m3", 352, -1)], 1);
        Ledger.AppendReading(CoseMac0.Seal(guessed, header.ToArray(), pack.ToArray()), Continuity.First, level: 2, kind: EntryKind.MacReading);
        AssertOnly(LedgerRule.ReadingMessage, 4, nameof(AppraisalResult.BadSignature));
    }

    [Fact]
    public void A_calibration_recorded_later_corrects_what_it_covers()
    {
        _attested.Founded();
        _attested.AppendNext(Freshness.Fresh);
        _attested.AppendNext(Freshness.Fresh);
        long secondAtMs = AttestedLedger.StartMs + 60_000;
        Ledger.Append(EntryKind.Calibration, _attested.Calibration(secondAtMs, secondAtMs + 1).Sign(Ledger.Operator));
        VerificationReport report = Ledger.Verify();
        Assert.Empty(report.Findings);
        Assert.Equal((1, 1L), (report.Calibrations, report.CorrectedReadings));
    }

    private EvidenceRecord Faulty(string fault)
    {
        EvidenceRecord made = _attested.Evidence(alter: claims =>
        {
            claims.DebugStatus = fault == "debug" ? EvidenceClaims.DebugEnabled : claims.DebugStatus;
            claims.FirmwareDigest = fault == "firmware" ? new byte[32] : claims.FirmwareDigest;
            claims.Quote = fault == "quote" ? _attested.Device.Quote(new byte[32]) : claims.Quote;
        });
        byte[] evidence = (byte[])made.Evidence.Clone();
        evidence[^1] ^= (byte)(fault == "signature" ? 1 : 0);
        return new EvidenceRecord { Evidence = evidence, Nonce = fault == "old nonce" ? new byte[32] : made.Nonce, PolicyHash = made.PolicyHash };
    }

    private static string Names(string fault) => fault switch
    {
        "old nonce" => nameof(AppraisalResult.StaleNonce),
        "debug" => nameof(AppraisalResult.DebugEnabled),
        "firmware" => nameof(AppraisalResult.FirmwareNotInPolicy),
        "quote" => nameof(AppraisalResult.BadQuote),
        "signature" => nameof(AppraisalResult.BadSignature),
        "expired" => nameof(AppraisalResult.CertificateExpired),
        _ => "the evidence gives AL2, recorded is AL1",
    };

    private void AssertOnly(LedgerRule rule, long index, string text)
    {
        Finding finding = Assert.Single(Ledger.Verify().Findings);
        Assert.Equal((rule, index), (finding.Rule, finding.Index));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }
}
