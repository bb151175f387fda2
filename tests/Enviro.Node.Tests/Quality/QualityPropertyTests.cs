using CsCheck;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>The checks against a model that is obviously right; CsCheck prints the seed of what fails.</summary>
public sealed class QualityPropertyTests
{
    private static readonly long[] Extremes = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];

    private static readonly Gen<long> Value = Gen.OneOf(
        Gen.Long[-3, 3], Gen.Long[-1_000, 1_000], Gen.Long, Gen.Int[0, 6].Select(i => Extremes[i]));

    private static readonly Gen<ReadingLimits> Limits = Gen.Select(
        Value, Value, Gen.OneOf(Gen.Long[0, 100], Gen.Long[0, long.MaxValue]), Gen.Int[0, 5],
        (first, second, rate, stuck) => new ReadingLimits(Math.Min(first, second), Math.Max(first, second), rate, stuck));

    private static readonly Gen<long> Elapsed = Gen.OneOf(Gen.Long[0, 120_000], Gen.Long[0, 86_400_000], Gen.Long[0, long.MaxValue / 64]);

    [Fact]
    public void The_checks_find_what_the_model_finds()
    {
        // Three sensors of ten names: what comes never exceeds what is remembered, in whatever order it comes.
        Gen<(int Sensor, int Name, long Value, int Exponent)[]> round =
            Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Value, Gen.Int[-1, 0]).Array[0, SenmlPack.MaxReadings];
        Gen.Select(Limits.Array[10], Gen.Select(Elapsed, Gen.Int[0, 3], round).Array[1, 24]).Sample(
            (limits, rounds) =>
            {
                QualityChecks checks = new();
                NaiveChecks model = new();
                long nowMs = 0;
                foreach ((long elapsed, int kept, (int Sensor, int Name, long Value, int Exponent)[] readings) in rounds)
                {
                    nowMs += elapsed;
                    checks.Begin(nowMs, kept > 0);
                    model.Begin(nowMs, kept > 0);
                    foreach ((int sensor, int name, long value, int exponent) in readings)
                    {
                        Reading reading = new("reading-" + name, "Cel", value, exponent);
                        Assert.Equal(model.Check("s" + sensor, reading, limits[name]), checks.Check("s" + sensor, reading, limits[name]));
                    }
                }
            },
            iter: 4_000);
    }

    [Fact]
    public void More_names_than_are_remembered_lose_checks_and_invent_none()
    {
        Gen<int[]> order = Gen.Int[0, 79].Array[SenmlPack.MaxReadings];
        Gen.Select(Limits, Gen.Select(order, Gen.Long[0, 5]).Array[1, 40]).Sample(
            (limits, rounds) =>
            {
                QualityChecks checks = new();
                NaiveChecks model = new();
                for (int i = 0; i < rounds.Length; i++)
                {
                    checks.Begin(i * 60_000L, true);
                    model.Begin(i * 60_000L, true);
                    foreach (int name in rounds[i].Item1.Distinct())
                    {
                        Reading reading = new("reading-" + name, "Cel", rounds[i].Item2, 0);
                        uint found = checks.Check("s", reading, limits);
                        uint expected = model.Check("s", reading, limits);
                        Assert.Equal(found, found & expected);
                        Assert.Equal(expected & ReadingQuality.OutOfRange, found & ReadingQuality.OutOfRange);
                    }
                }
            },
            iter: 1_000);
    }
}
