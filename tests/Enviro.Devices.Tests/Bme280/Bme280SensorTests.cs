using Enviro.Devices.Bme280;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class Bme280SensorTests
{
    private readonly FixedWorld _world = new() { ["temp"] = 21.37, ["humidity"] = 48.2, ["pressure"] = 1009.6 };

    [Fact]
    public void A_reading_has_three_quantities_in_registered_units()
    {
        SensorBench bench = new(new SimulatedBme280(_world));

        Assert.Equal(SensorStatus.Measured, bench.Read(new Bme280Sensor(bench, 0)));

        Assert.Equal(["temp", "humidity", "pressure"], bench.Last.Keys);
        Assert.Equal(("Cel", -2), (bench.Last["temp"].Unit, bench.Last["temp"].Exponent));
        Assert.Equal(("%RH", -2), (bench.Last["humidity"].Unit, bench.Last["humidity"].Exponent));
        Assert.Equal(("hPa", -2), (bench.Last["pressure"].Unit, bench.Last["pressure"].Exponent));
        Assert.InRange(bench.Mantissa("temp"), 2_136, 2_138);
        Assert.InRange(bench.Mantissa("humidity"), 4_816, 4_824);
        Assert.InRange(bench.Mantissa("pressure"), 100_956, 100_964);
    }

    [Fact]
    public void It_measures_once_with_the_settings_for_weather_and_waits_no_longer_than_it_takes()
    {
        SensorBench bench = new(new SimulatedBme280(_world));
        Bme280Sensor sensor = new(bench, 0);
        bench.Read(sensor);
        bench.Written.Clear();

        bench.Read(sensor);

        Assert.Equal(["F500", "F201", "F425", "F3", "F7"], bench.Written);
        Assert.InRange(bench.LastMicroseconds, 9_300, 15_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_the_whole_range_the_driver_reads_what_the_world_says(int seed)
    {
        SensorBench bench = new(new SimulatedBme280(_world));
        Bme280Sensor sensor = new(bench, 0);
        Random random = new(seed);
        for (int i = 0; i < 400; i++)
        {
            double celsius = -40 + (125 * random.NextDouble());
            double percent = 100 * random.NextDouble();
            double hectopascals = 300 + (800 * random.NextDouble());
            (_world["temp"], _world["humidity"], _world["pressure"]) = (celsius, percent, hectopascals);
            string where = $"seed {seed}, sample {i}: {celsius} °C, {percent} %, {hectopascals} hPa";

            Assert.True(bench.Read(sensor) == SensorStatus.Measured, where);

            // One step of the converter at 16 bits is 0.005 °C and 2.6 Pa (§3.4), and humidity's about 0.01 %.
            Assert.True(Math.Abs(bench.Mantissa("temp") - (celsius * 100)) <= 2, where);
            Assert.True(Math.Abs(bench.Mantissa("humidity") - (percent * 100)) <= 4, where);
            Assert.True(Math.Abs(bench.Mantissa("pressure") - (hectopascals * 100)) <= 5, where);
        }
    }

    [Fact]
    public void A_second_chip_has_its_own_address_and_names()
    {
        SensorBench bench = new(new SimulatedBme280(_world, 0x77));
        Bme280Sensor sensor = new(bench, 1);

        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        Assert.Equal("bme280-1", sensor.Name);
        Assert.Equal(["temp-1", "humidity-1", "pressure-1"], bench.Last.Keys);
        Assert.Equal(SensorStatus.Fault, bench.Read(new Bme280Sensor(bench, 0)));
    }

    [Theory]
    [MemberData(nameof(SensorFaults.Visible), MemberType = typeof(SensorFaults))]
    public void One_fault_at_any_transfer_is_overcome(BusFault fault)
    {
        for (int at = 0; at < 20; at++)
        {
            SensorBench bench = new(new SimulatedBme280(_world));
            bench.FailOnce(fault, at);
            Assert.True(bench.Read(new Bme280Sensor(bench, 0)) == SensorStatus.Measured, $"{fault} at {at}");
            Assert.InRange(bench.Mantissa("temp"), 2_136, 2_138);
        }
    }

    [Fact]
    public void A_bit_flipped_among_the_trimming_values_is_noticed()
    {
        for (int at = 0; at < 12; at++)
        {
            SensorBench bench = new(new SimulatedBme280(_world));
            Bme280Sensor sensor = new(bench, 0);
            bench.FailOnce(BusFault.BitFlip, at);
            SensorStatus status = bench.Read(sensor);

            // Whatever became of that reading: what the driver keeps is right.
            Assert.True(bench.Read(sensor) == SensorStatus.Measured, $"at {at}, first {status}");
            Assert.InRange(bench.Mantissa("temp"), 2_136, 2_138);
            Assert.InRange(bench.Mantissa("pressure"), 100_956, 100_964);
        }
    }

    [Fact]
    public void A_chip_that_lost_its_supply_measures_everything_again()
    {
        SimulatedBme280 chip = new(_world);
        SensorBench bench = new(chip);
        Bme280Sensor sensor = new(bench, 0);
        bench.Read(sensor);
        chip.CutPower();

        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
    }

    [Fact]
    public void Supply_lost_between_asking_and_reading_is_a_fault_without_made_up_values()
    {
        SimulatedBme280 chip = new(_world);
        SensorBench bench = new(chip);
        Bme280Sensor sensor = new(bench, 0);
        bench.Read(sensor);
        int reading = bench.Bus.TransferCount + 5;
        bench.Bus.LosesPowerBefore = index => index == reading;

        Assert.Equal(SensorStatus.Fault, bench.Read(sensor));
        Assert.Empty(bench.Last);
    }

    [Fact]
    public void Another_chip_at_the_address_is_not_read()
    {
        // The BMP280 shares addresses and most registers, but has no humidity; its identification is 0x58. An ADS1115 here answers 0x8583.
        SensorBench bench = new(new SimulatedAds1115(_world, 0x76));

        Assert.Equal(SensorStatus.Fault, bench.Read(new Bme280Sensor(bench, 0)));
        Assert.Empty(bench.Last);
    }

    [Fact]
    public void A_missing_chip_is_a_fault_at_once_and_one_that_comes_back_is_read()
    {
        SimulatedBme280 chip = new(_world) { Fault = SensorFault.NoAnswer };
        SensorBench bench = new(chip);
        Bme280Sensor sensor = new(bench, 0);

        Assert.Equal(SensorStatus.Fault, bench.Read(sensor));
        Assert.InRange(bench.LastMicroseconds, 0, 20_000);
        chip.Fault = SensorFault.None;
        Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
    }

    [Fact]
    public void A_bus_that_stays_broken_is_given_up_in_bounded_time()
    {
        SensorBench bench = new(new SimulatedBme280(_world));
        Bme280Sensor sensor = new(bench, 0);
        bench.Read(sensor);
        foreach (BusFault fault in Enum.GetValues<BusFault>().Where(fault => fault is not BusFault.None and not BusFault.BitFlip and not BusFault.Stall))
        {
            bench.Bus.FaultAt = _ => fault;
            Assert.Equal(SensorStatus.Fault, bench.Read(sensor));
            Assert.InRange(bench.LastMicroseconds, 0, 100_000);
            bench.Bus.FaultAt = null;
            Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
        }
    }

    [Fact]
    public void Faults_of_the_model_show_in_what_is_read()
    {
        SimulatedBme280 chip = new(_world);
        SensorBench bench = new(chip);
        Bme280Sensor sensor = new(bench, 0);
        bench.Read(sensor);

        chip.Fault = SensorFault.Stuck;
        _world["temp"] = 30;
        bench.Read(sensor);
        Assert.InRange(bench.Mantissa("temp"), 2_136, 2_138);

        chip.Fault = SensorFault.Spike;
        bench.Read(sensor);
        Assert.InRange(bench.Mantissa("temp"), 5_498, 5_502);

        chip.Fault = SensorFault.Drift;
        _world.UnixMs += 2 * 3_600_000;
        bench.Read(sensor);
        Assert.InRange(bench.Mantissa("temp"), 3_298, 3_302);
    }

    [Fact]
    public void Limits_are_the_data_sheets_in_units_of_the_last_digit()
    {
        Bme280Sensor sensor = new(new SensorBench(), 0);

        ReadingLimits temperature = sensor.LimitsOf(new Reading("temp", "Cel", 2_000, -2))!;
        ReadingLimits pressure = sensor.LimitsOf(new Reading("pressure", "hPa", 100_000, -2))!;
        ReadingLimits humidity = sensor.LimitsOf(new Reading("humidity", "%RH", 5_000, -2))!;

        Assert.Equal((-4_000, 8_500), (temperature.Minimum, temperature.Maximum));
        Assert.Equal((30_000, 110_000), (pressure.Minimum, pressure.Maximum));
        Assert.Equal((0, 10_000), (humidity.Minimum, humidity.Maximum));
        Assert.True(humidity.StuckAfter > 0);
        Assert.Equal(0, sensor.LimitsOf(new Reading("humidity", "%RH", 10_000, -2))!.StuckAfter);
        Assert.Null(sensor.LimitsOf(new Reading("temp-1", "Cel", 2_000, -2)));
    }
}
