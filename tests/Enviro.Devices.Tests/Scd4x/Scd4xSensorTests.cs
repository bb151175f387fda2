using Enviro.Devices.Scd4x;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class Scd4xSensorTests
{
    private readonly FixedWorld _world = new() { ["co2"] = 500, ["temp"] = 25, ["humidity"] = 37 };

    [Theory]
    [InlineData(0xBEEF, 0x92)]
    [InlineData(0x01F4, 0x33)]
    [InlineData(0x6667, 0xA2)]
    [InlineData(0x5EB9, 0x3C)]
    public void Checksums_are_the_data_sheets(int word, int crc)
    {
        Assert.Equal(crc, SensirionLink.Crc8([(byte)(word >> 8), (byte)word], 0, 2));
        Assert.Equal(crc, SensirionWords.Crc([(byte)(word >> 8), (byte)word]));
    }

    [Fact]
    public void Words_become_the_data_sheets_values()
    {
        // The example of read_measurement: 0x01F4 0x6667 0x5EB9 are 500 ppm, 25 °C, 37 %.
        Assert.Equal(2_500, Scd4xCommands.Temperature(0x6667));
        Assert.Equal(3_700, Scd4xCommands.Humidity(0x5EB9));
        Assert.Equal((-4_500, 13_000), (Scd4xCommands.Temperature(0), Scd4xCommands.Temperature(0xFFFF)));
        Assert.Equal((0, 10_000), (Scd4xCommands.Humidity(0), Scd4xCommands.Humidity(0xFFFF)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_members_of_the_family_give_what_the_world_says(bool isScd40)
    {
        SensorBench bench = new(new SimulatedScd4x(_world, isScd40));

        Assert.Equal(SensorStatus.Measured, bench.Read(new Scd4xSensor(bench)));

        Assert.Equal(["co2", "co2-temp", "co2-humidity"], bench.Last.Keys);
        Assert.Equal((500, 2_500, 3_700), (bench.Mantissa("co2"), bench.Mantissa("co2-temp"), bench.Mantissa("co2-humidity")));
        Assert.Equal(("ppm", 0), (bench.Last["co2"].Unit, bench.Last["co2"].Exponent));
        Assert.InRange(bench.LastMicroseconds, 5_000_000, 6_200_000);
        Assert.Equal(!isScd40, bench.Written.Contains("219D"));
        Assert.Equal(isScd40, bench.Written.Contains("21B1"));
    }

    [Fact]
    public void An_scd41_takes_five_seconds_each_time_and_an_scd40_only_when_it_is_asked_sooner()
    {
        SensorBench bench = new(new SimulatedScd4x(_world));
        Scd4xSensor sensor = new(bench);
        bench.Read(sensor);
        bench.Read(sensor);
        Assert.InRange(bench.LastMicroseconds, 5_000_000, 5_050_000);

        bench = new SensorBench(new SimulatedScd4x(_world, isScd40: true));
        sensor = new Scd4xSensor(bench);
        bench.Read(sensor);
        bench.Bus.Advance(60_000_000);
        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        Assert.InRange(bench.LastMicroseconds, 0, 10_000);
        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        Assert.InRange(bench.LastMicroseconds, 1_000_000, 5_500_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_board_that_restarts_finds_the_sensor_whatever_it_was_doing(bool isScd40)
    {
        SensorBench bench = new(new SimulatedScd4x(_world, isScd40));
        bench.Read(new Scd4xSensor(bench));

        Assert.Equal(SensorStatus.Measured, bench.Read(new Scd4xSensor(bench)));

        // Restarted in the midst of a single shot, which answers nothing for 5 s: not now, but next time.
        bench.Write(0x62, [0x21, 0x9D], 0, 2);
        Scd4xSensor sensor = new(bench);
        bench.Read(sensor);
        bench.Bus.Advance(5_000_000);
        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sensor_that_lost_its_supply_is_started_again(bool isScd40)
    {
        SimulatedScd4x chip = new(_world, isScd40);
        SensorBench bench = new(chip);
        Scd4xSensor sensor = new(bench);
        bench.Read(sensor);
        chip.CutPower();

        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        Assert.InRange(bench.LastMicroseconds, 0, 12_000_000);
    }

    [Theory]
    [InlineData(SensorFault.NoAnswer, 100_000)]
    [InlineData(SensorFault.CrcErrors, 12_000_000)]
    public void Without_an_answer_or_with_wrong_checksums_it_is_a_fault_in_bounded_time(SensorFault fault, int microseconds)
    {
        foreach (bool isScd40 in new[] { false, true })
        {
            SimulatedScd4x chip = new(_world, isScd40);
            SensorBench bench = new(chip);
            Scd4xSensor sensor = new(bench);
            bench.Read(sensor);
            chip.Fault = fault;

            Assert.Equal(SensorStatus.Fault, bench.Read(sensor));
            Assert.Empty(bench.Last);
            Assert.InRange(bench.LastMicroseconds, 0, microseconds);
            chip.Fault = SensorFault.None;
            Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        }
    }

    [Theory]
    [MemberData(nameof(SensorFaults.Visible), MemberType = typeof(SensorFaults))]
    [InlineData(BusFault.BitFlip)]
    public void One_fault_at_any_transfer_is_overcome_or_is_a_fault_and_never_a_wrong_value(BusFault fault)
    {
        foreach (bool isScd40 in new[] { false, true })
        {
            SensorBench bench = new(new SimulatedScd4x(_world, isScd40));
            Scd4xSensor sensor = new(bench);
            bench.Read(sensor);
            for (int at = 0; at < 8; at++)
            {
                bench.FailOnce(fault, at);
                Assert.True(bench.Read(sensor) == SensorStatus.Measured, $"{fault} at {at}, SCD40 {isScd40}");
                Assert.Equal(500, bench.Mantissa("co2"));
                Assert.InRange(bench.LastMicroseconds, 0, 12_000_000);
            }
        }
    }

    [Fact]
    public void No_carbon_dioxide_is_no_value_and_the_others_are_kept()
    {
        _world["co2"] = 0;
        SensorBench bench = new(new SimulatedScd4x(_world));

        Assert.Equal(SensorStatus.Fault, bench.Read(new Scd4xSensor(bench)));
        Assert.Equal(["co2-temp", "co2-humidity"], bench.Last.Keys);
    }

    [Theory]
    [InlineData(1)]
    public void Over_the_whole_range_the_driver_reads_what_the_world_says(int seed)
    {
        SensorBench bench = new(new SimulatedScd4x(_world));
        Scd4xSensor sensor = new(bench);
        Random random = new(seed);
        for (int i = 0; i < 200; i++)
        {
            (double ppm, double celsius, double percent) = (random.Next(1, 40_000), -10 + (70 * random.NextDouble()), 100 * random.NextDouble());
            (_world["co2"], _world["temp"], _world["humidity"]) = (ppm, celsius, percent);
            bench.Read(sensor);
            string where = $"seed {seed}, sample {i}: {celsius} °C, {percent} %";
            Assert.Equal(ppm, bench.Mantissa("co2"));
            Assert.True(Math.Abs(bench.Mantissa("co2-temp") - (celsius * 100)) <= 1, where);
            Assert.True(Math.Abs(bench.Mantissa("co2-humidity") - (percent * 100)) <= 1, where);
        }
    }

    [Fact]
    public void Limits_are_those_of_the_member_that_answered()
    {
        foreach ((bool isScd40, long maximum) in new[] { (true, 2_000L), (false, 5_000L) })
        {
            SensorBench bench = new(new SimulatedScd4x(_world, isScd40));
            Scd4xSensor sensor = new(bench);
            bench.Read(sensor);
            Assert.Equal(maximum, sensor.LimitsOf(bench.Last["co2"])!.Maximum);
            Assert.Equal((-1_000, 6_000), (sensor.LimitsOf(bench.Last["co2-temp"])!.Minimum, sensor.LimitsOf(bench.Last["co2-temp"])!.Maximum));
            Assert.Equal(10_000, sensor.LimitsOf(bench.Last["co2-humidity"])!.Maximum);
            Assert.Null(sensor.LimitsOf(new Reading("temp", "Cel", 1, 0)));
        }
    }
}
