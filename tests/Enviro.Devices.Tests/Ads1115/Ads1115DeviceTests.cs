using Enviro.Devices.Ads1115;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class Ads1115DeviceTests
{
    private readonly SimulatedAds1115 _chip = new(new FixedWorld());
    private readonly SensorBench _bench;
    private double _millivolts;

    public Ads1115DeviceTests()
    {
        _bench = new SensorBench(_chip);
        for (int input = 0; input < 4; input++)
        {
            int place = input;
            _chip.Connect(input, () => _millivolts + (100 * place));
        }
    }

    [Theory]
    [InlineData(0x7FFF, Ads1115Range.Millivolts2048, 2_047_938)]
    [InlineData(0x4000, Ads1115Range.Millivolts4096, 2_048_000)]
    [InlineData(0x0001, Ads1115Range.Millivolts4096, 125)]
    [InlineData(0x0001, Ads1115Range.Millivolts6144, 188)]
    [InlineData(0x0002, Ads1115Range.Millivolts6144, 375)]
    [InlineData(0x0002, Ads1115Range.Millivolts2048, 125)]
    [InlineData(0x0004, Ads1115Range.Millivolts1024, 125)]
    [InlineData(0x0008, Ads1115Range.Millivolts512, 125)]
    [InlineData(0x0010, Ads1115Range.Millivolts256, 125)]
    [InlineData(0x0000, Ads1115Range.Millivolts256, 0)]
    [InlineData(-1, Ads1115Range.Millivolts4096, -125)]
    [InlineData(-0x8000, Ads1115Range.Millivolts6144, -6_144_000)]
    public void Codes_are_the_data_sheets_steps(int code, Ads1115Range range, int microvolts) =>
        Assert.Equal(microvolts, Ads1115Device.ToMicrovolts(code, range));

    [Fact]
    public void A_conversion_is_asked_for_as_the_data_sheet_lays_out_its_bits()
    {
        Assert.True(new Ads1115Device(_bench, 0x48).TryReadMillivolts(2, out _));

        // OS 1, MUX 110 (AIN2 against ground), PGA 001, MODE 1; DR 100, comparator off 00011.
        Assert.Equal(["01E383", "01", "00"], _bench.Written);
    }

    [Theory]
    [InlineData(Ads1115Rate.Hz8, 125_000)]
    [InlineData(Ads1115Rate.Hz128, 7_813)]
    [InlineData(Ads1115Rate.Hz860, 1_163)]
    public void It_waits_for_a_conversion_and_little_more(Ads1115Rate rate, int period)
    {
        long before = _bench.Bus.NowMicroseconds;

        Assert.True(new Ads1115Device(_bench, 0x48) { Rate = rate }.TryReadMillivolts(0, out _));

        Assert.InRange(_bench.Bus.NowMicroseconds - before, period, (period * 11 / 10) + 2_000);
    }

    [Theory]
    [InlineData(1)]
    public void Every_input_reads_its_own_voltage_in_every_full_scale(int seed)
    {
        Random random = new(seed);
        foreach (Ads1115Range range in Enum.GetValues<Ads1115Range>())
        {
            double step = Ads1115Device.ToMicrovolts(0x1000, range) / 4096.0;
            for (int i = 0; i < 40; i++)
            {
                _millivolts = random.NextDouble() * (step * 32 - 302);
                Ads1115Device device = new(_bench, 0x48) { Range = range };
                int input = random.Next(4);
                bool isRead = device.TryReadMicrovolts(input, out int microvolts);
                double expected = (_millivolts + (100 * input)) * 1000;
                Assert.True(!isRead || Math.Abs(microvolts - expected) <= (step / 2) + 1, $"seed {seed}, {range}, input {input}, {expected} µV gave {microvolts}");
                Assert.True(isRead || expected > step * 32_766, $"seed {seed}, {range}, {expected} µV");
            }
        }
    }

    [Fact]
    public void A_voltage_beyond_full_scale_and_an_input_that_does_not_exist_are_no_values()
    {
        Ads1115Device device = new(_bench, 0x48);
        _millivolts = 4_200;
        Assert.False(device.TryReadMillivolts(0, out _));
        Assert.False(device.TryReadMillivolts(4, out _));
        Assert.False(device.TryReadMillivolts(-1, out _));
        Assert.False(new Ads1115Device(_bench, 0x49).TryReadMillivolts(0, out _));
    }

    [Theory]
    [MemberData(nameof(SensorFaults.Visible), MemberType = typeof(SensorFaults))]
    public void One_fault_at_any_transfer_is_overcome(BusFault fault)
    {
        _millivolts = 1_500;
        Ads1115Device device = new(_bench, 0x48);
        for (int at = 0; at < 6; at++)
        {
            _bench.FailOnce(fault, at);
            Assert.True(device.TryReadMillivolts(1, out int millivolts), $"{fault} at {at}");
            Assert.Equal(1_600, millivolts);
        }
    }

    [Fact]
    public void A_bit_flipped_in_the_configuration_does_not_become_another_input_or_full_scale()
    {
        _millivolts = 1_500;
        Ads1115Device device = new(_bench, 0x48);

        // The transfers before the result itself: write the configuration, ask for it, read it back, ask for the result.
        for (int at = 0; at < 3; at++)
        {
            _bench.FailOnce(BusFault.BitFlip, at);
            Assert.True(!device.TryReadMillivolts(1, out int millivolts) || millivolts == 1_600, $"at {at}: {millivolts}");
        }
    }

    [Fact]
    public void A_chip_that_loses_its_supply_while_it_converts_gives_no_value_of_before()
    {
        _millivolts = 1_500;
        Ads1115Device device = new(_bench, 0x48);
        device.TryReadMillivolts(0, out _);
        int next = _bench.Bus.TransferCount + 1;
        _bench.Bus.LosesPowerBefore = index => index == next;

        Assert.True(device.TryReadMillivolts(0, out int millivolts));
        Assert.Equal(1_500, millivolts);
    }

    [Fact]
    public void A_bus_that_stays_broken_is_given_up_in_bounded_time()
    {
        Ads1115Device device = new(_bench, 0x48);
        foreach (BusFault fault in Enum.GetValues<BusFault>().Where(fault => fault is not BusFault.None and not BusFault.Stall))
        {
            _bench.Bus.FaultAt = _ => fault;
            long before = _bench.Bus.NowMicroseconds;
            Assert.False(device.TryReadMillivolts(0, out _));
            Assert.InRange(_bench.Bus.NowMicroseconds - before, 0, 100_000);
        }
    }
}
