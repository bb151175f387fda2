using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>The gateway ends without a word between any two steps; the node goes on as it would, and nothing is lost or done twice.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly AttestedBench _bench = new();

    private Bench Bench => _bench.Bench;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Between_challenge_and_evidence()
    {
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        Bench.Restart();

        Assert.Empty(Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce)))]).Departures);

        Assert.Equal([KeyValuePair.Create(AppraisalResult.UnexpectedEvidence, 1L)], Bench.Core.Refusals.Counts);
        Assert.Equal(AppraisalResult.Accepted, _bench.Attest(_bench.Device));
        Bench.AssertSound();
    }

    [Fact]
    public void Between_the_enrolment_and_its_answer()
    {
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce)))]);
        long entries = Bench.Store.EntryCount;
        Bench.Restart();

        // It is enrolled and fresh: nothing more is asked of it.
        Assert.Empty(Bench.Greet(_bench.Device.Node).EvidenceNonce);
        Bench.KeepNext(_bench.Device.Node);

        Assert.Equal(entries + 1, Bench.Store.EntryCount);
        Assert.Equal(Freshness.Fresh, _bench.LastContext().Freshness);
        Bench.AssertSound();
    }

    [Fact]
    public void Between_the_enrolment_and_the_end_of_its_waiting()
    {
        _bench.Device.Certificates = [];
        _bench.Attest(_bench.Device);
        PendingNode waited = Assert.Single(Bench.Store.PendingNodes());
        byte[] approval = new NodeEnrolment
        {
            Urn = waited.Urn,
            PublicKey = waited.PublicKey,
            Site = "roof",
            AssuranceLevel = 0,
            EnrolledAtMs = Bench.Clock.NowMs,
            ChainId = _bench.State.ChainId,
        }.Sign(Bench.OperatorKey);
        Bench.Store.Append([Entry.Create(EntryKind.NodeEnrolled, approval, new EntryContext { ReceivedAtMs = 0, Source = "operator" }.Encode())]);

        Bench.Restart();

        Assert.Empty(Bench.Store.PendingNodes());
    }

    [Fact]
    public void Between_the_list_of_pending_nodes_and_its_answer()
    {
        _bench.Device.Certificates = [];
        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        Bench.Core.Process([_bench.Evidence(_bench.Device, _bench.Device.Sign(_bench.Device.Claims(nonce)))]);
        Bench.Restart();

        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(_bench.Device));

        Assert.Single(Bench.Store.PendingNodes());
    }

    [Fact]
    public void Between_a_reading_and_its_answer()
    {
        _bench.Attest(_bench.Device);
        byte[] reading = _bench.Device.Node.Next();
        Bench.Process(_bench.Device.Node, reading);
        Bench.Restart();
        Bench.Greet(_bench.Device.Node);

        Assert.Equal(Acknowledgement.Kept, Bench.Answer(Bench.Process(_bench.Device.Node, reading), _bench.Device.Node).Result);

        Assert.Equal(1, Bench.AssertSound().ReadingMessages);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("pending")]
    public void A_disk_that_cannot_be_written_leaves_the_nonce_good(string table)
    {
        if (table == "pending")
        {
            _bench.Device.Certificates = [];
        }

        byte[] nonce = Bench.Greet(_bench.Device.Node).EvidenceNonce;
        byte[] evidence = _bench.Device.Sign(_bench.Device.Claims(nonce));
        Bench.BreakTable(table);
        Assert.Throws<LedgerException>(() => Bench.Core.Process([_bench.Evidence(_bench.Device, evidence)]));
        Assert.False(_bench.State.NodesByUrn.ContainsKey(TestDevice.Urn));

        Bench.MendTable();

        Assert.Equal(table == "pending" ? AppraisalResult.NotApproved : AppraisalResult.Accepted, _bench.Answer(_bench.Device, evidence));
        Bench.AssertSound();
    }

    [Fact]
    public void A_full_list_of_pending_nodes_is_told_and_lets_the_certified_in()
    {
        for (int i = 0; i < PendingNode.MaxKept; i++)
        {
            Bench.Store.WritePending(
                new PendingNode
                {
                    Thumbprint = SHA256.HashData(BitConverter.GetBytes(i)),
                    Urn = $"urn:dev:x:{i}",
                    PublicKey = new byte[64],
                    Boot = 1,
                    FirstMs = i,
                    LastMs = i,
                    Result = (uint)AppraisalResult.UnknownAuthority,
                    ResultName = "x",
                },
                (uint)AppraisalResult.NotApproved);
        }

        using TestDevice stranger = new(_bench.Stranger, new TestNode(AttestedBench.OtherUrn));
        Assert.Equal(AppraisalResult.TooManyPending, _bench.Attest(stranger));
        _bench.Device.Certificates = [];
        Assert.Equal(AppraisalResult.NotApproved, _bench.Attest(_bench.Device));

        Assert.Equal(PendingNode.MaxKept, Bench.Store.PendingNodes().Count);
    }

    [Fact]
    public void A_policy_that_changes_is_adopted_at_the_next_start_and_the_old_attestations_stay_sound()
    {
        _bench.Attest(_bench.Device);
        Bench.KeepNext(_bench.Device.Node);
        AttestedBench.WritePolicy(Bench.Directory, new AttestationPolicy
        {
            Authorities = [_bench.Stranger.Trusted],
            Firmware = [],
            Configurations = [],
            Approval = ApprovalMode.Manual,
            AtMs = 0,
            ChainId = [],
        });
        File.Delete(Path.Combine(Bench.Directory, PolicyFile.TrustFolder, "Workshop.pem"));

        // With a clock that was set back meanwhile.
        Bench.Clock.Advance(-500);
        Bench.Restart();
        Bench.Restart();

        Assert.Equal(2, Bench.Store.ReadRegisterEntries(long.MaxValue).Count(entry => entry.Kind == EntryKind.Policy));
        _bench.Device.Node.Boot = 2;
        Assert.Equal(AppraisalResult.UnknownAuthority, _bench.Attest(_bench.Device));
        Bench.AssertSound();
    }
}
