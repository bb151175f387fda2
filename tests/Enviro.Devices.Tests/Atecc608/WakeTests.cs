using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class WakeTests
{
    [Fact]
    public void A_sleeping_chip_does_not_acknowledge_until_it_is_woken()
    {
        Bench bench = Bench.Fresh();
        byte[] buffer = new byte[4];
        Assert.Equal(I2cStatus.NotAcknowledged, bench.Bus.Read(0x60, buffer, 0, 4));
        Assert.Equal(I2cStatus.NotAcknowledged, bench.Bus.Write(0x60, buffer, 0, 1));
        bench.Bus.Write(0, buffer, 0, 1);
        Assert.Equal(I2cStatus.NotAcknowledged, bench.Bus.Read(0x60, buffer, 0, 4));
        bench.Bus.Wait(1500);
        Assert.Equal(I2cStatus.Ok, bench.Bus.Read(0x60, buffer, 0, 4));
        Assert.Equal("04113343", Convert.ToHexString(buffer));
    }

    [Fact]
    public void An_absent_chip_is_reported_and_soon()
    {
        SimulatedI2cBus bus = new();
        Atecc608Device device = new(bus);
        Assert.False(device.TryWake());
        Assert.Equal(Atecc608Status.WakeFailed, device.LastStatus);
        Assert.False(device.TryReadRevision(new byte[4]));
        Assert.InRange(bus.NowMicroseconds, 0, 500_000);
    }

    [Fact]
    public void A_failed_self_test_is_reported()
    {
        Bench bench = Bench.Fresh();
        bench.Chip.WakeSelfTestFails = true;
        Assert.False(bench.Device.TryWake());
        Assert.Equal(Atecc608Status.SelfTestError, bench.Device.LastStatus);
    }

    [Theory]
    [InlineData("04113343", Atecc608Status.Ok)]
    [InlineData("0407C440", Atecc608Status.SelfTestError)]
    [InlineData("040740C2", Atecc608Status.SelfTestError)]
    [InlineData("04113344", Atecc608Status.WakeFailed)]
    [InlineData("04000340", Atecc608Status.WakeFailed)]
    [InlineData("FFFFFFFF", Atecc608Status.WakeFailed)]
    public void Wake_responses_are_told_apart(string response, Atecc608Status status)
    {
        SimulatedI2cBus bus = new();
        bus.Attach(new FixedResponse(Convert.FromHexString(response)));
        Atecc608Device device = new(bus);
        Assert.Equal(status == Atecc608Status.Ok, device.TryWake());
        Assert.Equal(status, device.LastStatus);
    }

    [Fact]
    public void A_chip_left_awake_by_a_host_that_restarted_is_synchronized()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        Assert.True(bench.Device.TrySign(0, Bench.Digest("before"), new byte[64]));
        Bench restarted = new(bench.Chip);
        restarted.Bus.Advance(bench.Bus.NowMicroseconds);
        byte[] signature = new byte[64];
        Assert.True(restarted.Device.TrySign(0, Bench.Digest("after"), signature));
        Assert.True(Bench.Verifies(publicKey, Bench.Digest("after"), signature));
    }

    [Fact]
    public void A_chip_still_busy_for_a_host_that_restarted_is_waited_for()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.True(bench.Device.TryWake());
        byte[] genKey = [0x03, 0x07, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00];
        Packet.Finish(genKey, 0);
        Assert.Equal(I2cStatus.Ok, bench.Bus.Write(0x60, genKey, 0, genKey.Length));
        Atecc608Device restarted = new(bench);
        Assert.True(restarted.TryReadRevision(new byte[4]));
    }

    [Fact]
    public void The_watchdog_puts_the_chip_to_sleep_and_the_driver_wakes_it()
    {
        Bench bench = Bench.Fresh();
        byte[] revision = new byte[4];
        Assert.True(bench.Device.TryReadRevision(revision));
        bench.Bus.Advance(1_400_000);
        Assert.True(bench.Device.TryReadRevision(revision));
        Assert.Equal("00006003", Convert.ToHexString(revision));
    }

    [Fact]
    public void A_long_watchdog_waits_ten_seconds()
    {
        Bench bench = Bench.Configured((ConfigurationZone.I2cAddressOffset, "C0000004"));
        Assert.True(bench.Device.TrySleep());
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(32)));
        bench.Bus.Advance(9_000_000);
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.NotEqual(0, state & 0x8000);
        bench.Bus.Advance(9_000_000);
        Assert.True(bench.Device.TryReadState(out state));
        Assert.Equal(0, state & 0x8000);
    }

    [Fact]
    public void Idle_keeps_TempKey_and_sleep_forgets_it()
    {
        Bench bench = Bench.Fresh();
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(32)));
        Assert.True(bench.Device.TryIdle());
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0x8010, state);
        Assert.True(bench.Device.TrySleep());
        Assert.True(bench.Device.TryReadState(out state));
        Assert.Equal(0, state);
    }

    [Fact]
    public void A_long_session_is_carried_over_the_watchdog_without_losing_TempKey()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(32)));
        for (int i = 0; i < 100; i++)
        {
            Assert.True(bench.Device.TryRandom(new byte[32]));
        }

        Assert.True(bench.Bus.NowMicroseconds > 1_300_000);
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0x8010, state);
        Assert.Contains("02", bench.Written);
        Assert.DoesNotContain("01", bench.Written);
    }

    [Fact]
    public void A_command_refused_for_the_watchdog_is_sent_again_after_idle()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.True(bench.Device.TryWake());
        bench.Bus.Advance(1_270_000);
        Assert.True(bench.Device.TryReadPublicKey(0, new byte[64]));
        Assert.Contains("02", bench.Written);
    }

    [Fact]
    public void A_changed_address_takes_effect_after_sleep()
    {
        Bench bench = Bench.Fresh();
        Assert.True(bench.Device.TryWrite(Zone.Configuration, 4, Convert.FromHexString("6A000000"), 0, 4));
        Assert.True(bench.Device.TryReadRevision(new byte[4]));
        Assert.True(bench.Device.TrySleep());
        Assert.False(bench.Device.TryReadRevision(new byte[4]));
        Assert.True(new Atecc608Device(bench, 0x35, Atecc608ClockDivider.M0).TryReadRevision(new byte[4]));
    }

    private sealed class FixedResponse(byte[] response) : ISimulatedI2cDevice
    {
        public int Address => Atecc608Device.DefaultAddress;

        public void GeneralCall(long nowMicroseconds)
        {
        }

        public I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes)
        {
            return I2cStatus.Ok;
        }

        public I2cStatus Read(long nowMicroseconds, Span<byte> bytes)
        {
            response.CopyTo(bytes);
            return I2cStatus.Ok;
        }
    }
}
