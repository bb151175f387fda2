using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class SensorCatalogTests
{
    private static readonly int[] s_millivolts = [1_000, 2_000];
    private static readonly int[] s_values = [100, 200];

    [Theory]
    [InlineData("bme280", 0, false, "bme280")]
    [InlineData("bme280", 1, false, "bme280-1")]
    [InlineData("sps30", 0, false, "sps30")]
    [InlineData("scd4x", 0, false, "scd4x")]
    [InlineData("noise", 0, false, "noise")]
    [InlineData("noise", 15, true, "noise-15")]
    [InlineData("ph", 1, true, "ph-1")]
    [InlineData("conductivity", 15, true, "conductivity-15")]
    public void Every_kind_is_made_with_a_name_a_message_can_hold(string kind, int channel, bool hasCurve, string name)
    {
        Assert.True(TryCreate(kind, channel, hasCurve, out ISensor? sensor));
        Assert.Equal(name, sensor!.Name);
        Assert.InRange(sensor.Name.Length, 1, ReadingQuality.MaxNameLength);
        Assert.InRange(sensor.MaxReadings, 1, 4);
    }

    [Theory]
    [InlineData("bmp280", 0, false)]
    [InlineData("ads1115", 0, false)]
    [InlineData("ds3231", 0, false)]
    [InlineData("bme280", 2, false)]
    [InlineData("bme280", 0, true)]
    [InlineData("sps30", 1, false)]
    [InlineData("sps30", 0, true)]
    [InlineData("scd4x", 1, false)]
    [InlineData("scd4x", 0, true)]
    [InlineData("noise", 16, false)]
    [InlineData("noise", 127, true)]
    [InlineData("ph", 0, false)]
    [InlineData("conductivity", 0, false)]
    [InlineData("conductivity", 16, true)]
    public void What_a_kind_cannot_have_is_refused(string kind, int channel, bool hasCurve)
    {
        Assert.False(TryCreate(kind, channel, hasCurve, out ISensor? sensor));
        Assert.Null(sensor);
    }

    [Fact]
    public void A_curve_the_input_cannot_follow_is_refused()
    {
        SensorCatalog catalog = new(new SensorBench(), () => 0);

        Assert.False(catalog.TryCreate(new SensorSettings("ph", 0, [0, 5_000], [0, 1_400]), out _));
        Assert.False(catalog.TryCreate(new SensorSettings("ph", 0, [0, 1_000, 2_000], [0, 1_400, 700]), out _));
    }

    [Fact]
    public void A_node_with_one_of_each_reads_one_world_and_no_name_twice()
    {
        VirtualClock clock = new() { UnixMs = 1_790_000_000_000 };
        DailyCycle world = new(clock, 7);
        SimulatedAds1115 inputs = new(world);
        inputs.Connect(0, new SimulatedModule(world, "noise", [30, 130], [600, 2_600]).Millivolts);
        SensorBench bench = new(new SimulatedBme280(world), new SimulatedSps30(world), new SimulatedScd4x(world), inputs);
        SensorCatalog catalog = new(bench, () => clock.UnixMs);
        string[] kinds = ["bme280", "sps30", "scd4x", "noise"];
        List<ISensor> sensors = [];
        foreach (string kind in kinds)
        {
            Assert.True(catalog.TryCreate(new SensorSettings(kind, 0, [], []), out ISensor? sensor));
            sensors.Add(sensor!);
        }

        sensors.ForEach(sensor => bench.Read(sensor));
        clock.UnixMs += 60_000;
        Dictionary<string, Reading> all = [];
        foreach (ISensor sensor in sensors)
        {
            Assert.Equal(SensorStatus.Measured, bench.Read(sensor));
            foreach ((string name, Reading reading) in bench.Last)
            {
                all.Add(name, reading);
                ReadingLimits limits = sensor.LimitsOf(reading)!;
                Assert.InRange(reading.Mantissa, limits.Minimum, limits.Maximum);
            }
        }

        foreach (string quantity in new[] { "temp", "humidity", "pressure", "pm1", "pm25", "pm4", "pm10", "co2", "noise" })
        {
            double value = all[quantity].Mantissa * Math.Pow(10, all[quantity].Exponent);
            double expected = world.ValueOf(quantity);
            Assert.True(Math.Abs(value - expected) <= Math.Max(0.1, expected * 0.002), $"{quantity}: {value} for {expected}");
        }
    }

    private static bool TryCreate(string kind, int channel, bool hasCurve, out ISensor? sensor)
    {
        SensorSettings settings = new(kind, channel, hasCurve ? s_millivolts : [], hasCurve ? s_values : []);
        return new SensorCatalog(new SensorBench(), () => 0).TryCreate(settings, out sensor);
    }
}
