using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Read and Write (DS20005927, Security Commands). Encrypted transfers need GenDig, which this chip does not answer: slots that ask for
// them refuse.
public sealed partial class SimulatedAtecc608
{
    private const int WordLength = 4;
    private const int BlockLength = 32;
    private const int ZoneMask = 0x03;
    private const int EncryptedInput = 0x40;
    private const int ValidatedPublicKey = 0x50;

    private byte[] ReadZone(Command command)
    {
        if ((command.Mode & ~(ZoneMask | Zone.ThirtyTwoBytes)) != 0 || command.Content.Length != 0
            || !TryFind(command, out byte[] zone, out int slot, out int offset, out int count))
        {
            return ParseError;
        }

        bool allowed = (command.Mode & ZoneMask) switch
        {
            Zone.Configuration => true,
            Zone.Otp => IsDataLocked,
            _ => IsDataLocked && !IsPrivateSlot(slot) && (SlotConfigOf(slot) & SlotConfig.IsSecret) == 0,
        };
        if (!allowed)
        {
            return ExecutionError;
        }

        // The last block of a slot is shorter than 32 bytes; the rest of the answer is zeros.
        byte[] content = new byte[count];
        zone.AsSpan(offset, Math.Min(count, zone.Length - offset)).CopyTo(content);
        return content;
    }

    private byte[] WriteZone(Command command)
    {
        if ((command.Mode & ~(ZoneMask | Zone.ThirtyTwoBytes | EncryptedInput)) != 0
            || !TryFind(command, out byte[] zone, out int slot, out int offset, out int count)
            || (command.Content.Length != count && command.Content.Length != count + BlockLength))
        {
            return ParseError;
        }

        bool allowed = (command.Mode & EncryptedInput) == 0 && command.Content.Length == count
            && (command.Mode & ZoneMask) switch
            {
                Zone.Configuration => !IsConfigurationLocked && IsWritableConfiguration(offset, count),
                Zone.Otp => IsConfigurationLocked && !IsDataLocked && count == BlockLength,
                _ => IsConfigurationLocked && IsWritableSlot(slot, count),
            };
        if (!allowed)
        {
            return ExecutionError;
        }

        command.Content.AsSpan(0, Math.Min(count, zone.Length - offset)).CopyTo(zone.AsSpan(offset));
        return Done;
    }

    // Bytes 0 … 15 are the factory's, 84 … 87 belong to UpdateExtra and Lock.
    private static bool IsWritableConfiguration(int offset, int count)
    {
        return offset >= ConfigurationZone.I2cAddressOffset
            && (offset + count <= ConfigurationZone.UserExtraOffset || offset > ConfigurationZone.LockConfigOffset);
    }

    private bool IsWritableSlot(int slot, int count)
    {
        if (IsPrivateSlot(slot) || IsSlotLocked(slot))
        {
            return false;
        }

        if (!IsDataLocked)
        {
            // Before the data zone is locked SlotConfig does not apply yet, but only whole blocks are taken.
            return count == BlockLength;
        }

        int slotConfig = SlotConfigOf(slot);
        if ((slotConfig & SlotConfig.IsSecret) != 0 && count != BlockLength)
        {
            return false;
        }

        return (slotConfig & SlotConfig.WriteConfigMask) switch
        {
            SlotConfig.WriteAlways => true,
            SlotConfig.WritePubInvalid => (_eeprom.Slots[slot][0] & 0xF0) != ValidatedPublicKey,
            _ => false,
        };
    }

    private bool TryFind(Command command, out byte[] zone, out int slot, out int offset, out int count)
    {
        int address = command.Param2;
        count = (command.Mode & Zone.ThirtyTwoBytes) != 0 ? BlockLength : WordLength;
        slot = -1;
        offset = address * WordLength;
        switch (command.Mode & ZoneMask)
        {
            case Zone.Configuration:
                zone = _eeprom.Configuration;
                break;
            case Zone.Otp:
                zone = _eeprom.Otp;
                break;
            case Zone.Slots:
                slot = (address >> 3) & 0x0F;
                offset = ((address >> 8) * BlockLength) + ((address & 0x07) * WordLength);
                zone = _eeprom.Slots[slot];
                break;
            default:
                zone = [];
                return false;
        }

        bool reserved = slot >= 0 && (address & 0x80) != 0;
        return !reserved && offset % count == 0 && offset < zone.Length;
    }
}
