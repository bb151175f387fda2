using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

public sealed class EvidenceTests : IDisposable
{
    private AttestedBench _bench = new();

    public static TheoryData<string, AppraisalResult, bool> BadEvidence => new()
    {
        { "unknown authority", AppraisalResult.UnknownAuthority, true },
        { "expired", AppraisalResult.CertificateExpired, true },
        { "for another key", AppraisalResult.CertificateMismatch, true },
        { "for another node", AppraisalResult.CertificateMismatch, true },
        { "firmware", AppraisalResult.FirmwareNotInPolicy, true },
        { "configuration", AppraisalResult.ConfigurationNotInPolicy, true },
        { "debug", AppraisalResult.DebugEnabled, true },
        { "quote", AppraisalResult.BadQuote, true },
        { "ueid", AppraisalResult.NodeMismatch, true },
        { "old nonce", AppraisalResult.StaleNonce, false },
        { "signed by another", AppraisalResult.BadSignature, false },
        { "garbage", AppraisalResult.Malformed, false },
        { "oversized", AppraisalResult.Oversized, false },
        { "no session", AppraisalResult.UnexpectedEvidence, false },
        { "another topic", AppraisalResult.NodeMismatch, false },
    };

    private Bench Bench => _bench.Bench;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(BadEvidence))]
    public void Bad_evidence_is_refused_by_its_name_and_enrols_nobody(string what, AppraisalResult expected, bool isTold)
    {
        TestDevice device = _bench.Device;
        byte[] nonce = Bench.Greet(device.Node).EvidenceNonce;
        long entries = Bench.Store.EntryCount;
        Arrival bad = _bench.Evidence(device, Bad(what, nonce));
        bad = what == "another topic" ? bad with { Topic = Topics.EvidenceOf(AttestedBench.OtherUrn) } : bad;

        IReadOnlyList<Departure> departures = Bench.Core.Process([bad]).Departures;

        Assert.Equal([KeyValuePair.Create(expected, 1L)], Bench.Core.Refusals.Counts);
        Assert.Equal(entries, Bench.Store.EntryCount);
        if (isTold)
        {
            Assert.Equal([(byte)expected], Bench.Told(departures, Bench.SideOf(device.Node)).Body);
            PendingNode pending = Assert.Single(Bench.Store.PendingNodes());
            Assert.Equal((expected.ToString(), (uint)expected), (pending.ResultName, pending.Result));
            Assert.Contains(Convert.ToHexStringLower(device.Node.Thumbprint), _bench.LastEvent().Detail, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(departures);
            Assert.Empty(Bench.Store.PendingNodes());
        }

        // Whatever it was, true evidence of the next hello is accepted.
        device.Certificates = [_bench.Authority.Issue(device.Node.PublicKey, "device", device.Node.Urn, device.AttestationKey)];
        device.Node.Boot = 2;
        Assert.Equal(AppraisalResult.Accepted, _bench.Attest(device));
        Assert.Empty(Bench.Store.PendingNodes());
        Bench.KeepNext(device.Node);
        Bench.AssertSound();
    }

    [Fact]
    public void Accepted_evidence_enrols_where_the_policy_says_so_and_readings_are_fresh()
    {
        Assert.Equal(AppraisalResult.Accepted, _bench.Attest(_bench.Device));

        NodeRecord node = _bench.State.NodesByUrn[TestDevice.Urn];
        Assert.Equal((2u, EnrolmentBasis.Automatic, EvidenceIntake.UnassignedSite), (node.AssuranceLevel, node.Basis, node.Site));
        Bench.KeepNext(_bench.Device.Node);
        Assert.Equal((2u, Freshness.Fresh), (_bench.LastContext().AssuranceLevel, _bench.LastContext().Freshness));
        Bench.Core.Sealer.Seal();
        Bench.AssertSound();
        Assert.Empty(Bench.Core.Refusals.Counts);
    }

    [Fact]
    public void Where_the_operator_approves_a_node_waits_until_he_does()
    {
        Use(new AttestedBench(ApprovalMode.Manual));
        TestNode node = _bench.Device.Node;
        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(_bench.Device));
        Assert.Equal(0, Bench.Process(node, node.Next()).Kept);
        PendingNode pending = Assert.Single(Bench.Store.PendingNodes());
        byte[] approval = new NodeEnrolment
        {
            Urn = pending.Urn,
            PublicKey = pending.PublicKey,
            Site = "roof",
            AssuranceLevel = 2,
            EnrolledAtMs = Bench.Clock.NowMs,
            ChainId = _bench.State.ChainId,
            Basis = EnrolmentBasis.Approved,
            Evidence = new EvidenceRecord { Evidence = pending.Evidence!, Nonce = pending.Nonce!, PolicyHash = _bench.State.PolicyHash },
        }.Sign(Bench.OperatorKey);

        (OperatorOutcome outcome, IReadOnlyList<Departure> departures) = Bench.Core.Submit(EntryKind.NodeEnrolled, approval, "operator", Bench.Clock.NowMs);

        Assert.True(outcome.IsAccepted);
        Assert.Equal([(byte)AppraisalResult.Accepted], Bench.Told(departures, Bench.SideOf(node)).Body);
        Assert.Empty(Bench.Store.PendingNodes());
        node.Sequence = 0;
        node.Previous = new byte[32];
        Bench.KeepNext(node);
        Assert.Equal((2u, Freshness.Fresh), (_bench.LastContext().AssuranceLevel, _bench.LastContext().Freshness));
        Bench.AssertSound();
    }

    [Fact]
    public void A_software_key_is_never_enrolled_by_itself()
    {
        TestDevice device = _bench.Device;
        device.Certificates = [];

        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(device));

        Assert.Single(Bench.Store.PendingNodes());
        Assert.DoesNotContain(_bench.State.Nodes.Values, node => node.Urn == TestDevice.Urn);
    }

    [Fact]
    public void Evidence_serves_once()
    {
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        byte[] evidence = _bench.Device.Sign(_bench.Device.Claims(nonce));
        Assert.Equal(AppraisalResult.Accepted, _bench.Answer(_bench.Device, evidence));
        long entries = Bench.Store.EntryCount;

        // Whoever did not hear the verdict hears the same again.
        Assert.Equal(AppraisalResult.Accepted, _bench.Answer(_bench.Device, evidence));
        Assert.Equal([KeyValuePair.Create(AppraisalResult.Replayed, 1L)], Bench.Core.Refusals.Counts);
        Bench.Restart();
        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, evidence)]).Departures);
        Bench.Greet(_bench.Device.Node);
        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, evidence)]).Departures);

        Assert.Equal(entries, Bench.Store.EntryCount);
        Bench.AssertSound();
    }

    [Fact]
    public void Refused_evidence_is_refused_again_and_never_accepted_later()
    {
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        byte[] evidence = Bad("debug", nonce);

        Assert.Equal(AppraisalResult.DebugEnabled, _bench.Answer(_bench.Device, evidence));
        Assert.Equal(AppraisalResult.DebugEnabled, _bench.Answer(_bench.Device, evidence));

        // Nor does other evidence under the nonce that is used up.
        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce)))]).Departures);
        Assert.Equal(1, Bench.Core.Refusals.Counts[AppraisalResult.StaleNonce]);
    }

    [Fact]
    public void A_nonce_expires()
    {
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        Bench.Clock.Advance((NodeSession.NonceLifetimeMs / 1000.0) + 1);

        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce)))]).Departures);

        Assert.Equal([KeyValuePair.Create(AppraisalResult.StaleNonce, 1L)], Bench.Core.Refusals.Counts);
    }

    [Fact]
    public void Evidence_is_asked_for_again_on_the_interval_and_when_nobody_answered()
    {
        _bench.Attest(_bench.Device);
        Assert.Empty(Bench.Core.ChallengeDue(Bench.Clock.NowMs));
        Bench.Clock.Advance(Bench.Options.AttestationIntervalS - 1);
        Assert.Empty(Bench.Core.ChallengeDue(Bench.Clock.NowMs));
        Bench.Clock.Advance(2);
        NodeSide side = Bench.SideOf(_bench.Device.Node);

        DownlinkMessage unanswered = Bench.Told(Bench.Core.ChallengeDue(Bench.Clock.NowMs), side);
        Assert.Empty(Bench.Core.ChallengeDue(Bench.Clock.NowMs));
        Bench.Clock.Advance((NodeSession.NonceLifetimeMs / 1000.0) + 1);
        DownlinkMessage asked = Bench.Told(Bench.Core.ChallengeDue(Bench.Clock.NowMs), side);

        Assert.Equal((DownlinkKind.Challenge, DownlinkKind.Challenge), (unanswered.Kind, asked.Kind));
        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(unanswered.Body)))]).Departures);
        Assert.Equal(AppraisalResult.Accepted, _bench.Answer(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(asked.Body))));
        Assert.Equal(Bench.Clock.NowMs, _bench.State.NodesByUrn[TestDevice.Urn].Attestation!.AtMs);
        Bench.AssertSound();
    }

    [Fact]
    public void A_reboot_is_stale_until_it_is_attested()
    {
        TestNode node = _bench.Device.Node;
        _bench.Attest(_bench.Device);
        Bench.KeepNext(node);
        (node.Boot, node.Sequence) = (2, 0);
        byte[] nonce = Bench.Greet(node).EvidenceNonce;
        Bench.KeepNext(node);
        Assert.Equal(Freshness.Stale, _bench.LastContext().Freshness);
        Assert.Equal(AppraisalResult.OutOfOrder, _bench.Answer(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce, boot: 1))));

        Assert.Equal(AppraisalResult.Accepted, _bench.Attest(_bench.Device));

        Bench.KeepNext(node);
        Assert.Equal(Freshness.Fresh, _bench.LastContext().Freshness);
        Assert.Empty(Bench.Greet(node).EvidenceNonce);
        Bench.AssertSound();
    }

    [Fact]
    public void Evidence_and_readings_of_one_batch_are_judged_in_their_order()
    {
        TestNode node = _bench.Device.Node;
        byte[] nonce = Bench.Greet(node).EvidenceNonce;
        Arrival before = Bench.From(node, node.Sign(1, 0, new byte[32], TestNode.StartS, mantissa: 1));
        Arrival after = Bench.From(node, node.Next());

        BatchOutcome outcome = Bench.Core.Process([before, _bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce))), after]);

        Assert.Equal((1, 1, 2), (outcome.Kept, outcome.Refused, outcome.Departures.Count));
        Assert.Equal([KeyValuePair.Create(AppraisalResult.UnknownAttester, 1L)], Bench.Core.Refusals.Counts);
        Bench.AssertSound();
    }

    private void Use(AttestedBench bench)
    {
        _bench.Dispose();
        _bench = bench;
    }

    private byte[] Bad(string what, byte[] nonce)
    {
        TestDevice device = _bench.Device;
        TestNode node = device.Node;
        TestAuthority authority = what == "unknown authority" ? _bench.Stranger : _bench.Authority;
        using TestNode other = new(TestDevice.Urn);
        device.Certificates =
        [
            authority.Issue(
                what == "for another key" ? other.PublicKey : node.PublicKey, "device", what == "for another node" ? AttestedBench.OtherUrn : node.Urn, device.AttestationKey,
                to: what == "expired" ? DateTimeOffset.FromUnixTimeSeconds(TestNode.StartS) : null),
        ];
        EvidenceClaims claims = device.Claims(what == "old nonce" ? RandomNumberGenerator.GetBytes(32) : nonce);
        claims.FirmwareDigest = what == "firmware" ? new byte[32] : claims.FirmwareDigest;
        claims.DebugStatus = what == "debug" ? EvidenceClaims.DebugEnabled : claims.DebugStatus;
        claims.Ueid = what == "ueid" ? EvidenceClaims.UeidOf(AttestedBench.OtherUrn) : claims.Ueid;
        if (what == "configuration")
        {
            byte[] configuration = [.. device.Configuration];
            configuration[22] ^= 1;
            claims.Quote = device.Quote(nonce, configuration);
            claims.ConfigurationDigest = [];
        }

        claims.Quote = what == "quote" ? device.Quote(new byte[32]) : claims.Quote;
        return what switch
        {
            "garbage" => RandomNumberGenerator.GetBytes(300),
            "oversized" => new byte[Evidence.MaxLength + 1],
            "signed by another" => device.Sign(claims, other.Key, node.Thumbprint),
            "no session" => device.Sign(claims, other.Key, other.Thumbprint),
            _ => device.Sign(claims),
        };
    }
}
