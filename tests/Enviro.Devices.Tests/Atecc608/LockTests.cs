using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class LockTests
{
    [Fact]
    public void The_configuration_locks_only_against_its_own_summary_and_only_once()
    {
        Bench bench = Bench.Fresh();
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(bench.Device.TryReadConfiguration(zone));
        int summary = Packet.Crc16(zone, 0, zone.Length);
        Assert.False(bench.Device.TryLockConfiguration(summary ^ 1));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryLockConfiguration(summary));
        Assert.False(bench.Device.TryLockConfiguration(summary));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryReadConfiguration(zone));
        Assert.Equal(ConfigurationZone.Locked, zone[ConfigurationZone.LockConfigOffset]);
        Assert.Equal(ConfigurationZone.Unlocked, zone[ConfigurationZone.LockValueOffset]);
    }

    [Fact]
    public void The_data_zone_locks_after_the_configuration_only()
    {
        Bench fresh = Bench.Fresh();
        Assert.False(fresh.Device.TryLockDataAndOtp());
        Assert.Equal(Atecc608Status.ExecutionError, fresh.Device.LastStatus);
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.False(bench.Device.TryLockDataAndOtp());
    }

    [Fact]
    public void The_summary_of_the_data_zone_leaves_private_keys_out()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        int crc = 0;
        for (int slot = 3; slot < Zone.SlotCount; slot++)
        {
            byte[] erased = new byte[Zone.SlotLength(slot)];
            Array.Fill(erased, (byte)0xFF);
            crc = Packet.Crc16(crc, erased, 0, erased.Length);
        }

        byte[] otp = new byte[Zone.OtpLength];
        Array.Fill(otp, (byte)0xFF);
        crc = Packet.Crc16(crc, otp, 0, otp.Length);

        // Slots 0 … 2 of a fresh chip are private, by their KeyConfig 33 00.
        Assert.False(bench.Device.TryLockDataAndOtp(crc ^ 0x8000));
        Assert.True(bench.Device.TryLockDataAndOtp(crc));
    }

    [Fact]
    public void A_lockable_slot_can_be_locked_alone()
    {
        Bench bench = Bench.Configured((ConfigurationZone.KeyConfigOffset + 24, "1C003C00"), (44, "00000000"));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(13, 0), new byte[4], 0, 4));
        Assert.False(bench.Device.TryLockSlot(12));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryLockSlot(13));
        Assert.False(bench.Device.TryLockSlot(13));
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(13, 0), new byte[4], 0, 4));
        Assert.True(bench.Device.TryRead(Zone.Slots, Zone.SlotAddress(13, 0), new byte[4], 0, 4));
        byte[] word = new byte[4];
        Assert.True(bench.Device.TryRead(Zone.Configuration, Zone.WordAddress(88), word, 0, 4));
        Assert.Equal("FFDF0000", Convert.ToHexString(word));
    }

    [Fact]
    public void A_lock_whose_answer_is_lost_is_read_back()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryWake());
        int lockWrite = bench.Bus.TransferCount;
        bench.Bus.FaultAt = index => index == lockWrite ? BusFault.FailedAfterDelivery : BusFault.None;
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.Equal(Atecc608Status.Ok, bench.Device.LastStatus);
        Assert.Single(bench.Written, packet => packet.StartsWith("030717", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lock_command_that_never_arrived_is_sent_again()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryWake());
        int lockWrite = bench.Bus.TransferCount;
        bench.Bus.FaultAt = index => index == lockWrite ? BusFault.Failed : BusFault.None;
        Assert.True(bench.Device.TryLockDataAndOtp());
        Assert.Equal(2, bench.Written.Count(packet => packet.StartsWith("030717", StringComparison.Ordinal)));
    }
}
