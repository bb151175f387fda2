using CsCheck;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class EntryContextTests
{
    private static readonly Gen<EntryContext> Contexts = Gen.Select(
        Gen.Long[0, long.MaxValue], Gen.String[0, 42], Gen.UInt, Gen.UInt, Gen.UInt[0, 2], Gen.UInt, Gen.Int[0, 2],
        (at, source, result, missing, level, continuity, freshness) => new EntryContext
        {
            ReceivedAtMs = at,
            Source = source,
            Result = result,
            Missing = missing,
            AssuranceLevel = level,
            Continuity = continuity,
            Freshness = (Freshness)freshness,
        });

    [Fact]
    public void A_context_survives_encoding() => Contexts.Where(context => !context.Source.Any(char.IsSurrogate)).Sample(
        context =>
        {
            EntryContext parsed = EntryContext.Parse(context.Encode());
            Assert.Equal(context.ReceivedAtMs, parsed.ReceivedAtMs);
            Assert.Equal(context.Source, parsed.Source);
            Assert.Equal(context.Result, parsed.Result);
            Assert.Equal(context.Missing, parsed.Missing);
            Assert.Equal(context.AssuranceLevel, parsed.AssuranceLevel);
            Assert.Equal(context.Continuity, parsed.Continuity);
            Assert.Equal(context.Freshness, parsed.Freshness);
        },
        iter: 500);

    [Fact]
    public void The_largest_context_has_its_limit_of_bytes()
    {
        EntryContext largest = new()
        {
            ReceivedAtMs = long.MaxValue,
            Source = new string('x', EntryContext.MaxSourceLength),
            Result = uint.MaxValue,
            Missing = uint.MaxValue,
            AssuranceLevel = EntryContext.MaxAssuranceLevel,
            Continuity = uint.MaxValue,
            Freshness = Freshness.Fresh,
        };
        Assert.InRange(largest.Encode().Length, 1, EntryContext.MaxLength);
        Assert.Equal(largest.Source, EntryContext.Parse(largest.Encode()).Source);
    }

    [Fact]
    public void Members_above_their_limits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryContext { ReceivedAtMs = 0, Source = new string('x', 129) }.Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryContext { ReceivedAtMs = 0, Source = new string('é', 65) }.Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryContext { ReceivedAtMs = -1, Source = "" }.Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryContext { ReceivedAtMs = 0, Source = "", AssuranceLevel = 3 }.Encode());
    }

    [Fact]
    public void A_context_of_a_ledger_from_before_there_was_attestation_says_never()
    {
        byte[] encoded = new EntryContext { ReceivedAtMs = 5, Source = "x", AssuranceLevel = 1 }.Encode();
        Assert.Equal(0xA6, encoded[0]);
        Assert.Equal(Freshness.Never, EntryContext.Parse(encoded).Freshness);
        Assert.Throws<WireFormatException>(() => EntryContext.Parse([0xA7, .. encoded[1..], 7, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryContext { ReceivedAtMs = 5, Source = "", Freshness = (Freshness)3 }.Encode());
    }

    [Theory]
    [InlineData(Freshness.Never)]
    [InlineData(Freshness.Stale)]
    public void A_context_withstands_hostile_bytes(Freshness freshness) => HostileBytes.AssertWithstood(
        new EntryContext
        {
            ReceivedAtMs = 1_700_000_000_000,
            Source = "127.0.0.1:51234",
            Result = 300,
            Missing = 70000,
            AssuranceLevel = 1,
            Freshness = freshness,
        }.Encode(),
        encoded => EntryContext.Parse(encoded).Encode());
}
