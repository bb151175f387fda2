using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class QualityChecksTests
{
    private const uint Range = ReadingQuality.OutOfRange;
    private const uint Rate = ReadingQuality.RateOfChange;
    private const uint Stuck = ReadingQuality.Stuck;

    private readonly QualityChecks _checks = new();
    private long _nowMs;

    [Fact]
    public void The_range_includes_its_ends()
    {
        ReadingLimits limits = new(-4_000, 8_500, 0, 0);
        Assert.Equal([0, 0, 0, Range, Range], Flags(limits, 60_000, -4_000, 0, 8_500, 8_501, -4_001));
    }

    [Fact]
    public void A_change_as_fast_as_allowed_is_not_flagged_and_one_digit_more_is()
    {
        ReadingLimits limits = new(-100_000, 100_000, 100, 0);
        Assert.Equal([0, 0, Rate, 0, Rate], Flags(limits, 60_000, 0, 100, 201, 201, 0));
        Assert.Equal([0, 0, Rate], Flags(new ReadingLimits(-100_000, 100_000, 7, 0), 90_000, "other", 0, 10, 21));
    }

    [Fact]
    public void A_time_below_a_minute_counts_as_one_so_that_noise_is_no_change()
    {
        ReadingLimits limits = new(-100_000, 100_000, 100, 0);
        Assert.Equal([0, 0, Rate], Flags(limits, 1_000, 0, 100, -1));
        Assert.Equal([0, 0], Flags(limits, 0, "other", 0, 100));
    }

    [Fact]
    public void A_long_silence_allows_a_large_change()
    {
        ReadingLimits limits = new(-100_000, 100_000, 10, 0);
        Assert.Equal([0, 0, Rate], Flags(limits, 3_600_000, 0, 600, 1_201));
    }

    [Fact]
    public void A_value_out_of_range_is_no_measure_for_the_next_one()
    {
        ReadingLimits limits = new(0, 1_000, 10, 0);
        Assert.Equal([0, Range | Rate, 0, Rate], Flags(limits, 60_000, 500, 9_999, 510, 800));
    }

    [Fact]
    public void The_first_value_after_a_start_is_compared_with_nothing()
    {
        ReadingLimits limits = new(0, 1_000, 1, 3);
        Assert.Equal([0, Rate], Flags(limits, 60_000, 0, 900));
        QualityChecks restarted = new();
        restarted.Begin(0, true);
        Assert.Equal(0u, restarted.Check("s", new Reading("r", "Cel", 0, 0), limits));
    }

    [Fact]
    public void Equal_values_are_stuck_from_the_stated_one_on_until_the_value_changes()
    {
        ReadingLimits limits = new(0, 1_000, 0, 3);
        Assert.Equal([0, 0, Stuck, Stuck, 0, 0, Stuck], Flags(limits, 60_000, 5, 5, 5, 5, 6, 6, 6));
    }

    [Fact]
    public void Zero_switches_a_check_off_and_no_limits_all_of_them()
    {
        Assert.Equal([0, 0, 0, 0], Flags(new ReadingLimits(long.MinValue, long.MaxValue, 0, 0), 60_000, 0, long.MaxValue, long.MinValue, long.MinValue));
        Assert.Equal([0, 0, 0], Flags(null, 60_000, "other", long.MaxValue, long.MaxValue, long.MinValue));
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, 60_000, Rate)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, 120_000, Rate)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, 120_001, 0)]
    [InlineData(long.MinValue, -1, long.MaxValue, 60_000, 0)]
    [InlineData(long.MinValue, 0, long.MaxValue, 60_000, Rate)]
    [InlineData(0, long.MaxValue, long.MaxValue - 1, 60_000, Rate)]
    [InlineData(0, long.MaxValue, 1, long.MaxValue, Rate)]
    [InlineData(0, long.MaxValue, 60_000, long.MaxValue, 0)]
    [InlineData(long.MaxValue, long.MinValue, long.MaxValue, long.MaxValue, 0)]
    public void Extremes_do_not_overflow(long first, long second, long rate, long elapsedMs, uint expected) =>
        Assert.Equal([0, expected], Flags(new ReadingLimits(long.MinValue, long.MaxValue, rate, 0), elapsedMs, first, second));

    [Fact]
    public void Other_digits_or_another_unit_begin_anew()
    {
        ReadingLimits limits = new(0, 100_000, 1, 2);
        Assert.Equal(0u, Check("s", new Reading("r", "Cel", 500, -1), limits));
        Assert.Equal(0u, Check("s", new Reading("r", "Cel", 5_000, -2), limits));
        Assert.Equal(0u, Check("s", new Reading("r", "K", 5_000, -2), limits));
        Assert.Equal(Stuck, Check("s", new Reading("r", "K", 5_000, -2), limits));
        Assert.Equal(Rate, Check("s", new Reading("r", "K", 5_002, -2), limits));
    }

    [Fact]
    public void Readings_are_told_apart_by_sensor_and_name_in_any_order()
    {
        ReadingLimits limits = new(0, 100_000, 1, 2);
        string[] names = ["temp", "humidity", "pressure"];
        for (int round = 0; round < 3; round++)
        {
            _checks.Begin(round * 60_000L, true);
            foreach (int i in round == 1 ? new[] { 2, 0, 1 } : [1, 2, 0])
            {
                Assert.Equal(round == 0 ? 0 : Stuck, _checks.Check("first", new Reading(names[i], "1", 100 * i, 0), limits));
                Assert.Equal(0u, _checks.Check("second", new Reading(names[i], "1", (1_000 * i) + round, 0), limits));
            }
        }
    }

    [Fact]
    public void A_name_given_twice_at_one_moment_is_checked_for_its_range_the_second_time()
    {
        ReadingLimits limits = new(0, 100, 1, 2);
        for (int round = 0; round < 2; round++)
        {
            _checks.Begin(round * 60_000L, true);
            Assert.Equal(round == 0 ? 0 : Stuck, _checks.Check("s", new Reading("r", "1", 50, 0), limits));
            Assert.Equal(0u, _checks.Check("s", new Reading("r", "1", 90, 0), limits));
            Assert.Equal(Range, _checks.Check("s", new Reading("r", "1", 101, 0), limits));
        }
    }

    [Fact]
    public void What_is_not_kept_changes_nothing()
    {
        ReadingLimits limits = new(0, 1_000, 10, 3);
        Assert.Equal([0, 0], Flags(limits, 60_000, 500, 500));
        for (int i = 0; i < 50; i++)
        {
            _checks.Begin(_nowMs, false);
            Assert.Equal(Stuck, _checks.Check("s", new Reading("r", "Cel", 500, 0), limits));
            Assert.Equal(0u, _checks.Check("s", new Reading("unheard-of-" + i, "Cel", 500, 0), limits));
            _checks.Begin(_nowMs, false);
            Assert.Equal(Rate, _checks.Check("s", new Reading("r", "Cel", 700, 0), limits));
        }

        Assert.Equal([0, Rate], Flags(limits, 60_000, 510, 600));
    }

    [Fact]
    public void The_reading_that_has_not_come_for_longest_is_forgotten_first()
    {
        ReadingLimits limits = new(0, 1_000, 0, 2);
        Reading[] all = [.. Enumerable.Range(0, SenmlPack.MaxReadings + 1).Select(i => new Reading("r" + i, "1", 1, 0))];
        Round(all[..32]);
        Round(all[1..32]);
        Assert.All(Round(all[1..]).Take(31), flags => Assert.Equal(Stuck, flags));
        Assert.Equal(0u, Round([all[0]])[0]);
        Assert.Equal(Stuck, Round([all[0]])[0]);

        uint[] Round(Reading[] readings)
        {
            _checks.Begin(_nowMs += 60_000, true);
            return [.. readings.Select(reading => _checks.Check("s", reading, limits))];
        }
    }

    private uint[] Flags(ReadingLimits? limits, long elapsedMs, params long[] values) => Flags(limits, elapsedMs, "r", values);

    private uint[] Flags(ReadingLimits? limits, long elapsedMs, string name, params long[] values)
    {
        List<uint> flags = [];
        foreach (long value in values)
        {
            _checks.Begin(_nowMs, true);
            flags.Add(_checks.Check("s", new Reading(name, "Cel", value, 0), limits));
            _nowMs = flags.Count == values.Length ? _nowMs : _nowMs + elapsedMs;
        }

        return [.. flags];
    }

    private uint Check(string sensor, Reading reading, ReadingLimits limits)
    {
        _checks.Begin(_nowMs += 60_000, true);
        return _checks.Check(sensor, reading, limits);
    }
}
