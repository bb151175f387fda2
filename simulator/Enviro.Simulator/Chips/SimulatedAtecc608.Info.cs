using System.Buffers.Binary;
using System.Numerics;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Info and Counter (DS20005927, Security Commands).
public sealed partial class SimulatedAtecc608
{
    private const uint LastCounterValue = 2_097_151;

    private byte[] Info(Command command)
    {
        if (command.Content.Length != 0)
        {
            return ParseError;
        }

        switch (command.Mode)
        {
            case CommandMode.InfoRevision:
                return _eeprom.Configuration[ConfigurationZone.RevisionOffset..(ConfigurationZone.RevisionOffset + 4)];
            case CommandMode.InfoKeyValid when command.Param2 < Zone.SlotCount:
                return [HoldsKey(command.Param2) ? (byte)1 : (byte)0, 0, 0, 0];
            case CommandMode.InfoState:
                TempKeyRegister key = _volatile.TempKey;
                int flags = key.KeySlot | (key.IsFixed ? 0x10 : 0) | (key.IsGenKey ? 0x40 : 0);
                return [0, 0, key.IsValid ? (byte)0x80 : (byte)0, (byte)flags];
            default:
                return ParseError;
        }
    }

    private bool HoldsKey(int slot)
    {
        return IsP256(slot)
            && (IsPrivateSlot(slot) ? P256.IsPrivateKey(PrivateKey(slot)) : TryReadStoredPublicKey(slot, out _));
    }

    private byte[] Counter(Command command)
    {
        if (command.Mode > CommandMode.CounterIncrement || command.Param2 > 1 || command.Content.Length != 0)
        {
            return ParseError;
        }

        if (command.Mode == CommandMode.CounterIncrement && !(IsConfigurationLocked && TryIncrement(command.Param2)))
        {
            return ExecutionError;
        }

        byte[] value = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(value, CounterValue(command.Param2));
        return value;
    }

    private Span<byte> CounterBytes(int counter)
    {
        return _eeprom.Configuration.AsSpan(counter == 0 ? ConfigurationZone.Counter0Offset : ConfigurationZone.Counter1Offset, 8);
    }

    // Two 16-bit registers lose one bit a tick in turn, and two more count how often each was refilled: a torn write of one half
    // leaves the other. 45 is 00 07 00 00 00 01 00 00.
    private uint CounterValue(int counter)
    {
        Span<byte> bytes = CounterBytes(counter);
        uint fine = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        uint next = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        uint rounds = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        int ticks = fine != 0 ? BitOperations.LeadingZeroCount(fine) - 16 : BitOperations.LeadingZeroCount(next);
        return (rounds * 32) + (uint)ticks;
    }

    private bool TryIncrement(int counter)
    {
        uint value = CounterValue(counter);
        if (value >= LastCounterValue)
        {
            return false;
        }

        value++;
        uint lag = value >= 16 ? value - 16 : 0;
        Span<byte> bytes = CounterBytes(counter);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(0xFFFFu >> (int)(value % 32)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)(0xFFFFu >> (int)(lag % 32)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)(value / 32));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(lag / 32));
        return true;
    }
}
