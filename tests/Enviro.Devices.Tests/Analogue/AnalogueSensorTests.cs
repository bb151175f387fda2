using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class AnalogueSensorTests
{
    private readonly FixedWorld _world = new() { ["noise"] = 57.3, ["ph"] = 6.86, ["conductivity"] = 0.1413 };
    private readonly SimulatedAds1115 _chip;
    private readonly SensorBench _bench;

    public AnalogueSensorTests()
    {
        _chip = new SimulatedAds1115(_world);
        _bench = new SensorBench(_chip);
        _chip.Connect(0, new SimulatedModule(_world, "noise", [30, 130], [600, 2_600]).Millivolts);
        _chip.Connect(1, new SimulatedModule(_world, "ph", [4, 7, 10], [2_032, 1_500, 975]).Millivolts);
        _chip.Connect(2, new SimulatedModule(_world, "conductivity", [0, 0.1413, 1.288], [0, 230, 2_000]).Millivolts);
    }

    [Fact]
    public void Sound_level_needs_no_curve_of_its_own()
    {
        ISensor sensor = Make("noise", 0, [], []);

        Assert.Equal(SensorStatus.Measured, _bench.Read(sensor));
        Assert.Equal((573, -1, "dB"), Of("noise"));
        Assert.Equal((300, 1_300), (sensor.LimitsOf(_bench.Last["noise"])!.Minimum, sensor.LimitsOf(_bench.Last["noise"])!.Maximum));
        Assert.InRange(_bench.LastMicroseconds, 0, 12_000);
    }

    [Fact]
    public void Acidity_and_conductivity_follow_the_calibration_of_their_settings()
    {
        ISensor acidity = Make("ph", 1, [975, 1_500, 2_032], [1_000, 700, 400]);
        ISensor conductivity = Make("conductivity", 2, [0, 230, 2_000], [0, 1_413, 12_880]);

        Assert.Equal(SensorStatus.Measured, _bench.Read(acidity));
        Assert.Equal((686, -2, "pH"), Of("ph-1"));
        Assert.Equal("ph-1", acidity.Name);
        Assert.Equal((0, 1_400), (acidity.LimitsOf(_bench.Last["ph-1"])!.Minimum, acidity.LimitsOf(_bench.Last["ph-1"])!.Maximum));

        Assert.Equal(SensorStatus.Measured, _bench.Read(conductivity));
        Assert.Equal((1_413, -4, "S/m"), Of("conductivity-2"));
    }

    [Theory]
    [InlineData(1)]
    public void Over_the_whole_range_the_driver_reads_what_the_world_says(int seed)
    {
        ISensor noise = Make("noise", 0, [], []);
        ISensor acidity = Make("ph", 1, [975, 1_500, 2_032], [1_000, 700, 400]);
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            (double level, double ph) = (30 + (100 * random.NextDouble()), 4 + (6 * random.NextDouble()));
            (_world["noise"], _world["ph"]) = (level, ph);
            _bench.Read(noise);
            Assert.True(Math.Abs(_bench.Mantissa("noise") - (level * 10)) <= 0.6, $"seed {seed}: {level} dB");
            _bench.Read(acidity);
            Assert.True(Math.Abs(_bench.Mantissa("ph-1") - (ph * 100)) <= 0.6, $"seed {seed}: pH {ph}");
        }
    }

    [Fact]
    public void An_open_input_and_a_chip_that_does_not_answer_are_faults()
    {
        ISensor open = Make("noise", 3, [], []);
        Assert.Equal(SensorStatus.Fault, _bench.Read(open));

        _chip.Fault = SensorFault.NoAnswer;
        Assert.Equal(SensorStatus.Fault, _bench.Read(Make("noise", 0, [], [])));
        Assert.Empty(_bench.Last);
    }

    [Fact]
    public void A_drifting_input_drifts_and_a_stuck_one_stays()
    {
        ISensor noise = Make("noise", 0, [], []);
        _bench.Read(noise);
        _chip.Fault = SensorFault.Stuck;
        _world["noise"] = 90;
        _bench.Read(noise);
        Assert.Equal(573, _bench.Mantissa("noise"));

        // 5 % of 1,800 mV is 90 mV, which is 4.5 dB.
        _chip.Fault = SensorFault.Drift;
        _world.UnixMs += 3_600_000;
        _bench.Read(noise);
        Assert.Equal(945, _bench.Mantissa("noise"));
    }

    [Fact]
    public void The_second_chip_has_channels_from_four_on()
    {
        SimulatedAds1115 second = new(_world, 0x49);
        second.Connect(1, new SimulatedModule(_world, "noise", [30, 130], [600, 2_600]).Millivolts);
        _bench.Bus.Attach(second);

        Assert.Equal(SensorStatus.Measured, _bench.Read(Make("noise", 5, [], [])));
        Assert.Equal((573, -1, "dB"), Of("noise-5"));
    }

    private ISensor Make(string kind, int channel, int[] millivolts, int[] values)
    {
        SensorCatalog catalog = new(_bench, () => _world.UnixMs);
        Assert.True(catalog.TryCreate(new SensorSettings(kind, channel, millivolts, values), out ISensor? sensor));
        return sensor!;
    }

    private (long Mantissa, int Exponent, string Unit) Of(string name)
    {
        Reading reading = _bench.Last[name];
        return (reading.Mantissa, reading.Exponent, reading.Unit);
    }
}
