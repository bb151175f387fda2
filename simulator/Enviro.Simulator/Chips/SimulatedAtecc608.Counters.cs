using System.Buffers.Binary;
using System.Numerics;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Counter, UpdateExtra and the limited use of keys (DS20005927, Security Commands; CountMatch is the ATECC608's).
public sealed partial class SimulatedAtecc608
{
    private const uint LastCounterValue = 2_097_151;

    private byte[] Counter(Command command)
    {
        if (command.Mode > CommandMode.CounterIncrement || command.Param2 > 1 || command.Content.Length != 0)
        {
            return ParseError;
        }

        if (command.Mode == CommandMode.CounterIncrement
            && !(IsConfigurationLocked && TryIncrement(command.Param2, LastCounterValue)))
        {
            return ExecutionError;
        }

        byte[] value = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(value, CounterValue(command.Param2));
        return value;
    }

    private byte[] UpdateExtra(Command command)
    {
        if (command.Mode > CommandMode.UpdateLimitedUse || command.Content.Length != 0)
        {
            return ParseError;
        }

        if (command.Mode == CommandMode.UpdateLimitedUse)
        {
            if (command.Param2 >= Zone.SlotCount)
            {
                return ParseError;
            }

            bool limited = IsConfigurationLocked && SlotHas(command.Param2, SlotConfig.LimitedUse);
            return limited && TryCountUse() ? Done : ExecutionError;
        }

        // Each byte can be set once: a value other than zero stays. Param2's upper byte is reserved.
        int offset = ConfigurationZone.UserExtraOffset + command.Mode;
        if (command.Param2 > byte.MaxValue || _eeprom.Configuration[offset] != 0)
        {
            return command.Param2 > byte.MaxValue ? ParseError : ExecutionError;
        }

        _eeprom.Configuration[offset] = (byte)command.Param2;
        return Done;
    }

    private bool TryCountUse()
    {
        return TryIncrement(0, LimitOfUse());
    }

    // CountMatch: the limit is in the first eight bytes of a slot, twice. Stricter reading: of two that differ the smaller counts. The
    // vendor's own tests leave AES keys there and sign on, so that two that differ cannot forbid every use.
    private uint LimitOfUse()
    {
        int countMatch = _eeprom.Configuration[ConfigurationZone.CountMatchOffset];
        if ((countMatch & ConfigurationZone.CountMatchEnable) == 0)
        {
            return LastCounterValue;
        }

        int slot = countMatch >> 4;
        Span<byte> content = _eeprom.Slots[slot];
        uint limit = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(content), BinaryPrimitives.ReadUInt32LittleEndian(content[4..]));
        return IsPrivateSlot(slot) ? 0 : Math.Min(limit, LastCounterValue);
    }

    private Span<byte> CounterBytes(int counter)
    {
        return _eeprom.Configuration.AsSpan(
            counter == 0 ? ConfigurationZone.Counter0Offset : ConfigurationZone.Counter1Offset, ConfigurationZone.CounterLength);
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

    private bool TryIncrement(int counter, uint limit)
    {
        uint value = CounterValue(counter);
        if (value >= limit)
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
