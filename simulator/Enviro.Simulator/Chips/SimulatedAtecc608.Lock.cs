using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Lock (DS20005927, Security Commands): one way only.
public sealed partial class SimulatedAtecc608
{
    private const int LockReserved = 0x40;

    private byte[] Lock(Command command)
    {
        if ((command.Mode & LockReserved) != 0 || command.Content.Length != 0)
        {
            return ParseError;
        }

        switch (command.Mode & ZoneMask)
        {
            case CommandMode.LockConfiguration:
                return LockZone(
                    !IsConfigurationLocked, command, ConfigurationZone.LockConfigOffset, [_eeprom.Configuration]);
            case CommandMode.LockDataAndOtp:
                return LockZone(
                    IsConfigurationLocked && !IsDataLocked,
                    command,
                    ConfigurationZone.LockValueOffset,
                    [.. _eeprom.Slots.Where((_, slot) => !IsPrivateSlot(slot)), _eeprom.Otp]);
            case CommandMode.LockSlot:
                return LockSlot((command.Mode >> 2) & 0x0F);
            default:
                return ParseError;
        }
    }

    private byte[] LockZone(bool allowed, Command command, int lockOffset, byte[][] summarized)
    {
        bool matches = (command.Mode & CommandMode.LockIgnoreSummary) != 0
            || command.Param2 == summarized.Aggregate(0, (crc, part) => Packet.Crc16(crc, part, 0, part.Length));
        if (!allowed || !matches)
        {
            return ExecutionError;
        }

        _eeprom.Configuration[lockOffset] = ConfigurationZone.Locked;
        return Done;
    }

    private byte[] LockSlot(int slot)
    {
        if (!IsConfigurationLocked || IsSlotLocked(slot) || (KeyConfigOf(slot) & KeyConfig.Lockable) == 0)
        {
            return ExecutionError;
        }

        _eeprom.Configuration[ConfigurationZone.SlotLockedOffset + (slot >> 3)] &= (byte)~(1 << (slot & 7));
        return Done;
    }
}
