using Enviro.Devices.Ds3231;
using Enviro.Devices.Pcf8563;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>What is on the bus, by the data sheets' register tables.</summary>
public sealed class ClockRegisterTests
{
    // 2026-09-21T14:13:20Z, a Monday.
    private const long Now = 1_790_000_000_000;

    private readonly VirtualClock _true = new() { UnixMs = Now };

    [Fact]
    public void A_ds3231_is_marked_set_and_released()
    {
        SensorBench bench = new(new SimulatedDs3231(_true));

        Assert.True(new Ds3231Clock(bench).TryWrite(Now));

        // EOSC 1; seconds 20, minutes 13, hours 14 of 24, day 2 of a week that begins on Sunday, 21 September 26; OSF 0; EOSC 0.
        Assert.Equal(["0E9C", "00201314022109 26".Replace(" ", "", StringComparison.Ordinal), "0F0B", "0E1C"], bench.Written.Where(bytes => bytes.Length > 2));
    }

    [Fact]
    public void A_pcf8563_is_stopped_set_and_started()
    {
        SensorBench bench = new(new SimulatedPcf8563(_true));

        Assert.True(new Pcf8563Clock(bench).TryWrite(Now));

        // STOP 1; seconds 20 with VL 0, minutes 13, hours 14, day 21, weekday 1, month 9, year 26; STOP 0.
        Assert.Equal(["0020", "0220131421010926", "0000"], bench.Written.Where(bytes => bytes.Length > 2));
    }

    [Theory]
    [InlineData(0x12, 0)]
    [InlineData(0x00, 0)]
    [InlineData(0x52, 0)]
    [InlineData(0x72, 12)]
    [InlineData(0x61, 13)]
    [InlineData(0x71, 23)]
    [InlineData(0x41, 1)]
    [InlineData(0x40, -1)]
    [InlineData(0x53, -1)]
    [InlineData(0x24, -1)]
    public void Hours_of_a_ds3231_are_understood_in_both_countings(int register, int hour)
    {
        SensorBench bench = new(new SimulatedDs3231(_true));
        Ds3231Clock clock = new(bench);
        clock.TryWrite(Now);
        Assert.Equal(I2cStatus.Ok, bench.Write(0x68, [0x02, (byte)register], 0, 2));

        bool isRead = clock.TryRead(out long unixMs);

        Assert.Equal(hour >= 0, isRead);
        int expected = register == 0x12 ? 12 : hour;
        Assert.True(!isRead || DateTimeOffset.FromUnixTimeMilliseconds(unixMs).Hour == expected);
    }

    [Theory]
    [InlineData(0x0F, 0x80)]
    [InlineData(0x0E, 0x9C)]
    [InlineData(0x00, 0x60)]
    [InlineData(0x01, 0x6A)]
    [InlineData(0x04, 0x00)]
    [InlineData(0x05, 0x13)]
    [InlineData(0x05, 0x89)]
    [InlineData(0x06, 0xFA)]
    public void A_ds3231_that_says_so_or_shows_no_date_does_not_know_the_time(int register, int value)
    {
        SimulatedDs3231 chip = new(_true);
        SensorBench bench = new(chip);
        Ds3231Clock clock = new(bench);
        clock.TryWrite(Now);
        if (register == 0x0F)
        {
            // OSF cannot be set by software: the oscillator must have stopped.
            chip.HasBattery = false;
            chip.CutPower();
        }
        else
        {
            bench.Write(0x68, [(byte)register, (byte)value], 0, 2);
        }

        Assert.False(clock.TryRead(out _));
    }

    [Theory]
    [InlineData(0x00, 0x20)]
    [InlineData(0x00, 0x80)]
    [InlineData(0x02, 0x80)]
    [InlineData(0x02, 0x5A)]
    [InlineData(0x05, 0x32)]
    [InlineData(0x07, 0x00)]
    [InlineData(0x07, 0x89)]
    public void A_pcf8563_that_says_so_or_shows_no_date_does_not_know_the_time(int register, int value)
    {
        SensorBench bench = new(new SimulatedPcf8563(_true));
        Pcf8563Clock clock = new(bench);
        clock.TryWrite(Now);
        bench.Write(0x51, [(byte)register, (byte)value], 0, 2);

        Assert.False(clock.TryRead(out _));
    }

    [Fact]
    public void A_ds3231_with_eosc_loses_the_time_with_the_supply()
    {
        SimulatedDs3231 chip = new(_true);
        SensorBench bench = new(chip);
        Ds3231Clock clock = new(bench);
        clock.TryWrite(Now);
        bench.Write(0x68, [0x0E, 0x9C], 0, 2);
        chip.CutPower();
        bench.Write(0x68, [0x0E, 0x1C], 0, 2);

        Assert.False(clock.TryRead(out _));
    }

    [Fact]
    public void A_clock_that_is_fast_shows_it()
    {
        SimulatedPcf8563 chip = new(_true) { PartsPerMillion = 20 };
        Pcf8563Clock clock = new(new SensorBench(chip));
        clock.TryWrite(Now);
        _true.UnixMs += 10L * 86_400_000;

        Assert.True(clock.TryRead(out long unixMs));
        Assert.InRange(unixMs - _true.UnixMs, 17_000, 18_000);
    }
}
