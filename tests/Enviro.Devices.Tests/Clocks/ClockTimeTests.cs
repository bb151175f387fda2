namespace Enviro.Devices.Tests;

public sealed class ClockTimeTests
{
    [Fact]
    public void Every_day_of_the_century_is_the_calendars()
    {
        for (DateTime day = new(2000, 1, 1, 23, 59, 58, DateTimeKind.Utc); day.Year < 2100; day = day.AddDays(1))
        {
            long seconds = new DateTimeOffset(day).ToUnixTimeSeconds();
            ClockTime time = ClockTime.Of(seconds);
            Assert.Equal(
                (day.Year - 2000, day.Month, day.Day, day.Hour, day.Minute, day.Second, (int)day.DayOfWeek),
                (time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second, time.Weekday));
            Assert.True(time.TryGetUnixSeconds(out long back));
            Assert.Equal(seconds, back);
        }
    }

    [Theory]
    [InlineData(1)]
    public void Any_second_goes_there_and_back(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 50_000; i++)
        {
            long seconds = random.NextInt64(ClockTime.Earliest, ClockTime.Latest + 1);
            Assert.True(ClockTime.Of(seconds).TryGetUnixSeconds(out long back) && back == seconds, $"seed {seed}: {seconds}");
        }
    }

    [Theory]
    [InlineData(0, 2, 29, 0, true)]
    [InlineData(24, 2, 29, 0, true)]
    [InlineData(25, 2, 29, 0, false)]
    [InlineData(99, 12, 31, 23, true)]
    [InlineData(26, 4, 31, 0, false)]
    [InlineData(26, 0, 1, 0, false)]
    [InlineData(26, 13, 1, 0, false)]
    [InlineData(26, 1, 0, 0, false)]
    [InlineData(26, 1, 1, 24, false)]
    [InlineData(-1, 1, 1, 0, false)]
    [InlineData(100, 1, 1, 0, false)]
    public void A_date_that_does_not_exist_is_none(int year, int month, int day, int hour, bool exists)
    {
        ClockTime time = new() { Year = year, Month = month, Day = day, Hour = hour };

        Assert.Equal(exists, time.TryGetUnixSeconds(out _));
    }

    [Fact]
    public void Digits_are_binary_coded_decimals()
    {
        for (int number = 0; number < 100; number++)
        {
            Assert.Equal(number, ClockTime.FromBcd(ClockTime.ToBcd(number)));
        }

        Assert.Equal(0x59, ClockTime.ToBcd(59));
        Assert.Equal(-1, ClockTime.FromBcd(0x5A));
        Assert.Equal(-1, ClockTime.FromBcd(0xA5));
    }

    [Theory]
    [InlineData(946_684_800_000, 946_684_800)]
    [InlineData(1_790_000_000_499, 1_790_000_000)]
    [InlineData(1_790_000_000_500, 1_790_000_001)]
    [InlineData(4_102_444_799_000, 4_102_444_799)]
    public void Milliseconds_are_rounded_to_the_nearest_second(long unixMs, long expected)
    {
        Assert.True(ClockTime.TryRound(unixMs, out long seconds));
        Assert.Equal(expected, seconds);
    }

    [Theory]
    [InlineData(946_684_799_999)]
    [InlineData(4_102_444_799_001)]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Outside_the_century_there_is_no_time(long unixMs) => Assert.False(ClockTime.TryRound(unixMs, out _));
}
