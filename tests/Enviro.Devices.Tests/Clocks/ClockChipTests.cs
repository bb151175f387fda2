using Enviro.Devices.Ds3231;
using Enviro.Devices.Pcf8563;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>What holds for both clock chips.</summary>
public sealed class ClockChipTests
{
    private const long Now = 1_790_000_000_000;

    private readonly VirtualClock _true = new() { UnixMs = Now };

    public static TheoryData<bool, BusFault> ChipsAndFaults()
    {
        TheoryData<bool, BusFault> rows = [];
        foreach (BusFault fault in Enum.GetValues<BusFault>().Where(fault => fault is not BusFault.None and not BusFault.Stall))
        {
            rows.Add(false, fault);
            rows.Add(true, fault);
        }

        return rows;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chip_that_was_never_set_does_not_know_the_time(bool isDs3231)
    {
        (ClockChip clock, _, _) = Make(isDs3231);

        Assert.False(clock.TryRead(out long unixMs));
        Assert.Equal(0, unixMs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Once_set_it_counts_over_a_power_cut(bool isDs3231)
    {
        (ClockChip clock, SimulatedClockChip chip, _) = Make(isDs3231);
        Assert.True(clock.TryWrite(Now));
        _true.UnixMs += 3_600_000;
        chip.CutPower();
        _true.UnixMs += 86_400_000;

        Assert.True(clock.TryRead(out long unixMs));
        Assert.Equal(Now + 3_600_000 + 86_400_000, unixMs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_its_battery_a_power_cut_makes_the_time_unknown(bool isDs3231)
    {
        (ClockChip clock, SimulatedClockChip chip, _) = Make(isDs3231);
        Assert.True(clock.TryWrite(Now));
        chip.HasBattery = false;
        chip.CutPower();

        Assert.False(clock.TryRead(out _));
        Assert.True(clock.TryWrite(Now));
        Assert.True(clock.TryRead(out long unixMs));
        Assert.Equal(Now, unixMs);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Any_time_of_the_century_is_given_back(bool isDs3231, int seed)
    {
        (ClockChip clock, _, _) = Make(isDs3231);
        Random random = new(seed);
        long[] edges = [946_684_800, 951_782_399, 951_782_400, 951_868_799, 951_868_800, 4_102_444_799, 1_709_164_799, 1_709_164_800, 1_709_251_200];
        for (int i = 0; i < 500; i++)
        {
            long seconds = i < edges.Length ? edges[i] : random.NextInt64(946_684_800, 4_102_444_800);
            string where = $"seed {seed}: {seconds}";
            Assert.True(clock.TryWrite(seconds * 1000), where);
            Assert.True(clock.TryRead(out long unixMs), where);
            Assert.True(unixMs == seconds * 1000, where);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leap_days_come_by_themselves_and_a_time_outside_the_century_is_not_taken(bool isDs3231)
    {
        (ClockChip clock, _, _) = Make(isDs3231);
        long beforeLeapDay = new DateTimeOffset(2028, 2, 28, 23, 59, 59, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.True(clock.TryWrite(beforeLeapDay));
        _true.UnixMs += 86_400_000 + 1_000;

        Assert.True(clock.TryRead(out long unixMs));
        Assert.Equal("2028-03-01T00:00:00", DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("s", null));
        Assert.False(clock.TryWrite(0));
        Assert.False(clock.TryWrite(4_102_444_800_000));
        Assert.True(clock.TryRead(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_the_century_the_time_is_unknown(bool isDs3231)
    {
        (ClockChip clock, _, _) = Make(isDs3231);
        Assert.True(clock.TryWrite(4_102_444_799_000));
        _true.UnixMs += 1_000;

        Assert.False(clock.TryRead(out _));
    }

    [Theory]
    [MemberData(nameof(ChipsAndFaults))]
    public void One_fault_at_any_transfer_of_reading_or_setting_is_overcome(bool isDs3231, BusFault fault)
    {
        (ClockChip clock, _, SensorBench bench) = Make(isDs3231);
        Assert.True(clock.TryWrite(Now));
        for (int at = 0; at < 24; at++)
        {
            string where = $"{fault} at {at}";
            bench.FailOnce(fault, at);
            bool isRead = clock.TryRead(out long unixMs);

            // A bit flipped in a flag may make the time unknown for once; it never makes it another.
            Assert.True(isRead ? unixMs == Now : fault == BusFault.BitFlip, where);
            bench.FailOnce(fault, at);
            Assert.True(clock.TryWrite(Now), where);
            bench.Bus.FaultAt = null;
            Assert.True(clock.TryRead(out unixMs), where);
            Assert.True(unixMs == Now, where);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Setting_that_breaks_off_anywhere_leaves_the_old_time_the_new_one_or_none(bool isDs3231)
    {
        const long Other = Now + (400L * 86_400_000) + 12_345_000;
        for (int at = 0; at < 30; at++)
        {
            foreach (BusFault fault in new[] { BusFault.Failed, BusFault.Partial, BusFault.Unacknowledged })
            {
                (ClockChip clock, SimulatedClockChip chip, SensorBench bench) = Make(isDs3231);
                Assert.True(clock.TryWrite(Now));
                int first = bench.Bus.TransferCount + at;
                bench.Bus.FaultAt = index => index >= first ? fault : BusFault.None;
                clock.TryWrite(Other);
                chip.CutPower();
                bench.Bus.FaultAt = null;
                bool isRead = clock.TryRead(out long unixMs);
                Assert.True(!isRead || unixMs is Now or Other, $"{fault} from {at}: {unixMs}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_missing_chip_is_reported_at_once(bool isDs3231)
    {
        (ClockChip clock, SimulatedClockChip chip, SensorBench bench) = Make(isDs3231);
        chip.Answers = false;
        long before = bench.Bus.NowMicroseconds;

        Assert.False(clock.TryRead(out _));
        Assert.False(clock.TryWrite(Now));
        Assert.InRange(bench.Bus.NowMicroseconds - before, 0, 20_000);
    }

    private (ClockChip Clock, SimulatedClockChip Chip, SensorBench Bench) Make(bool isDs3231)
    {
        SimulatedClockChip chip = isDs3231 ? new SimulatedDs3231(_true) : new SimulatedPcf8563(_true);
        SensorBench bench = new(chip);
        return (isDs3231 ? new Ds3231Clock(bench) : new Pcf8563Clock(bench), chip, bench);
    }
}
