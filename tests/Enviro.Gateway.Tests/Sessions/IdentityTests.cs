using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>Names that two keys claim, keys that change their name, and nodes the operator has decided on.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly AttestedBench _bench = new();

    private Bench Bench => _bench.Bench;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_clone_of_an_enrolled_node_waits_contested_and_the_node_goes_on()
    {
        _bench.Attest(_bench.Device);
        using TestDevice clone = _bench.NewDevice();

        Assert.Equal(AppraisalResult.ClonedIdentity, _bench.Attest(clone));

        AssertNames(AppraisalResult.ClonedIdentity, _bench.Device.Node, clone.Node);
        PendingNode pending = Assert.Single(Bench.Store.PendingNodes());
        Assert.Equal(clone.Node.Thumbprint, pending.Thumbprint);
        Assert.Equal(_bench.Device.Node.Thumbprint, pending.ContestedBy);
        Assert.Equal(0, Bench.Process(clone.Node, clone.Node.Next()).Kept);
        Bench.KeepNext(_bench.Device.Node);
        Assert.Equal(_bench.Device.Node.Thumbprint, _bench.State.NodesByUrn[TestDevice.Urn].Thumbprint);
        Bench.AssertSound();
    }

    [Fact]
    public void A_clone_is_named_at_its_hello_already()
    {
        _bench.Attest(_bench.Device);
        using TestDevice clone = _bench.NewDevice();

        Bench.Greet(clone.Node);

        AssertNames(AppraisalResult.ClonedIdentity, _bench.Device.Node, clone.Node);
    }

    [Fact]
    public void Of_two_nodes_that_claim_one_name_neither_wins()
    {
        TestDevice first = _bench.Device;
        first.Certificates = [];
        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(first));
        using TestDevice second = _bench.NewDevice();

        Assert.Equal(AppraisalResult.ClonedIdentity, _bench.Attest(second));

        AssertNames(AppraisalResult.ClonedIdentity, first.Node, second.Node);
        Assert.Equal(2, Bench.Store.PendingNodes(TestDevice.Urn).Count);
        Assert.Equal(second.Node.Thumbprint, Bench.Store.FindPending(first.Node.Thumbprint)!.ContestedBy);
        Assert.Equal(first.Node.Thumbprint, Bench.Store.FindPending(second.Node.Thumbprint)!.ContestedBy);

        // Nor does the first with true certificates, later and after a restart.
        Bench.Restart();
        first.Node.Boot = 2;
        first.Certificates = [_bench.Authority.Issue(first.Node.PublicKey, "device", first.Node.Urn, first.AttestationKey)];
        Assert.Equal(AppraisalResult.ClonedIdentity, _bench.Attest(first));
        Assert.False(_bench.State.NodesByUrn.ContainsKey(TestDevice.Urn));
    }

    [Fact]
    public void An_enrolled_key_under_another_name_is_told_by_both_names_and_not_answered()
    {
        _bench.Attest(_bench.Device);
        NodeSide moved = new(_bench.Device.Node, () => []);

        Assert.Empty(SayAs(moved, AttestedBench.OtherUrn));

        AssertMoved();
        Bench.KeepNext(_bench.Device.Node);
    }

    [Fact]
    public void A_pending_key_under_another_name_is_contested_from_then_on()
    {
        _bench.Device.Certificates = [];
        _bench.Attest(_bench.Device);
        NodeSide moved = new(_bench.Device.Node, () => []);

        Assert.Empty(SayAs(moved, AttestedBench.OtherUrn));

        AssertMoved();
        PendingNode pending = Assert.Single(Bench.Store.PendingNodes());
        Assert.Equal(pending.Thumbprint, pending.ContestedBy);
        _bench.Device.Certificates = [_bench.Authority.Issue(_bench.Device.Node.PublicKey, "device", TestDevice.Urn, _bench.Device.AttestationKey)];
        Assert.Equal(AppraisalResult.ClonedIdentity, _bench.Attest(_bench.Device));
    }

    [Fact]
    public void A_suspended_nodes_readings_come_in_after_it_is_resumed_exactly_once()
    {
        TestNode node = _bench.Device.Node;
        _bench.Attest(_bench.Device);
        Bench.KeepNext(node);
        Assert.True(_bench.Change(node, NodeStatus.Suspended).IsAccepted);
        byte[] held = node.Next();

        BatchOutcome refused = Bench.Process(node, held);
        Assert.Equal((0, 1, 0), (refused.Kept, refused.Refused, refused.Departures.Count));
        Bench.Restart();
        Assert.Empty(Bench.Greet(node).EvidenceNonce);
        Assert.Empty(Bench.Process(node, held).Departures);
        Assert.True(_bench.Change(node, NodeStatus.Active).IsAccepted);

        Assert.Equal(Acknowledgement.Kept, Bench.Answer(Bench.Process(node, held), node).Result);
        Assert.Equal(0, Bench.Process(node, held).Kept);
        Bench.KeepNext(node);
        VerificationReport report = Bench.AssertSound();
        Assert.Equal((3, 0), (report.ReadingMessages, report.MissingMessages));
    }

    [Fact]
    public void A_node_suspended_meanwhile_is_told_so_when_it_shows_evidence()
    {
        _bench.Attest(_bench.Device);
        _bench.Device.Node.Boot = 2;
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        _bench.Change(_bench.Device.Node, NodeStatus.Suspended);

        Assert.Equal(AppraisalResult.Suspended, _bench.Answer(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce, 2))));

        Assert.Empty(Bench.Core.ChallengeDue(Bench.Clock.NowMs + 100_000_000));
        _bench.Change(_bench.Device.Node, NodeStatus.Active);
        Bench.Clock.Advance(200_000);
        Assert.Single(Bench.Core.ChallengeDue(Bench.Clock.NowMs));
        Bench.AssertSound();
    }

    [Fact]
    public void A_revoked_node_never_comes_back_and_its_name_goes_to_nobody_by_itself()
    {
        TestNode node = _bench.Device.Node;
        _bench.Attest(_bench.Device);
        Bench.KeepNext(node);
        Assert.True(_bench.Change(node, NodeStatus.Revoked).IsAccepted);

        Assert.Empty(Bench.Process(node, node.Next()).Departures);
        Assert.Empty(SayAs(new NodeSide(node, () => []), node.Urn));
        Assert.Equal(RegisterResult.NotActive, _bench.Change(node, NodeStatus.Active).Result);
        using TestDevice successor = _bench.NewDevice();
        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(successor));

        Assert.Equal(2, Bench.Core.Refusals.Counts[AppraisalResult.Revoked]);
        Assert.Equal(1, Bench.AssertSound().ReadingMessages);
    }

    [Fact]
    public void A_successor_the_operator_approves_starts_a_chain_of_its_own()
    {
        TestNode node = _bench.Device.Node;
        _bench.Attest(_bench.Device);
        Bench.KeepNext(node);
        _bench.Change(node, NodeStatus.Revoked);
        using TestDevice successor = _bench.NewDevice();
        _bench.Attest(successor);
        byte[] approval = new NodeEnrolment
        {
            Urn = node.Urn,
            PublicKey = successor.Node.PublicKey,
            Site = "roof",
            AssuranceLevel = 0,
            EnrolledAtMs = Bench.Clock.NowMs,
            ChainId = _bench.State.ChainId,
            Basis = EnrolmentBasis.Approved,
        }.Sign(Bench.OperatorKey);

        Assert.True(Bench.Core.Submit(EntryKind.NodeEnrolled, approval, "operator", Bench.Clock.NowMs).Outcome.IsAccepted);

        Bench.Greet(successor.Node);
        Bench.KeepNext(successor.Node);
        Bench.Restart();
        Bench.Greet(successor.Node);
        Bench.KeepNext(successor.Node);
        Assert.Equal(0, Bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_node_with_a_shared_key_is_heard_and_told_under_that_key()
    {
        byte[] key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        using TestNode node = new("urn:dev:os:32473-shared");
        Bench.SharedKeys[node.Urn] = key;
        byte[] enrolment = new NodeEnrolment
        {
            Urn = node.Urn,
            SharedKeyThumbprint = CoseKey.SymmetricThumbprint(key),
            Site = "roof",
            AssuranceLevel = 0,
            EnrolledAtMs = Bench.Clock.NowMs,
            ChainId = _bench.State.ChainId,
            Basis = EnrolmentBasis.Approved,
        }.Sign(Bench.OperatorKey);
        Assert.True(Bench.Core.Submit(EntryKind.NodeEnrolled, enrolment, "operator", Bench.Clock.NowMs).Outcome.IsAccepted);
        NodeSide side = new(node, () => [], key);
        Assert.Empty(Bench.Greet(side).EvidenceNonce);
        byte[] reading = side.NextShared();
        byte[] altered = [.. reading];
        altered[^1] ^= 1;

        Assert.Empty(Bench.Process(node, altered).Departures);
        DownlinkMessage told = Bench.Told(Bench.Process(node, reading).Departures, side);
        Bench.Restart();
        Bench.Greet(side);
        Bench.Told(Bench.Process(node, reading).Departures, side);
        Bench.Told(Bench.Process(node, side.NextShared(TestNode.StartS)).Departures, side);

        // Its times are the block's, after a restart too.
        Bench.Restart();
        Assert.True(Bench.Core.Sealer.Seal());
        Assert.Equal(TestNode.StartS * 1000, BlockHeader.Parse(Bench.Store.Head!.Header).EarliestReadingMs);
        Assert.Equal(Acknowledgement.Kept, Acknowledgement.Parse(told.Body).Result);
        VerificationReport report = Bench.AssertSound();
        Assert.Equal((2, 0), (report.MacReadings, report.MissingMessages));
    }

    [Fact]
    public void A_shared_key_that_is_lost_is_told_and_accuses_nobody()
    {
        byte[] key = new byte[32];
        using TestNode node = new("urn:dev:os:32473-shared");
        byte[] enrolment = new NodeEnrolment
        {
            Urn = node.Urn,
            SharedKeyThumbprint = CoseKey.SymmetricThumbprint(key),
            Site = "roof",
            AssuranceLevel = 0,
            EnrolledAtMs = Bench.Clock.NowMs,
            ChainId = _bench.State.ChainId,
            Basis = EnrolmentBasis.Approved,
        }.Sign(Bench.OperatorKey);
        Bench.Core.Submit(EntryKind.NodeEnrolled, enrolment, "operator", Bench.Clock.NowMs);
        NodeSide side = new(node, () => [], key);

        Assert.Empty(Bench.Process(node, side.NextShared()).Departures);
        Assert.Empty(SayAs(side, node.Urn));

        Assert.Equal([KeyValuePair.Create(AppraisalResult.UnknownAttester, 2L)], Bench.Core.Refusals.Counts);
        Assert.Contains(Bench.Log.Lines, line => line.Contains(node.Urn, StringComparison.Ordinal) && line.Contains("keys/shared", StringComparison.Ordinal));
    }

    private IReadOnlyList<Departure> SayAs(NodeSide side, string urn) =>
        Bench.Core.Process([new Arrival(Topics.HelloOf(urn), side.Hello(urn), "127.0.0.1:3 other", Bench.Clock.NowMs)]).Departures;

    private void AssertMoved()
    {
        Refusal listed = _bench.LastEvent();
        Assert.Equal(nameof(AppraisalResult.KeyMoved), listed.ResultName);
        Assert.All(
            (string[])[TestDevice.Urn, AttestedBench.OtherUrn, Convert.ToHexStringLower(_bench.Device.Node.Thumbprint)],
            text => Assert.Contains(text, listed.Detail, StringComparison.Ordinal));
    }

    private void AssertNames(AppraisalResult expected, params TestNode[] nodes)
    {
        Refusal listed = _bench.LastEvent();
        Assert.Equal(expected.ToString(), listed.ResultName);
        Assert.All(nodes, node => Assert.Contains(Convert.ToHexStringLower(node.Thumbprint), listed.Detail, StringComparison.Ordinal));
    }
}
