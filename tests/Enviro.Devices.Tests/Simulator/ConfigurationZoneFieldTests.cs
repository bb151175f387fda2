using System.Reflection;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>
/// Every field of the configuration zone, and what it does. A field is owned by the tests that carry its name; the first test counts
/// that no byte is without one.
/// </summary>
public sealed partial class ConfigurationZoneFieldTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);

    [Fact]
    public void Every_byte_belongs_to_a_field_that_a_test_shows()
    {
        string?[] owners = new string?[ConfigurationZone.Length];
        foreach (MethodInfo method in typeof(ConfigurationZoneFieldTests).GetMethods())
        {
            foreach (ConfigurationFieldAttribute field in method.GetCustomAttributes<ConfigurationFieldAttribute>())
            {
                Assert.True(method.GetCustomAttributes<FactAttribute>().Any(), $"{method.Name} is no test.");
                for (int at = field.Offset; at < field.Offset + field.Length; at++)
                {
                    Assert.True(owners[at] is null || owners[at] == field.Name, $"Byte {at}: {owners[at]} and {field.Name}.");
                    owners[at] = field.Name;
                }
            }
        }

        Assert.All(owners, owner => Assert.NotNull(owner));
        Assert.Equal(26, owners.Distinct().Count());
    }

    [Fact]
    [ConfigurationField("SN", 0, 4)]
    [ConfigurationField("Revision", 4, 4)]
    [ConfigurationField("SN", 8, 5)]
    [ConfigurationField("Reserved15", 15, 1)]
    public void The_factorys_bytes_are_read_only_and_in_what_the_chip_says()
    {
        ChipHost host = new(SimulatedAtecc608.FactoryFresh(1));
        byte[] zone = host.Configuration;
        for (int word = 0; word < 4; word++)
        {
            Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Configuration, word, new byte[4]));
        }

        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.ThirtyTwoBytes, 0, new byte[32]));
        Assert.Equal(zone, host.Configuration);
        Assert.Equal(zone[4..8], host.Send(Opcode.Info, CommandMode.InfoRevision, 0));

        // The same key makes another MAC on a chip whose serial number differs in any byte that the mode includes.
        HashSet<string> macs = [];
        foreach (int at in new[] { 15, 0, 1, 2, 3, 8, 9, 10, 11, 12 })
        {
            macs.Add(WithKey(8, "8F0F", "1C00", (at, "77")).Status(Opcode.Mac, CommandMode.MacIncludeSerialNumber, 8, new byte[32]));
        }

        Assert.Equal(10, macs.Count);
    }

    [Theory]
    [ConfigurationField("AES_Enable", ConfigurationZone.AesEnableOffset, 1)]
    [InlineData("01", true)]
    [InlineData("00", false)]
    public void AES_Enable_opens_AES_in_every_form(string value, bool enabled)
    {
        ChipHost host = ChipHost.Locked((ConfigurationZone.AesEnableOffset, value), (ConfigurationZone.ChipOptionsOffset, "0400"));
        host.NonceFixed(Bench.Sequence(32));
        int kdf = CommandMode.KdfAes | CommandMode.KdfTargetOutput;
        Assert.Equal(enabled ? 16 : 1, host.Send(Opcode.Aes, 0, CommandMode.AesFromTempKey, new byte[16]).Length);
        Assert.Equal(enabled ? 16 : 1, host.Send(Opcode.Aes, CommandMode.AesGaloisMultiply, 0, new byte[32]).Length);
        Assert.Equal(enabled ? 32 : 1, host.Send(Opcode.Kdf, kdf, 0, new byte[4], new byte[16]).Length);
    }

    [Theory]
    [ConfigurationField("I2C_Enable", ConfigurationZone.I2cEnableOffset, 1)]
    [InlineData("01", I2cStatus.Ok)]
    [InlineData("00", I2cStatus.NotAcknowledged)]
    public void Without_I2C_Enable_the_chip_is_not_on_the_bus(string value, I2cStatus status)
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(1);
        chip.FactoryWriteConfiguration(ConfigurationZone.I2cEnableOffset, Convert.FromHexString(value));
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        bus.Write(0, [0], 0, 1);
        bus.Wait(1500);
        Assert.Equal(status, bus.Read(chip.Address, new byte[4], 0, 4));
    }

    [Fact]
    [ConfigurationField("I2C_Address", ConfigurationZone.I2cAddressOffset, 1)]
    public void I2C_Address_holds_from_the_next_sleep_on()
    {
        ChipHost host = new(SimulatedAtecc608.FactoryFresh(1));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Configuration, 4, Convert.FromHexString("C8000000")));
        Assert.Equal(0x60, host.Chip.Address);
        host.Sleep();
        Assert.Equal(0x64, host.Chip.Address);
        Assert.Equal("00006003", host.Status(Opcode.Info, 0, 0));
    }

    [Theory]
    [ConfigurationField("Reserved17", 17, 1)]
    [ConfigurationField("Reserved75", ConfigurationZone.ReservedOffset, ConfigurationZone.ReservedLength)]
    [InlineData(17)]
    [InlineData(75)]
    [InlineData(79)]
    [InlineData(83)]
    public void A_reserved_byte_is_kept_is_part_of_the_summary_and_changes_nothing_else(int at)
    {
        ChipHost host = new(SimulatedAtecc608.FactoryFresh(1));
        byte[] zone = host.Configuration;
        int before = Packet.Crc16(zone, 0, zone.Length);
        zone[at] = 0x5A;
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Write, Zone.Configuration, at / 4, zone[(at / 4 * 4)..((at / 4 * 4) + 4)]));
        Assert.Equal(zone, host.Configuration);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Lock, CommandMode.LockConfiguration, before));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.Lock, CommandMode.LockConfiguration, Packet.Crc16(zone, 0, zone.Length)));
        Assert.Equal(64, host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0).Length);
    }

    [Theory]
    [ConfigurationField("CountMatch", ConfigurationZone.CountMatchOffset, 1)]
    [InlineData("A1", "2000000020000000", 32)]
    [InlineData("A1", "0500000005000000", 5)]
    [InlineData("A1", "0500000020000000", 5)]
    [InlineData("A1", "2B7E151628AED2A6", 40)]
    [InlineData("A0", "0500000005000000", 40)]
    [InlineData("01", "0500000005000000", 0)]
    public void CountMatch_limits_the_uses_to_what_a_slot_says(string value, string slot, int uses)
    {
        // Slot 0 of a fresh chip is private: a limit cannot be there, so there is none to stay below.
        ChipHost host = WithKey(8, "AF0F", "1C00", (ConfigurationZone.CountMatchOffset, value));
        host.Chip.FactoryWriteSlot(10, Convert.FromHexString(slot));
        int done = 0;
        while (done < 40 && host.CheckMac(8, Key) == ChipHost.Ok)
        {
            done++;
        }

        Assert.Equal(uses, done);
    }

    [Theory]
    [ConfigurationField("Counter0", ConfigurationZone.Counter0Offset, 8)]
    [ConfigurationField("Counter1", ConfigurationZone.Counter1Offset, 8)]
    [InlineData(0)]
    [InlineData(1)]
    public void Counters_count_from_where_they_were_set_to_their_end(int counter)
    {
        int offset = counter == 0 ? ConfigurationZone.Counter0Offset : ConfigurationZone.Counter1Offset;
        ChipHost host = ChipHost.ConfigurationLocked((offset, "0007000000010000"));
        Assert.Equal("2D000000", host.Status(Opcode.Counter, CommandMode.CounterRead, counter));
        Assert.Equal("2E000000", host.Status(Opcode.Counter, CommandMode.CounterIncrement, counter));
        Assert.Equal("00000000", host.Status(Opcode.Counter, CommandMode.CounterRead, 1 - counter));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Counter, CommandMode.CounterRead, 2));
        ChipHost last = ChipHost.ConfigurationLocked((offset, Ticks(2_097_150)));
        Assert.Equal("FFFF1F00", last.Status(Opcode.Counter, CommandMode.CounterIncrement, counter));
        Assert.Equal(ChipHost.ExecutionError, last.Status(Opcode.Counter, CommandMode.CounterIncrement, counter));
        Assert.Equal("FFFF1F00", last.Status(Opcode.Counter, CommandMode.CounterRead, counter));
    }

    [Fact]
    [ConfigurationField("Counter0", ConfigurationZone.Counter0Offset, 8)]
    public void A_limited_key_is_used_up_with_Counter0()
    {
        ChipHost host = WithKey(8, "AF0F", "1C00", (ConfigurationZone.Counter0Offset, Ticks(2_097_149)));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.UpdateExtra, CommandMode.UpdateLimitedUse, 8));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.UpdateExtra, CommandMode.UpdateLimitedUse, 8));
        Assert.Equal(ChipHost.ExecutionError, host.CheckMac(8, Key));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.UpdateExtra, CommandMode.UpdateLimitedUse, 9));
    }

    [Theory]
    [ConfigurationField("UseLock", ConfigurationZone.UseLockOffset, 1)]
    [InlineData("8A", false)]
    [InlineData("80", true)]
    [InlineData("8F", true)]
    [InlineData("9A", false)]
    public void UseLock_keeps_the_chip_shut_until_its_key_opens_it(string value, bool open)
    {
        ChipHost host = WithKey(8, "8F0F", "1C00", (ConfigurationZone.UseLockOffset, value));
        Assert.Equal(open ? ChipHost.Ok : ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
        Assert.Equal(4, host.Send(Opcode.Info, 0, 0).Length);
        Assert.Equal(32, host.Send(Opcode.Random, 0, 0).Length);
        bool isKey = value[0] == '8';
        Assert.Equal(isKey || open ? ChipHost.Ok : ChipHost.ExecutionError, host.CheckMac(8, Key));
        Assert.Equal(isKey ? ChipHost.Ok : ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
        host.Sleep();
        Assert.Equal(open ? ChipHost.Ok : ChipHost.ExecutionError, host.Status(Opcode.Sha, CommandMode.ShaStart, 0));
    }

    [Theory]
    [ConfigurationField("VolatileKeyPermission", ConfigurationZone.VolatileKeyPermissionOffset, 1)]
    [InlineData("88", true)]
    [InlineData("08", false)]
    [InlineData("89", false)]
    public void VolatileKeyPermission_names_the_key_that_sets_the_latch(string value, bool allowed)
    {
        ChipHost host = WithKey(8, "8F0F", "1C00", (ConfigurationZone.VolatileKeyPermissionOffset, value));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 3));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Key));
        string latched = allowed ? "01000000" : ChipHost.ExecutionError;
        Assert.Equal(latched, host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 3));
        host.Sleep();
        Assert.Equal(allowed ? "01000000" : "00000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
        host.Chip.CutPower();
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 1));
    }

    /// <summary>A locked chip with <see cref="Key"/> in a slot.</summary>
    private static ChipHost WithKey(int slot, string slotConfig, string keyConfig, params (int Offset, string Content)[] changes)
    {
        ChipHost host = ChipHost.Locked([.. ChipHost.Slot(slot, slotConfig, keyConfig), .. changes]);
        host.Chip.FactoryWriteSlot(slot, Key);
        return host;
    }

    /// <summary>The eight bytes of a counter's value.</summary>
    private static string Ticks(int value)
    {
        int lag = value - 16;
        return $"{0xFFFF >> (value % 32):X4}{0xFFFF >> (lag % 32):X4}{value / 32:X4}{lag / 32:X4}";
    }
}
