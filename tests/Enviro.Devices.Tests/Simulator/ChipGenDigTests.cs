using System.Buffers.Binary;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class ChipGenDigTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);

    // Slot 8 holds data, slot 4 a MAC key, slot 5 one for checks only.
    private static ChipHost Host()
    {
        ChipHost host = ChipHost.Locked([.. ChipHost.Slot(4, "8F0F", "1C00"), .. ChipHost.Slot(5, "9F0F", "1C00")]);
        host.Chip.FactoryWriteSlot(4, Key);
        host.Chip.FactoryWriteSlot(5, Key);
        return host;
    }

    [Theory]
    [InlineData(CommandMode.GenDigConfiguration, 0)]
    [InlineData(CommandMode.GenDigConfiguration, 3)]
    [InlineData(CommandMode.GenDigOtp, 1)]
    [InlineData(CommandMode.GenDigSlot, 4)]
    [InlineData(CommandMode.GenDigCounter, 0)]
    [InlineData(CommandMode.GenDigCounter, 1)]
    [InlineData(CommandMode.GenDigKeyConfiguration, 4)]
    public void TempKey_holds_what_the_host_computes(byte zone, int param2)
    {
        ChipHost host = Host();
        host.Send(Opcode.Counter, CommandMode.CounterIncrement, 1);
        byte[] nonce = host.NonceRandom();
        byte[] configuration = host.Configuration;
        byte[] value = zone switch
        {
            CommandMode.GenDigConfiguration => configuration[(32 * param2)..(32 * (param2 + 1))],
            CommandMode.GenDigOtp => host.Send(Opcode.Read, Zone.Otp | Zone.ThirtyTwoBytes, 8 * param2),
            CommandMode.GenDigSlot => Key,
            _ => new byte[32],
        };
        byte[] rest = new byte[25];
        if (zone == CommandMode.GenDigCounter)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest.AsSpan(1), param2);
        }
        else if (zone == CommandMode.GenDigKeyConfiguration)
        {
            byte[] settings = [.. configuration[28..30], .. configuration[104..106], 1];
            settings.CopyTo(rest, 1);
        }

        Assert.Equal(ChipHost.Ok, host.Status(Opcode.GenDig, zone, param2));
        byte[] expected = ChipHost.Sha(value, [Opcode.GenDig, zone, (byte)param2, 0], host.ShortSerial, rest, nonce);
        AssertTempKey(host, expected);
    }

    [Theory]
    [InlineData(0x0004)]
    [InlineData(0x8004)]
    public void A_shared_nonce_goes_before_or_after_TempKey(int param2)
    {
        ChipHost host = Host();
        byte[] nonce = host.NonceRandom();
        byte[] other = Bench.Sequence(32, 50);
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.GenDig, CommandMode.GenDigSharedNonce, param2, other));
        bool tempKeyFirst = param2 >= 0x8000;
        AssertTempKey(
            host,
            ChipHost.Sha(
                tempKeyFirst ? nonce : other, [Opcode.GenDig, 3, 4, 0], host.ShortSerial, new byte[25], tempKeyFirst ? other : nonce));
    }

    [Fact]
    public void A_key_with_NoMac_takes_the_hosts_four_bytes_and_marks_TempKey()
    {
        ChipHost host = Host();
        host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenDig, CommandMode.GenDigSlot, 5));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.GenDig, CommandMode.GenDigSlot, 5, Bench.Sequence(4)));
        Assert.Equal("000080A5", host.Status(Opcode.Info, CommandMode.InfoState, 0));

        // Marked, TempKey makes no MAC.
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Mac, CommandMode.MacBlock2TempKey, 4));
    }

    [Fact]
    public void The_flags_tell_source_and_key()
    {
        ChipHost host = Host();
        host.NonceFixed(Bench.Sequence(32));
        Assert.Equal(ChipHost.Ok, host.GenDigSlot(4, Key));
        Assert.Equal("00008034", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        host.Session(4, Key);
        Assert.Equal("00008024", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        host.Sleep();
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenDig, CommandMode.GenDigSlot, 4));
    }

    [Theory]
    [InlineData(CommandMode.GenDigConfiguration, 4, 0)]
    [InlineData(CommandMode.GenDigOtp, 2, 0)]
    [InlineData(CommandMode.GenDigSlot, 16, 0)]
    [InlineData(CommandMode.GenDigSlot, 4, 5)]
    [InlineData(CommandMode.GenDigSharedNonce, 0, 31)]
    [InlineData(CommandMode.GenDigCounter, 2, 0)]
    [InlineData(6, 0, 0)]
    public void What_does_not_exist_is_a_parse_error(byte zone, int param2, int length)
    {
        ChipHost host = Host();
        host.NonceRandom();
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.GenDig, zone, param2, new byte[length]));
    }

    // What TempKey holds shows in a MAC with it for the second block.
    private static void AssertTempKey(ChipHost host, byte[] expected)
    {
        byte[] mac = host.Send(Opcode.Mac, CommandMode.MacBlock2TempKey, 4);
        byte[] message =
        [
            .. Key, .. expected, Opcode.Mac, CommandMode.MacBlock2TempKey, 4, 0, .. new byte[11],
            host.ShortSerial[0], 0, 0, 0, 0, .. host.ShortSerial[1..], 0, 0,
        ];
        Assert.Equal(Convert.ToHexString(ChipHost.Sha(message)), Convert.ToHexString(mac));
    }
}
