using System.Buffers.Binary;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class InfoTests
{
    private const uint LastCounterValue = 2_097_151;

    [Fact]
    public void Revision_and_key_validity_are_told()
    {
        Bench bench = Bench.Configured();
        byte[] revision = new byte[4];
        Assert.True(bench.Device.TryReadRevision(revision));
        Assert.Equal("00006003", Convert.ToHexString(revision));
        Assert.True(bench.Device.TryReadKeyValid(0, out bool valid));
        Assert.False(valid);
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryReadKeyValid(0, out valid));
        Assert.True(valid);
    }

    [Fact]
    public void Random_is_a_test_pattern_until_the_configuration_is_locked()
    {
        byte[] random = new byte[32];
        Assert.True(Bench.Fresh().Device.TryRandom(random));
        Assert.Equal(string.Concat(Enumerable.Repeat("FFFF0000", 8)), Convert.ToHexString(random));
        Bench bench = Bench.Configured();
        byte[] other = new byte[32];
        Assert.True(bench.Device.TryRandom(random));
        Assert.True(bench.Device.TryRandom(other));
        Assert.NotEqual(random, other);
        Assert.True(random.Distinct().Count() > 8);
    }

    [Fact]
    public void Counters_count_one_by_one_and_keep_apart()
    {
        Bench bench = Bench.Configured();
        for (uint expected = 1; expected <= 100; expected++)
        {
            Assert.True(bench.Device.TryIncrementCounter(0, out uint value));
            Assert.Equal(expected, value);
            Assert.True(bench.Device.TryReadCounter(0, out value));
            Assert.Equal(expected, value);
        }

        Assert.True(bench.Device.TryReadCounter(1, out uint other));
        Assert.Equal(0u, other);
    }

    [Fact]
    public void Forty_five_is_stored_as_a_real_chip_stores_it()
    {
        Bench bench = Bench.Configured();
        for (int i = 0; i < 45; i++)
        {
            Assert.True(bench.Device.TryIncrementCounter(0, out _));
        }

        byte[] zone = new byte[128];
        Assert.True(bench.Device.TryReadConfiguration(zone));
        Assert.Equal("0007000000010000", Convert.ToHexString(zone, ConfigurationZone.Counter0Offset, 8));
    }

    [Fact]
    public void A_counter_ends_at_its_last_value()
    {
        byte[] snapshot = Bench.Configured().Chip.Snapshot();
        Span<byte> counter = snapshot.AsSpan(Snapshots.Configuration + ConfigurationZone.Counter1Offset, 8);
        uint value = LastCounterValue - 1;
        BinaryPrimitives.WriteUInt16BigEndian(counter, (ushort)(0xFFFF >> (int)(value % 32)));
        BinaryPrimitives.WriteUInt16BigEndian(counter[2..], (ushort)(0xFFFF >> (int)((value - 16) % 32)));
        BinaryPrimitives.WriteUInt16BigEndian(counter[4..], (ushort)(value / 32));
        BinaryPrimitives.WriteUInt16BigEndian(counter[6..], (ushort)((value - 16) / 32));
        Atecc608Device device = new Bench(SimulatedAtecc608.Restore(snapshot)).Device;
        Assert.True(device.TryIncrementCounter(1, out value));
        Assert.Equal(LastCounterValue, value);
        Assert.False(device.TryIncrementCounter(1, out _));
        Assert.Equal(Atecc608Status.ExecutionError, device.LastStatus);
        Assert.True(device.TryReadCounter(1, out value));
        Assert.Equal(LastCounterValue, value);
    }

    [Fact]
    public void A_third_counter_and_a_seventeenth_slot_are_the_callers_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Bench.Fresh().Device.TryReadCounter(2, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bench.Fresh().Device.TryReadKeyValid(16, out _));
    }
}
