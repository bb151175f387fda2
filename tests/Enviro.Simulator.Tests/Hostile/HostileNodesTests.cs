using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Simulator.Tests;

/// <summary>Every hostile arrival at a real gateway's core: refused for its reason, with no effect on the ledger or on honest nodes.</summary>
public sealed class HostileNodesTests : IDisposable
{
    private const int Rounds = 6;

    private readonly HostileBench _bench = new HostileBench(hasTpm: false).Filled();
    private readonly SimulationRandom _random = new(23);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_kind_is_refused_for_its_reason_while_nodes_are_active_suspended_and_revoked()
    {
        Dictionary<string, int> made = [];
        Attack(made);
        _bench.Submit(EntryKind.NodeStatus, _bench.StatusOf(_bench.Device.Node, NodeStatus.Revoked));
        Attack(made);
        _bench.Restart();
        Attack(made);

        Assert.Empty(HostileNodes.Kinds.Select(kind => kind.Name).Except(made.Keys));
        Assert.Empty(made.Keys.Except(HostileNodes.Kinds.Select(kind => kind.Name)));
        KeepsAndStaysSound();
    }

    [Fact]
    public void Floods_of_strangers_keep_within_the_limits()
    {
        HostileKind<HostileArrival> flood = HostileNodes.Kinds.Single(kind => kind.Name == "helloFloodOfStrangers");
        IReadOnlyDictionary<AppraisalResult, long> before = _bench.Core.Refusals.Counts;
        int sent = 0;
        while (sent < 600)
        {
            foreach (HostileArrival arrival in flood.Make(View(), _random))
            {
                Take(arrival);
                sent++;
            }
        }

        long refused = _bench.Core.Refusals.Counts[AppraisalResult.TooManyHellos] - before.GetValueOrDefault(AppraisalResult.TooManyHellos);
        Assert.Equal(sent - 256, refused);
        Assert.True(_bench.Core.Sessions <= 256 + 3);
        KeepsAndStaysSound();
    }

    [Fact]
    public void The_flood_of_one_client_ends_with_its_allowance()
    {
        HostileKind<HostileArrival> flood = HostileNodes.Kinds.Single(kind => kind.Name == "helloFloodOfOneClient");
        IReadOnlyList<HostileArrival> arrivals = flood.Make(View(), _random);
        arrivals.ToList().ForEach(Take);
        Assert.Equal(arrivals.Count - 16, _bench.Core.Refusals.Counts[AppraisalResult.TooManyHellos]);
        KeepsAndStaysSound();
    }

    [Fact]
    public void What_was_lost_on_its_way_is_delivered_by_who_brings_a_copy()
    {
        byte[] lost = _bench.A.Next(_bench.Clock.NowMs / 1000);
        HostileArrival copy = new("readingDelivered", Wire.Topics.ReadingOf(_bench.A.Urn), lost, "198.51.100.1:1 thief", [AppraisalResult.Replayed]);
        Assert.Equal("readingDelivered: a reading was kept", Judge(copy));
        Assert.Null(Judge(copy));
    }

    [Fact]
    public void A_wrong_verdict_is_told()
    {
        HostileArrival arrival = new("wrong", "enviro", [], "198.51.100.1:1 thief", [AppraisalResult.BadSignature]);
        Assert.Equal("wrong: refused as WrongTopic, expected BadSignature", Judge(arrival));
        Assert.Equal("wrong: refused as nothing, expected BadSignature", arrival.Judge(_bench.Core.Refusals.Counts, _bench.Core.Refusals.Counts, 0, 0));
        Assert.Null((arrival with { MayPass = true }).Judge(_bench.Core.Refusals.Counts, _bench.Core.Refusals.Counts, 0, 1));
        Assert.Equal("wrong: 2 entries were added", (arrival with { MayPass = true }).Judge(_bench.Core.Refusals.Counts, _bench.Core.Refusals.Counts, 0, 2));
    }

    [Fact]
    public void The_same_seed_makes_the_same_messages()
    {
        HostileView view = View();
        HostileNodes first = new(new SimulationRandom(4));
        HostileNodes second = new(new SimulationRandom(4));
        for (int i = 0; i < 40; i++)
        {
            foreach ((HostileArrival one, HostileArrival other) in first.Make(view).Zip(second.Make(view)))
            {
                Assert.Equal((one.Kind, one.Topic, one.Source), (other.Kind, other.Topic, other.Source));
                Assert.True(!IsDeterministic(one) || one.Payload.AsSpan().SequenceEqual(other.Payload));
            }
        }

        Assert.Equal(first.Made, second.Made);
    }

    /// <summary>The bench's stolen keys sign with the platform's random nonces; everything else comes from the seed.</summary>
    private static bool IsDeterministic(HostileArrival arrival) => StolenKeyArrivals.Kinds.All(kind => kind.Name != arrival.Kind);

    private void Attack(Dictionary<string, int> made)
    {
        List<string> complaints = [];
        foreach (HostileKind<HostileArrival> kind in HostileNodes.Kinds)
        {
            for (int round = 0; round < Rounds; round++)
            {
                // Clients get their allowance back, so that each kind is judged by itself.
                _bench.Wait(120_000);
                foreach (HostileArrival arrival in kind.Make(View(), _random))
                {
                    made[arrival.Kind] = made.GetValueOrDefault(arrival.Kind) + 1;
                    complaints.AddRange(Judge(arrival) is { } wrong ? [wrong] : []);
                }
            }
        }

        Assert.Empty(complaints);
    }

    private void Take(HostileArrival arrival) => Assert.Null(Judge(arrival));

    private string? Judge(HostileArrival arrival)
    {
        IReadOnlyDictionary<AppraisalResult, long> before = _bench.Core.Refusals.Counts;
        long entries = _bench.Store.EntryCount;
        BatchOutcome outcome = _bench.Core.Process([_bench.Arrive(arrival.Topic, arrival.Payload, arrival.Source)]);
        return arrival.Judge(before, _bench.Core.Refusals.Counts, outcome.Kept, _bench.Store.EntryCount - entries);
    }

    private void KeepsAndStaysSound()
    {
        byte[] next = _bench.A.Next(_bench.Clock.NowMs / 1000);
        Assert.Equal(1, _bench.Core.Process([_bench.Arrive(Wire.Topics.ReadingOf(_bench.A.Urn), next, $"10.0.0.1:40000 {_bench.A.Urn}")]).Kept);
        using LedgerStore store = LedgerStore.OpenReadOnly(_bench.Directory);
        Assert.Empty(LedgerVerifier.Verify(store).Findings);
    }

    private HostileView View()
    {
        LedgerState state = LedgerState.Fold(_bench.Store);
        LedgerStore store = _bench.Store;
        TestNode device = _bench.Device.Node;
        return new HostileView
        {
            NowMs = _bench.Clock.NowMs,
            Nodes = [.. state.Nodes.Values.OrderBy(node => node.Urn, StringComparer.Ordinal).Select(node => new HostileTarget(node.Urn, node.Thumbprint, node.Status))],
            Captured = _bench.Captured,
            IsKept = key => store.TryFindReading(key.Node, key.Boot, key.Sequence, out ReadingLocation at) && at.MessageHash.AsSpan().SequenceEqual(key.MessageHash),
            RevokedKey = state.Nodes[device.Thumbprint].Status == NodeStatus.Revoked ? Stolen(device) : null,
            ActiveKey = Stolen(_bench.A),
        };
    }

    private StolenKey Stolen(TestNode node)
    {
        ReadingLocation last = _bench.Store.LastReadingOf(node.Thumbprint)!.Value;
        return new StolenKey(node.Urn, new HostileBench.NodeKey(node), last.Boot, last.Sequence);
    }
}
