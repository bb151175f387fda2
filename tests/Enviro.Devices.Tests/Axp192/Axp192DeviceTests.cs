using Enviro.Devices.Axp192;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class Axp192DeviceTests
{
    private readonly SimulatedAxp192 _chip = new();
    private readonly SensorBench _bench;
    private readonly Axp192Device _device;

    public Axp192DeviceTests()
    {
        _bench = new SensorBench(_chip);
        _device = new Axp192Device(_bench);
    }

    [Theory]
    [InlineData(1)]
    public void Voltages_are_read_to_a_step(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 200; i++)
        {
            (_chip.BatteryMillivolts, _chip.SupplyMillivolts) = (random.Next(2_500, 4_400), random.Next(2_900, 5_500));
            Assert.True(_device.TryReadBattery(out int battery) && Math.Abs(battery - _chip.BatteryMillivolts) <= 1, $"seed {seed}: {_chip.BatteryMillivolts}");
            Assert.True(_device.TryReadSupply(out int supply) && Math.Abs(supply - _chip.SupplyMillivolts) <= 1, $"seed {seed}: {_chip.SupplyMillivolts}");
        }
    }

    [Fact]
    public void Without_a_battery_there_is_no_battery_voltage()
    {
        _chip.BatteryMillivolts = 0;

        Assert.False(_device.TryReadBattery(out _));
        Assert.True(_device.TryReadSupply(out _));
    }

    [Fact]
    public void A_measurement_that_was_switched_off_is_switched_on_and_nothing_else_changes()
    {
        _bench.Write(Axp192Device.Address, [0x82, 0x41], 0, 2);

        Assert.True(_device.TryReadSupply(out int supply));
        Assert.InRange(supply, 4_899, 4_901);
        Assert.Contains("82C3", _bench.Written);
    }

    [Fact]
    public void The_led_goes_on_and_off_and_the_other_levels_stay()
    {
        Assert.True(_device.TrySetLed(true));
        Assert.True(_chip.IsLedLit);
        Assert.True(_device.TrySetLed(false));
        Assert.False(_chip.IsLedLit);

        // After power-up the register was 0x04: the speaker's level, which was never touched.
        Assert.Equal(["9200", "9406"], _bench.Written.Where(bytes => bytes.Length == 4));
    }

    [Theory]
    [MemberData(nameof(SensorFaults.Visible), MemberType = typeof(SensorFaults))]
    public void Nothing_is_ever_written_but_the_three_harmless_registers(BusFault fault)
    {
        for (int at = 0; at < 12; at++)
        {
            _chip.CutPower();
            _bench.FailOnce(fault, at);
            Assert.True(_device.TrySetLed(true), $"{fault} at {at}");
            Assert.True(_device.TryReadBattery(out _), $"{fault} at {at}");
            Assert.True(_device.TryReadSupply(out _), $"{fault} at {at}");
        }

        Assert.Empty(_chip.WrittenRegisters.Except([0x82, 0x92, 0x94]));
    }

    [Fact]
    public void A_missing_chip_is_reported_at_once()
    {
        _chip.Answers = false;

        Assert.False(_device.TryReadBattery(out _));
        Assert.False(_device.TryReadSupply(out _));
        Assert.False(_device.TrySetLed(true));
        Assert.InRange(_bench.Bus.NowMicroseconds, 0, 20_000);
    }
}
