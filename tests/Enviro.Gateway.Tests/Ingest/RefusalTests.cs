using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>Every bad input has a name, is counted and listed under it, and costs honest nodes nothing.</summary>
public sealed class RefusalTests : IDisposable
{
    private const long YearS = 365L * 24 * 3600;

    private readonly Bench _bench = new();

    public static TheoryData<string, AppraisalResult, bool> BadInputs => new()
    {
        { "empty", AppraisalResult.Malformed, false },
        { "garbage", AppraisalResult.Malformed, false },
        { "truncated", AppraisalResult.Malformed, false },
        { "one byte more", AppraisalResult.Malformed, false },
        { "quality of a reading that is not there", AppraisalResult.Malformed, false },
        { "oversized", AppraisalResult.Oversized, false },
        { "topic: empty", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/down/session", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/down/challenge", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/up/hello/x", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/up/hello", AppraisalResult.Malformed, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/up/evidence", AppraisalResult.Malformed, false },
        { "topic: enviro/v2/urn:dev:ops:32473-a/up/reading", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1//up/reading", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/a/b/up/reading", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/up/reading", AppraisalResult.WrongTopic, false },
        { "topic: enviro/v1/urn:dev:ops:32473-a/up/reading/x", AppraisalResult.WrongTopic, false },
        { "unknown node", AppraisalResult.UnknownAttester, false },
        { "forged", AppraisalResult.BadSignature, false },
        { "signature altered", AppraisalResult.BadSignature, false },
        { "value altered", AppraisalResult.BadSignature, false },
        { "under another topic", AppraisalResult.NodeMismatch, false },
        { "in another name", AppraisalResult.NodeMismatch, true },
        { "sequence repeated", AppraisalResult.SequenceRepeated, true },
        { "reordered", AppraisalResult.OutOfOrder, true },
        { "earlier boot", AppraisalResult.OutOfOrder, true },
        { "broken chain", AppraisalResult.BrokenChain, true },
        { "years ahead", AppraisalResult.ClockOutOfRange, true },
        { "years behind", AppraisalResult.ClockOutOfRange, true },
    };

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void A_bad_input_is_refused_by_its_name_and_harms_nobody(string input, AppraisalResult expected, bool isAuthentic)
    {
        _bench.A.Boot = 2;
        _bench.KeepNext(_bench.A);
        _bench.A.Sequence = 5;
        _bench.KeepNext(_bench.A);
        _bench.KeepNext(_bench.B);
        Arrival bad = Bad(input);

        BatchOutcome outcome = _bench.Core.Process([bad]);

        Assert.Equal((0, 1), (outcome.Kept, outcome.Refused));
        Assert.Equal([KeyValuePair.Create(expected, 1L)], _bench.Core.Refusals.Counts);
        if (isAuthentic)
        {
            Acknowledgement answer = _bench.Answer(outcome, _bench.A);
            Assert.Equal((uint)expected, answer.Result);
            Assert.Equal(SHA256.HashData(bad.Payload), answer.MessageHash);
        }
        else
        {
            Assert.Empty(outcome.Departures);
        }

        _bench.Core.Refusals.Flush(_bench.Store);
        Refusal listed = Assert.Single(_bench.Store.LastRefusals(10));
        Assert.Equal((expected.ToString(), (uint)expected, bad.Source, bad.Topic), (listed.ResultName, listed.Result, listed.Source, listed.Topic));
        Assert.Equal([KeyValuePair.Create(expected.ToString(), 1L)], _bench.Store.RefusalCounts());
        _bench.KeepNext(_bench.A);
        _bench.KeepNext(_bench.B);
        Assert.True(_bench.Core.Sealer.Seal());
        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void No_single_altered_bit_is_kept_or_answered()
    {
        byte[] message = _bench.A.Next();
        List<Arrival> altered = [];
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] copy = [.. message];
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            altered.Add(_bench.From(_bench.A, copy));
        }

        BatchOutcome outcome = _bench.Core.Process(altered);

        Assert.Equal((0, altered.Count), (outcome.Kept, outcome.Refused));
        Assert.Empty(outcome.Departures);
        Assert.Equal(altered.Count, _bench.Core.Refusals.Counts.Values.Sum());
        Assert.Equal(1, _bench.Process(_bench.A, message).Kept);
    }

    [Fact]
    public void Bad_inputs_among_good_ones_in_one_batch_cost_the_good_ones_nothing()
    {
        List<Arrival> batch = [];
        for (int i = 0; i < 20; i++)
        {
            batch.Add(_bench.From(_bench.A, _bench.A.Next()));
            batch.Add(_bench.From(_bench.A, [1, 2, 3]));
            batch.Add(_bench.From(_bench.B, _bench.B.Next()));
            batch.Add(_bench.From(_bench.A, _bench.Stranger.Next()));
        }

        BatchOutcome outcome = _bench.Core.Process(batch);

        Assert.Equal((40, 40, 40), (outcome.Kept, outcome.Refused, outcome.Departures.Count));
        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_flood_is_counted_in_full_and_kept_in_part()
    {
        int linesBefore = _bench.Log.Lines.Count;
        for (int i = 0; i < 10_000; i++)
        {
            _bench.Core.Refusals.Add(new RefusedArrival(AppraisalResult.Malformed, $"source {i}", "topic", "detail", i));
        }

        Assert.Equal(10_000, _bench.Core.Refusals.Counts[AppraisalResult.Malformed]);
        Assert.InRange(_bench.Log.Lines.Count - linesBefore, 1, 40);
        _bench.Core.Refusals.Flush(_bench.Store);
        Assert.False(_bench.Core.Refusals.HasPending);
        IReadOnlyList<Refusal> listed = _bench.Store.LastRefusals(10_000);
        Assert.Equal(RefusalLog.MaxPending, listed.Count);
        Assert.Equal("source 9999", listed[0].Source);
        Assert.Equal(10_000, _bench.Store.RefusalCounts()["Malformed"]);
    }

    [Fact]
    public void Noise_pushes_no_security_event_out_of_the_log()
    {
        foreach (string detail in (string[])["first", "second"])
        {
            _bench.Core.Refusals.Add(new RefusedArrival(AppraisalResult.ClonedIdentity, "source", "topic", detail, 1));
        }

        for (int i = 0; i < Refusal.MaxKept + 500; i++)
        {
            _bench.Core.Refusals.Add(new RefusedArrival(AppraisalResult.Malformed, "source", "topic", "noise", 2));
            if (i % 200 == 0)
            {
                _bench.Core.Refusals.Flush(_bench.Store);
            }
        }

        _bench.Core.Refusals.Flush(_bench.Store);
        Assert.Equal(["second", "first"], _bench.Store.SecurityLog(10).Select(listed => listed.Detail));
        Assert.Equal(Refusal.MaxKept + 2, _bench.Store.LastRefusals(100_000).Count);
    }

    [Fact]
    public void Refusals_that_cannot_be_written_wait()
    {
        _bench.Process(_bench.A, [0]);
        _bench.BreakTable("refusals");

        Assert.Throws<LedgerException>(() => _bench.Core.Refusals.Flush(_bench.Store));
        Assert.True(_bench.Core.Refusals.HasPending);

        _bench.MendTable();
        _bench.Core.Refusals.Flush(_bench.Store);
        Assert.Single(_bench.Store.LastRefusals(10));
        Assert.Equal(1, _bench.Store.RefusalCounts()["Malformed"]);
    }

    [Fact]
    public void Refusals_from_many_threads_are_all_counted()
    {
        Parallel.For(0, 2000, i => _bench.Core.Refusals.Add(new RefusedArrival((AppraisalResult)(1 + (i % 4)), "source", "", "", i)));

        Assert.Equal([500, 500, 500, 500], _bench.Core.Refusals.Counts.Values);
    }

    [Theory]
    [InlineData("\u001b[31m\r\nCritical: forged\u0000")]
    [InlineData("\U0001F600\u00e4\ud800")]
    public void Text_from_outside_forges_no_lines(string text)
    {
        _bench.Core.Process([new Arrival(text, [], text, 0)]);
        _bench.Core.Refusals.Flush(_bench.Store);

        Refusal refusal = Assert.Single(_bench.Store.LastRefusals(1));
        Assert.All(refusal.Source + refusal.Topic, letter => Assert.InRange(letter, ' ', '~'));
        Assert.DoesNotContain(_bench.Log.Lines, line => line.Contains('\u001b', StringComparison.Ordinal) || line.Contains('\n', StringComparison.Ordinal));
    }

    private Arrival Bad(string input)
    {
        TestNode a = _bench.A;
        byte[] next = a.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS + 600);
        byte[] message = input switch
        {
            "empty" => [],
            "garbage" => RandomNumberGenerator.GetBytes(300),
            "truncated" => next[..^1],
            "one byte more" => [.. next, 0],
            "quality of a reading that is not there" => a.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS + 600, quality: StuckAt(1)),
            "oversized" => [.. next, .. new byte[8000]],
            "unknown node" => _bench.Stranger.Next(),
            "forged" => _bench.Stranger.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS, a.Urn, keyId: a.Thumbprint),
            "signature altered" => Altered(next, next.Length - 1),
            "value altered" => Altered(next, next.AsSpan().IndexOf("ug/m3"u8)),
            "under another topic" => _bench.B.Sign(1, 1, _bench.B.Previous, TestNode.StartS),
            "in another name" => a.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS, _bench.B.Urn),
            "sequence repeated" => a.Sign(a.Boot, a.Sequence - 1, a.Previous, TestNode.StartS, mantissa: 999),
            "reordered" => a.Sign(a.Boot, a.Sequence - 2, a.Previous, TestNode.StartS),
            "earlier boot" => a.Sign(a.Boot - 1, 100, a.Previous, TestNode.StartS),
            "broken chain" => a.Sign(a.Boot, a.Sequence, SHA256.HashData([1]), TestNode.StartS),
            "years ahead" => a.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS + (2 * YearS)),
            "years behind" => a.Sign(a.Boot, a.Sequence, a.Previous, TestNode.StartS - (2 * YearS)),
            _ => next,
        };
        string topic = input switch
        {
            "topic: empty" => "",
            _ when input.StartsWith("topic: ", StringComparison.Ordinal) => input["topic: ".Length..],
            _ => Topics.ReadingOf(a.Urn),
        };
        return new Arrival(topic, message, "127.0.0.1:666 evil", _bench.Clock.NowMs);
    }

    private static ReadingQuality StuckAt(int place)
    {
        ReadingQuality quality = new();
        quality.Flag(place, ReadingQuality.Stuck);
        return quality;
    }

    private static byte[] Altered(byte[] message, int at)
    {
        byte[] altered = [.. message];
        altered[at] ^= 1;
        return altered;
    }
}
