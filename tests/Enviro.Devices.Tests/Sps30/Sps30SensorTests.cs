using Enviro.Devices.Sps30;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class Sps30SensorTests
{
    private readonly FixedWorld _world = new() { ["pm1"] = 12.34, ["pm25"] = 18.06, ["pm4"] = 20, ["pm10"] = 21.56 };
    private readonly SimulatedSps30 _chip;
    private readonly SensorBench _bench;

    public Sps30SensorTests()
    {
        _chip = new SimulatedSps30(_world);
        _bench = new SensorBench(_chip);
    }

    [Fact]
    public void The_first_attempt_starts_the_fan_as_the_data_sheet_writes_it_and_is_no_fault()
    {
        Assert.Equal(SensorStatus.Absent, _bench.Read(NewSensor()));

        // Data sheet, §6.3.1: command 0x0010, argument 0x0300 for floating point, checksum 0xAC.
        Assert.Contains("00100300AC", _bench.Written);
        Assert.True(_chip.IsMeasuring);
        Assert.InRange(_bench.LastMicroseconds, 0, 1_300_000);
    }

    [Fact]
    public void What_comes_within_the_start_up_time_is_not_taken()
    {
        Sps30Sensor sensor = NewSensor();
        _bench.Read(sensor);
        for (int second = 1; second < 30; second++)
        {
            Pass(1_000);
            Assert.Equal(SensorStatus.Absent, _bench.Read(sensor));
        }

        Pass(1_000);
        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
        Assert.Equal(181, _bench.Mantissa("pm25"));
    }

    [Fact]
    public void Masses_are_tenths_of_a_microgram()
    {
        Sps30Sensor sensor = Warm();

        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));

        Assert.Equal(["pm1", "pm25", "pm4", "pm10"], _bench.Last.Keys);
        Assert.Equal([123, 181, 200, 216], _bench.Last.Values.Select(reading => reading.Mantissa));
        Assert.All(_bench.Last.Values, reading => Assert.Equal(("ug/m3", -1), (reading.Unit, reading.Exponent)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Over_the_whole_range_the_driver_reads_what_the_world_says(int seed)
    {
        Sps30Sensor sensor = Warm();
        Random random = new(seed);
        for (int i = 0; i < 200; i++)
        {
            double value = Math.Pow(1_000, random.NextDouble()) - 1;
            _world["pm25"] = value;
            Pass(1_000);
            Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
            Assert.True(Math.Abs(_bench.Mantissa("pm25") - (value * 10)) <= 0.501, $"seed {seed}, sample {i}: {value}");
        }
    }

    [Fact]
    public void A_sensor_that_ran_through_the_boards_restart_is_read_at_once()
    {
        Warm();
        Pass(2_000);

        Assert.Equal(SensorStatus.Measured, _bench.Read(NewSensor()));
    }

    [Fact]
    public void Two_attempts_within_a_second_wait_for_the_next_value()
    {
        Sps30Sensor sensor = Warm();
        _bench.Read(sensor);

        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
        Assert.InRange(_bench.LastMicroseconds, 500_000, 1_150_000);
    }

    [Fact]
    public void A_sensor_that_lost_its_supply_is_a_fault_and_comes_back_by_itself()
    {
        Sps30Sensor sensor = Warm();
        _chip.CutPower();

        Assert.Equal(SensorStatus.Fault, _bench.Read(sensor));
        Assert.True(_chip.IsMeasuring);
        Pass(10_000);
        Assert.Equal(SensorStatus.Absent, _bench.Read(sensor));
        Pass(20_000);
        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
    }

    [Theory]
    [InlineData(SensorFault.NoAnswer, 10_000)]
    [InlineData(SensorFault.CrcErrors, 60_000)]
    public void Without_an_answer_or_with_wrong_checksums_it_is_a_fault_in_bounded_time(SensorFault fault, int microseconds)
    {
        Sps30Sensor sensor = Warm();
        _chip.Fault = fault;
        Pass(1_000);

        Assert.Equal(SensorStatus.Fault, _bench.Read(sensor));
        Assert.Empty(_bench.Last);
        Assert.InRange(_bench.LastMicroseconds, 0, microseconds);
        _chip.Fault = SensorFault.None;
        Pass(1_000);
        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
    }

    [Theory]
    [MemberData(nameof(SensorFaults.Visible), MemberType = typeof(SensorFaults))]
    [InlineData(BusFault.BitFlip)]
    public void One_fault_at_any_transfer_is_overcome(BusFault fault)
    {
        Sps30Sensor sensor = Warm();
        for (int at = 0; at < 6; at++)
        {
            Pass(1_000);
            _bench.FailOnce(fault, at);
            Assert.True(_bench.Read(sensor) == SensorStatus.Measured, $"{fault} at {at}");
            Assert.Equal(181, _bench.Mantissa("pm25"));
        }
    }

    [Fact]
    public void A_mass_that_is_no_number_is_left_out_and_the_others_are_kept()
    {
        Sps30Sensor sensor = Warm();
        _world["pm4"] = double.NaN;
        Pass(1_000);

        Assert.Equal(SensorStatus.Fault, _bench.Read(sensor));
        Assert.Equal(["pm1", "pm25", "pm10"], _bench.Last.Keys);
    }

    [Fact]
    public void A_bus_that_stays_broken_is_given_up_in_bounded_time()
    {
        Sps30Sensor sensor = Warm();
        foreach (BusFault fault in Enum.GetValues<BusFault>().Where(fault => fault is not BusFault.None and not BusFault.Stall))
        {
            _bench.Bus.FaultAt = _ => fault;
            Assert.Equal(SensorStatus.Fault, _bench.Read(sensor));
            Assert.InRange(_bench.LastMicroseconds, 0, 4_000_000);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tenths_are_those_of_the_number_itself(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 100_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            bool isTaken = Take(value, out long tenths);
            bool isPossible = float.IsFinite(value) && value is >= 0 and < 16_777_216;
            Assert.True(isTaken == isPossible, $"seed {seed}: {value:R}");
            decimal expected = isPossible && value >= 1e-6f ? Math.Round(new decimal(value * 10.0), MidpointRounding.AwayFromZero) : 0;
            Assert.True(!isTaken || tenths == (long)expected, $"seed {seed}: {value:R} gave {tenths}");
        }
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.04f, 0)]
    [InlineData(0.05f, 1)]
    [InlineData(0.25f, 3)]
    [InlineData(1000f, 10_000)]
    [InlineData(16_777_215f, 167_772_150)]
    public void Tenths_at_the_edges(float value, long expected)
    {
        Assert.True(Take(value, out long tenths));
        Assert.Equal(expected, tenths);
    }

    [Fact]
    public void A_zero_below_zero_is_a_zero() => Assert.True(Take(float.NegativeZero, out long tenths) && tenths == 0);

    [Fact]
    public void Limits_leave_clean_air_alone()
    {
        Sps30Sensor sensor = NewSensor();

        ReadingLimits limits = sensor.LimitsOf(new Reading("pm25", "ug/m3", 120, -1))!;
        Assert.Equal((0, 10_000, 0), (limits.Minimum, limits.Maximum, limits.MaxChangePerMinute));
        Assert.True(limits.StuckAfter > 0);
        Assert.Equal(0, sensor.LimitsOf(new Reading("pm25", "ug/m3", 3, -1))!.StuckAfter);
        Assert.Null(sensor.LimitsOf(new Reading("temp", "Cel", 3, -1)));
    }

    private static bool Take(float value, out long tenths)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return Sps30Commands.TryGetTenths((int)(bits >> 16), (int)(bits & 0xFFFF), out tenths);
    }

    private Sps30Sensor NewSensor() => new(_bench, () => _world.UnixMs);

    private Sps30Sensor Warm()
    {
        Sps30Sensor sensor = NewSensor();
        _bench.Read(sensor);
        Pass(31_000);
        return sensor;
    }

    private void Pass(long milliseconds)
    {
        _world.UnixMs += milliseconds;
        _bench.Bus.Advance(milliseconds * 1000);
    }
}
