using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class MemoryTests
{
    // Slot 8: clear reads and writes; slot 9: secret; slot 10: never written; slot 11: secret, written as a whole only.
    private static readonly (int Offset, string Word)[] SlotRules =
        [(36, "00008000"), (40, "00808000"), (112, "3C001C00"), (116, "1C001C00")];

    [Fact]
    public void A_fresh_chip_has_the_factory_configuration()
    {
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(Bench.Fresh().Device.TryReadConfiguration(zone));
        Assert.Equal("0123", Convert.ToHexString(zone, 0, 2));
        Assert.Equal("00006003", Convert.ToHexString(zone, ConfigurationZone.RevisionOffset, 4));
        Assert.Equal(0xEE, zone[12]);
        Assert.Equal("C0000000832087208F20C48F8F8F8F8F", Convert.ToHexString(zone, 16, 16));
        Assert.Equal("00005555FFFF00000000000033003300", Convert.ToHexString(zone, 84, 16));
    }

    [Fact]
    public void Chips_of_different_seeds_have_different_serial_numbers()
    {
        byte[] one = new byte[128];
        byte[] other = new byte[128];
        Assert.True(new Bench(Simulator.SimulatedAtecc608.FactoryFresh(1)).Device.TryReadConfiguration(one));
        Assert.True(new Bench(Simulator.SimulatedAtecc608.FactoryFresh(2)).Device.TryReadConfiguration(other));
        Assert.NotEqual(one[..13], other[..13]);
        Assert.Equal(one[13..], other[13..]);
    }

    [Theory]
    [InlineData(0, 4, false)]
    [InlineData(12, 4, false)]
    [InlineData(16, 4, true)]
    [InlineData(52, 4, true)]
    [InlineData(80, 4, true)]
    [InlineData(84, 4, false)]
    [InlineData(88, 4, true)]
    [InlineData(0, 32, false)]
    [InlineData(32, 32, true)]
    [InlineData(64, 32, false)]
    [InlineData(96, 32, true)]
    public void The_configuration_is_writable_but_for_the_factorys_and_the_locks_bytes(int offset, int count, bool writable)
    {
        Bench bench = Bench.Fresh();
        byte[] before = new byte[count];
        Assert.True(bench.Device.TryRead(Zone.Configuration, Zone.WordAddress(offset / 32 * 32), new byte[32], 0, 32));
        Assert.True(bench.Device.TryRead(Zone.Configuration, Zone.WordAddress(offset), before, 0, count));
        byte[] content = [.. before.Select(value => (byte)(value ^ 0x01))];
        Assert.Equal(writable, bench.Device.TryWrite(Zone.Configuration, Zone.WordAddress(offset), content, 0, count));
        Assert.Equal(writable ? Atecc608Status.Ok : Atecc608Status.ExecutionError, bench.Device.LastStatus);
        byte[] after = new byte[count];
        Assert.True(bench.Device.TryRead(Zone.Configuration, Zone.WordAddress(offset), after, 0, count));
        Assert.Equal(writable ? content : before, after);
    }

    [Fact]
    public void A_locked_configuration_is_not_writable()
    {
        Bench bench = Bench.Configured();
        Assert.False(bench.Device.TryWrite(Zone.Configuration, Zone.WordAddress(16), new byte[4], 0, 4));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void Slots_and_otp_open_with_the_configuration_lock_for_whole_blocks_and_become_readable_with_the_data_lock()
    {
        byte[] content = Bench.Sequence(32, 7);
        Bench fresh = Bench.Fresh();
        Assert.False(fresh.Device.TryWrite(Zone.Slots, Zone.SlotAddress(8, 0), content, 0, 32));
        Assert.False(fresh.Device.TryWrite(Zone.Otp, 0, content, 0, 32));

        Bench bench = Bench.Configured(SlotRules);
        Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(8, 384), content, 0, 32));
        Assert.True(bench.Device.TryWrite(Zone.Otp, Zone.WordAddress(32), content, 0, 32));
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(8, 0), content, 0, 4));
        Assert.False(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(8, 384), new byte[32], 0, 32));
        Assert.False(bench.Device.TryRead(Zone.Otp, 0, new byte[32], 0, 32));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);

        Assert.True(bench.Device.TryLockDataAndOtp());
        byte[] read = new byte[32];
        Assert.True(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(8, 384), read, 0, 32));
        Assert.Equal(content, read);
        Assert.True(bench.Device.TryRead(Zone.Otp, Zone.WordAddress(36), read, 0, 4));
        Assert.Equal(content[4..8], read[..4]);
        Assert.False(bench.Device.TryWrite(Zone.Otp, 0, content, 0, 32));
    }

    [Fact]
    public void Slot_rules_hold_once_the_data_zone_is_locked()
    {
        Bench bench = Bench.Configured(SlotRules);
        Assert.True(bench.Device.TryLockDataAndOtp());
        byte[] content = Bench.Sequence(32);
        Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(8, 4), content, 0, 4));
        Assert.False(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(9, 0), content, 0, 32));
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(9, 0), content, 0, 4));
        Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(9, 0), content, 0, 32));
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(10, 0), content, 0, 32));
        Assert.True(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(10, 0), content, 0, 32));
    }

    [Fact]
    public void The_last_block_of_a_slot_is_shorter_and_nothing_lies_behind_it()
    {
        Bench bench = Bench.Configured(SlotRules);
        Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(10, 64), Bench.Sequence(32, 1), 0, 32));
        Assert.True(bench.Device.TryLockDataAndOtp());
        byte[] read = new byte[32];
        Assert.True(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(10, 64), read, 0, 32));
        Assert.Equal("0102030405060708" + new string('0', 48), Convert.ToHexString(read));
        Assert.True(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(10, 68), read, 0, 4));
        Assert.False(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(10, 72), read, 0, 4));
        Assert.Equal(Atecc608Status.ParseError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryRead(Zone.Configuration, 32, read, 0, 4));
        Assert.Equal(Atecc608Status.ParseError, bench.Device.LastStatus);
    }

    [Fact]
    public void No_read_of_any_zone_address_and_length_shows_a_private_key()
    {
        Bench bench = Bench.Provisioned(out _);
        byte[] secret = bench.Chip.Snapshot()[Snapshots.PrivateKeyOf(0)];
        byte[] buffer = new byte[32];
        int answered = 0;
        for (int mode = 0; mode < 256; mode++)
        {
            foreach (int count in new[] { 4, 32 })
            {
                for (int address = 0; address < 0x1000; address += mode == 2 ? 1 : 61)
                {
                    if (bench.Device.TryRead((byte)mode, address, buffer, 0, count))
                    {
                        answered++;
                        Assert.False(mode == 2 && ((address >> 3) & 0x0F) == 0, $"slot 0 answered at {address:X4}");
                        Assert.False(buffer.AsSpan(0, count).IndexOf(secret.AsSpan(0, 4)) >= 0, $"mode {mode} address {address:X4}");
                    }
                }
            }
        }

        Assert.True(answered > 100);
    }

    [Fact]
    public void A_private_key_slot_cannot_be_written_at_any_time()
    {
        Bench bench = Bench.Configured();
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(0, 0), new byte[32], 0, 32));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Bench locked = Bench.Provisioned(out _);
        Assert.False(locked.Device.TryWrite(Zone.Slots, Zone.SlotAddress(0, 0), new byte[32], 0, 32));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(31)]
    public void Only_four_and_thirty_two_bytes_can_be_transferred(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Bench.Fresh().Device.TryRead(Zone.Configuration, 0, new byte[64], 0, count));
    }
}
