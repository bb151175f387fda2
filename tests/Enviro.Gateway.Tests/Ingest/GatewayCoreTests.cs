using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

public sealed class GatewayCoreTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Honest_messages_are_kept_acknowledged_sealed_and_sound()
    {
        for (int i = 0; i < 5; i++)
        {
            _bench.KeepNext(_bench.A);
            _bench.KeepNext(_bench.B);
        }

        Assert.True(_bench.Core.Sealer.Seal());
        VerificationReport report = _bench.AssertSound();

        Assert.Equal((14, 10, 1, 0, 0), (report.Entries, report.ReadingMessages, report.Blocks, report.Unsealed, report.MissingMessages));
        Assert.Equal(10, _bench.Core.Kept);
        Assert.Empty(_bench.Core.Refusals.Counts);
    }

    [Fact]
    public void An_acknowledgement_is_the_nodes_and_nobody_elses()
    {
        Departure departure = Assert.Single(_bench.Process(_bench.A, _bench.A.Next()).Departures);

        Assert.False(_bench.SideOf(_bench.B).CanOpen(departure.Payload));
        DownlinkMessage opened = _bench.SideOf(_bench.A).Open(departure.Payload);
        Assert.Equal((DownlinkKind.Acknowledgement, _bench.Clock.NowMs, 1ul), (opened.Kind, opened.TimeMs, opened.Counter));
    }

    [Fact]
    public void An_entry_keeps_the_message_as_received_and_says_where_it_came_from()
    {
        byte[] message = _bench.KeepNext(_bench.A);

        StoredEntry entry = _bench.Store.ReadEntry(4)!;
        EntryContext context = EntryContext.Parse(entry.Context!);

        Assert.Equal(message, entry.Message);
        Assert.Equal(("127.0.0.1:50000 test", _bench.Clock.NowMs, 1u), (context.Source, context.ReceivedAtMs, context.AssuranceLevel));
        Assert.Equal(((uint)AppraisalResult.Accepted, (uint)Continuity.First), (context.Result, context.Continuity));
    }

    [Fact]
    public void A_message_without_a_clock_is_kept()
    {
        Assert.Equal(1, _bench.Process(_bench.A, _bench.A.Next(timeS: null)).Kept);
        Assert.True(_bench.Core.Sealer.Seal());
        _bench.AssertSound();
    }

    [Fact]
    public void A_replay_is_acknowledged_again_and_not_kept_twice()
    {
        byte[] first = _bench.KeepNext(_bench.A);
        byte[] second = _bench.KeepNext(_bench.A);

        AssertReplayed(first);
        AssertReplayed(second);
        _bench.Restart();
        AssertReplayed(second);
        AssertReplayed(first);
        _bench.KeepNext(_bench.A);
        AssertReplayed(second);

        Assert.Equal(7, _bench.Store.EntryCount);
        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_replay_within_a_batch_is_acknowledged_each_time()
    {
        byte[] first = _bench.A.Next();
        byte[] second = _bench.A.Next();

        BatchOutcome outcome = _bench.Core.Process([.. ((byte[][])[first, first, second, first, second]).Select(message => _bench.From(_bench.A, message))]);

        Assert.Equal((2, 3, 5), (outcome.Kept, outcome.Refused, outcome.Departures.Count));
        Assert.Equal(3, _bench.Core.Refusals.Counts[AppraisalResult.Replayed]);
        Assert.All(outcome.Departures, departure =>
            Assert.Equal(Acknowledgement.Kept, Acknowledgement.Parse(_bench.SideOf(_bench.A).Open(departure.Payload).Body).Result));
    }

    [Fact]
    public void A_repeated_number_within_a_batch_is_told_from_a_replay()
    {
        byte[] first = _bench.A.Sign(1, 0, new byte[32], TestNode.StartS);
        byte[] other = _bench.A.Sign(1, 0, new byte[32], TestNode.StartS, mantissa: 1);

        _bench.Core.Process([_bench.From(_bench.A, first), _bench.From(_bench.A, other)]);

        Assert.Equal([KeyValuePair.Create(AppraisalResult.SequenceRepeated, 1L)], _bench.Core.Refusals.Counts);
    }

    [Fact]
    public void A_gap_is_kept_and_noted()
    {
        _bench.KeepNext(_bench.A);
        _bench.A.Next();
        _bench.A.Next();
        _bench.KeepNext(_bench.A);

        EntryContext context = EntryContext.Parse(_bench.Store.ReadEntry(5)!.Context!);

        Assert.Equal(((uint)Continuity.Gap, 2u), (context.Continuity, context.Missing));
        Assert.Equal(2, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_reboot_goes_on_with_the_chain()
    {
        _bench.KeepNext(_bench.A);
        _bench.A.Boot = 2;
        _bench.A.Sequence = 0;
        _bench.KeepNext(_bench.A);
        _bench.Restart();
        _bench.KeepNext(_bench.A);

        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void Nothing_is_acknowledged_when_the_journal_cannot_be_written()
    {
        _bench.KeepNext(_bench.A);
        Arrival[] batch = [_bench.From(_bench.A, _bench.A.Next()), _bench.From(_bench.B, _bench.B.Next()), _bench.From(_bench.A, _bench.A.Next())];
        _bench.BreakTable("entries");

        LedgerException failure = Assert.Throws<LedgerException>(() => _bench.Core.Process(batch));

        Assert.False(failure.IsFatal);
        Assert.Equal((5, 1), (_bench.Store.EntryCount, _bench.Core.Kept));
        _bench.MendTable();
        BatchOutcome outcome = _bench.Core.Process(batch);
        Assert.Equal((3, 0, 3), (outcome.Kept, outcome.Refused, outcome.Departures.Count));
        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_batch_that_fails_half_way_leaves_nothing()
    {
        Arrival[] batch = [_bench.From(_bench.A, _bench.A.Next()), _bench.From(_bench.B, _bench.B.Next())];
        _bench.BreakTable("readings WHEN NEW.idx = 5");

        Assert.Throws<LedgerException>(() => _bench.Core.Process(batch));

        Assert.Equal(4, _bench.Store.EntryCount);
        _bench.MendTable();
        _bench.Restart();
        Assert.Equal(2, _bench.Core.Process(batch).Kept);
        _bench.AssertSound();
    }

    [Fact]
    public void A_source_of_any_text_is_kept_within_its_limit()
    {
        string source = "127.0.0.1:50000 " + new string('\u4e2d', 200) + "\ud83d\n";

        Assert.Equal(1, _bench.Core.Process([_bench.From(_bench.A, _bench.A.Next()) with { Source = source }]).Kept);

        string kept = EntryContext.Parse(_bench.Store.ReadEntry(4)!.Context!).Source;
        Assert.StartsWith("127.0.0.1:50000 ?", kept, StringComparison.Ordinal);
        Assert.Equal(EntryContext.MaxSourceLength, kept.Length);
    }

    [Fact]
    public void Random_alterations_are_never_kept_and_never_thrown()
    {
        Random random = new(20_261_122);
        byte[] message = _bench.A.Next();
        for (int i = 0; i < 2000; i++)
        {
            byte[] altered = [.. message];
            for (int flips = random.Next(1, 9); flips > 0; flips--)
            {
                altered[random.Next(altered.Length)] ^= (byte)random.Next(1, 256);
            }

            altered = random.Next(4) == 0 ? altered[..random.Next(altered.Length)] : altered;
            bool same = altered.AsSpan().SequenceEqual(message);
            Assert.True(same || _bench.Process(_bench.A, altered).Kept == 0, $"alteration {i}");
        }

        Assert.Equal(1, _bench.Process(_bench.A, message).Kept);
    }

    private void AssertReplayed(byte[] message)
    {
        long before = _bench.Core.Refusals.Counts.GetValueOrDefault(AppraisalResult.Replayed);
        Acknowledgement answer = _bench.Answer(_bench.Process(_bench.A, message), _bench.A);
        Assert.Equal(Acknowledgement.Kept, answer.Result);
        Assert.Equal(SHA256.HashData(message), answer.MessageHash);
        Assert.Equal(before + 1, _bench.Core.Refusals.Counts[AppraisalResult.Replayed]);
    }
}
