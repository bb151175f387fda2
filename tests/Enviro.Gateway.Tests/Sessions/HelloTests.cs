using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

public sealed class HelloTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void No_single_altered_bit_of_a_hello_is_answered()
    {
        byte[] hello = _bench.SideOf(_bench.A).Hello();
        for (int bit = 0; bit < hello.Length * 8; bit++)
        {
            byte[] altered = [.. hello];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Empty(Say(altered, client: $"{bit}").Departures);
        }

        Assert.Equal(hello.Length * 8, _bench.Core.Refusals.Counts.Values.Sum());
        Assert.All(_bench.Core.Refusals.Counts.Keys, result => Assert.True(result is AppraisalResult.Malformed or AppraisalResult.BadSignature, $"{result}"));
        _bench.KeepNext(_bench.A);
    }

    [Fact]
    public void A_hello_under_another_nodes_topic_is_refused_by_both_names()
    {
        Assert.Empty(Say(_bench.SideOf(_bench.A).Hello(), topicNode: _bench.B.Urn).Departures);

        AssertRefused(AppraisalResult.NodeMismatch, _bench.A.Urn, _bench.B.Urn, Convert.ToHexStringLower(_bench.A.Thumbprint));
        _bench.KeepNext(_bench.B);
    }

    [Theory]
    [InlineData("urn:dev:a/b")]
    [InlineData("urn:dev:a_b")]
    [InlineData("urn:x:a")]
    public void A_name_that_is_no_devices_is_malformed(string urn)
    {
        byte[] hello = new NodeSide(_bench.Stranger, () => []).Hello(urn);

        Assert.Empty(Say(hello, topicNode: "urn:dev:ops:32473-c").Departures);

        AssertRefused(AppraisalResult.Malformed);
    }

    [Fact]
    public void A_copy_of_a_hello_does_not_end_the_session_that_its_node_has_since()
    {
        byte[] first = _bench.SideOf(_bench.A).Hello();
        _bench.SideOf(_bench.A).Accept(Assert.Single(Say(first).Departures).Payload);
        _bench.Greet(_bench.A);

        Assert.Empty(Say(first, client: "copy").Departures);

        AssertRefused(AppraisalResult.Replayed);
        _bench.KeepNext(_bench.A);
    }

    [Fact]
    public void A_hello_of_an_earlier_boot_is_a_copy()
    {
        byte[] earlier = new NodeSide(_bench.A, () => []).Hello();
        _bench.A.Boot = 2;
        _bench.A.Sequence = 0;
        _bench.Greet(_bench.A);

        Assert.Empty(Say(earlier, client: "copy").Departures);

        AssertRefused(AppraisalResult.Replayed);
        _bench.KeepNext(_bench.A);
    }

    [Fact]
    public void A_reading_before_the_hello_is_kept_in_silence_and_acknowledged_after_it()
    {
        _bench.KeepNext(_bench.A);
        byte[] message = _bench.A.Next();
        _bench.Store.Dispose();
        using LedgerStore store = LedgerStore.Create(_bench.Directory);
        GatewayCore core = GatewayCore.Start(store, _bench.Keys(), _bench.Options, null, _bench.Clock, SystemRandomSource.Instance, _bench.Log);

        BatchOutcome silent = core.Process([_bench.From(_bench.A, message)]);
        byte[] challenge = Assert.Single(core.Process([new Arrival(Topics.HelloOf(_bench.A.Urn), _bench.SideOf(_bench.A).Hello(), "x", _bench.Clock.NowMs)]).Departures).Payload;
        _bench.SideOf(_bench.A).Accept(challenge);
        BatchOutcome repeated = core.Process([_bench.From(_bench.A, message)]);

        Assert.Equal((1, 0), (silent.Kept, silent.Departures.Count));
        Assert.Equal(Acknowledgement.Kept, _bench.Answer(repeated, _bench.A).Result);
        Assert.Equal(6, store.EntryCount);
    }

    [Fact]
    public void A_hello_and_readings_of_one_batch_are_answered_in_their_order()
    {
        byte[] first = _bench.A.Next();
        byte[] second = _bench.A.Next();
        NodeSide next = new(_bench.A, () => _bench.Keys().Service.PublicKey);
        Arrival hello = new(Topics.HelloOf(_bench.A.Urn), next.Hello(), "127.0.0.1:1 a", _bench.Clock.NowMs);

        BatchOutcome outcome = _bench.Core.Process([_bench.From(_bench.A, first), hello, _bench.From(_bench.A, second)]);

        Assert.Equal(2, outcome.Kept);
        Assert.True(_bench.SideOf(_bench.A).CanOpen(outcome.Departures[0].Payload));
        next.Accept(outcome.Departures[1].Payload);
        Assert.True(next.CanOpen(outcome.Departures[2].Payload));
    }

    [Fact]
    public void One_client_says_hello_so_often_and_no_more_until_time_has_passed()
    {
        int answered = Enumerable.Range(0, 100).Sum(i => Say(_bench.SideOf(_bench.A).Hello(), client: "mad", port: i).Departures.Count);

        Assert.Equal(HelloLimits.ClientBurst, answered);
        Assert.Equal(100 - HelloLimits.ClientBurst, _bench.Core.Refusals.Counts[AppraisalResult.TooManyHellos]);
        _bench.Greet(_bench.A);
        _bench.Clock.Advance(5);
        Assert.Single(Say(_bench.SideOf(_bench.A).Hello(), client: "mad").Departures);
    }

    [Fact]
    public void A_flood_of_new_keys_costs_a_fixed_amount_and_keeps_no_enrolled_node_out()
    {
        int answered = 0;
        for (int i = 0; i < 3000; i++)
        {
            using TestNode node = new($"urn:dev:os:32473-{i}");
            answered += Say(new NodeSide(node, () => []).Hello(), topicNode: node.Urn, client: $"flood {i}").Departures.Count;
            _bench.Clock.Advance(0.01);
        }

        Assert.InRange(answered, HelloLimits.StrangerBurst, 1300);
        Assert.Equal(3000 - answered, _bench.Core.Refusals.Counts[AppraisalResult.TooManyHellos]);
        Assert.InRange(_bench.Core.Sessions, 2, SessionTable.MaxStrangers + 2);
        Assert.Equal(4, _bench.Store.EntryCount);
        _bench.Greet(_bench.B);
        _bench.KeepNext(_bench.A);
        _bench.KeepNext(_bench.B);
    }

    [Fact]
    public void Sessions_of_strangers_make_way_and_those_of_enrolled_nodes_do_not()
    {
        SessionTable table = new();
        byte[] enrolled = Open(table, -1, isStranger: false);
        byte[] adopted = Open(table, -2, isStranger: true);
        table.Adopt(adopted);
        byte[] first = Open(table, 0, isStranger: true);
        for (int i = 1; i <= SessionTable.MaxStrangers; i++)
        {
            Open(table, i, isStranger: true);
        }

        Assert.Equal(SessionTable.MaxStrangers + 2, table.Count);
        Assert.Null(table.Find(first));
        Assert.NotNull(table.Find(enrolled));
        Assert.NotNull(table.Find(adopted));
        table.Close(enrolled);
        Assert.Null(table.Find(enrolled));
    }

    [Fact]
    public void A_node_is_told_how_often_to_sample_where_the_configuration_says()
    {
        _bench.Options.SampleIntervalS = 300;
        NodeSide side = _bench.SideOf(_bench.A);

        IReadOnlyList<Departure> departures = Say(side.Hello()).Departures;

        side.Accept(departures[0].Payload);
        DownlinkMessage told = side.Open(departures[1].Payload);
        Assert.Equal((DownlinkKind.Configuration, 300), (told.Kind, NodeConfiguration.Parse(told.Body).SampleIntervalS));
    }

    [Fact]
    public void A_node_without_a_policy_is_asked_for_no_evidence() => Assert.Empty(_bench.Greet(_bench.A).EvidenceNonce);

    [Fact]
    public void A_run_can_be_repeated_from_a_seed()
    {
        byte[] hello = _bench.SideOf(_bench.Stranger).Hello();
        Challenge[] challenges = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            _bench.Store.Dispose();
            using LedgerStore store = LedgerStore.Create(_bench.Directory);
            GatewayCore core = GatewayCore.Start(store, _bench.Keys(), _bench.Options, null, _bench.Clock, new Seeded(7), _bench.Log);
            return Challenge.Parse(core.Process([new Arrival(Topics.HelloOf(_bench.Stranger.Urn), hello, "x", _bench.Clock.NowMs)]).Departures[0].Payload);
        })];

        Assert.Equal(challenges[0].Envelope.Payload, challenges[1].Envelope.Payload);
        Assert.Equal(32, challenges[0].EvidenceNonce.Length);
    }

    private static byte[] Open(SessionTable table, int number, bool isStranger)
    {
        byte[] thumbprint = SHA256.HashData(BitConverter.GetBytes(number));
        table.Open(new NodeSession("urn:dev:x", new byte[64], thumbprint, 1, DownlinkSession.Derive(new byte[32], new byte[32], [])), new byte[32], isStranger);
        return thumbprint;
    }

    private BatchOutcome Say(byte[] hello, string? topicNode = null, string client = "client", int port = 1) =>
        _bench.Core.Process([new Arrival(Topics.HelloOf(topicNode ?? _bench.A.Urn), hello, $"127.0.0.1:{port} {client}", _bench.Clock.NowMs)]);

    private void AssertRefused(AppraisalResult expected, params string[] named)
    {
        Assert.Equal([KeyValuePair.Create(expected, 1L)], _bench.Core.Refusals.Counts);
        _bench.Core.Refusals.Flush(_bench.Store);
        string detail = Assert.Single(_bench.Store.LastRefusals(10)).Detail;
        Assert.All(named, text => Assert.Contains(text, detail, StringComparison.Ordinal));
    }

    private sealed class Seeded(int seed) : IRandomSource
    {
        private readonly Random _random = new(seed);

        public void Fill(Span<byte> buffer) => _random.NextBytes(buffer);
    }
}
