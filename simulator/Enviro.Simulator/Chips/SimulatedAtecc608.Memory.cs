using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Read and Write, in the clear and encrypted (DS20005927, Security Commands).
public sealed partial class SimulatedAtecc608
{
    private const int WordLength = 4;
    private const int BlockLength = 32;
    private const int ZoneMask = 0x03;

    private byte[] ReadZone(Command command)
    {
        if ((command.Mode & ~(ZoneMask | Zone.ThirtyTwoBytes)) != 0 || command.Content.Length != 0
            || !TryFind(command, out byte[] zone, out int slot, out int offset, out int count))
        {
            return ParseError;
        }

        bool encrypted = false;
        bool allowed = (command.Mode & ZoneMask) switch
        {
            Zone.Configuration => true,
            Zone.Otp => IsDataLocked,
            _ => IsDataLocked && MayReadSlot(slot, count, out encrypted),
        };
        if (!allowed)
        {
            return ExecutionError;
        }

        // The last block of a slot is shorter than 32 bytes; the rest of the answer is zeros.
        byte[] content = new byte[count];
        zone.AsSpan(offset, Math.Min(count, zone.Length - offset)).CopyTo(content);
        if (encrypted)
        {
            content = Xor(content, _volatile.TempKey.Value);
            _volatile.TempKey.Invalidate();
        }

        return content;
    }

    // IsSecret and EncryptRead: 00 in the clear, 11 encrypted by ReadKey, everything else never.
    private bool MayReadSlot(int slot, int count, out bool encrypted)
    {
        encrypted = SlotHas(slot, SlotConfig.IsSecret) && SlotHas(slot, SlotConfig.EncryptRead);
        bool clear = !SlotHas(slot, SlotConfig.IsSecret) && !SlotHas(slot, SlotConfig.EncryptRead);
        return !IsPrivateSlot(slot)
            && (clear || (encrypted && count == BlockLength && IsSessionKey(ReadKeyOf(slot))));
    }

    /// <summary>Whether TempKey is a random nonce digested with the key of <paramref name="slot"/> by GenDig: a session key.</summary>
    private bool IsSessionKey(int slot)
    {
        TempKeyRegister key = _volatile.TempKey;
        return key.IsValid && key.IsGenDig && !key.IsFixed && !key.NoMac && key.KeySlot == slot;
    }

    private byte[] WriteZone(Command command)
    {
        if ((command.Mode & ~(ZoneMask | Zone.ThirtyTwoBytes | CommandMode.ZoneEncrypted)) != 0
            || !TryFind(command, out byte[] zone, out int slot, out int offset, out int count)
            || (command.Content.Length != count && command.Content.Length != count + BlockLength))
        {
            return ParseError;
        }

        bool encrypted = command.Content.Length != count;
        bool allowed = (command.Mode & ZoneMask) switch
        {
            Zone.Configuration => !IsConfigurationLocked && !encrypted && !command.Has(CommandMode.ZoneEncrypted)
                && IsWritableConfiguration(offset, count),
            Zone.Otp => IsConfigurationLocked && !IsDataLocked && count == BlockLength && !encrypted
                && !command.Has(CommandMode.ZoneEncrypted),
            _ => IsConfigurationLocked && IsWritableSlot(slot, count, encrypted, command.Has(CommandMode.ZoneEncrypted)),
        };
        byte[] content = command.Content;
        if (!allowed || (encrypted && !TryDecryptContent(command, out content)))
        {
            return ExecutionError;
        }

        content.AsSpan(0, Math.Min(count, zone.Length - offset)).CopyTo(zone.AsSpan(offset));

        // Stricter reading: whatever is written, before the data zone is locked too, a public key is not valid until it was validated.
        if (slot >= 0 && IsValidatedSlot(slot))
        {
            SetValidity(slot, InvalidPublicKey);
        }

        return Done;
    }

    // The content is encrypted by a session key of WriteKey; the MAC is over it in the clear.
    private bool TryDecryptContent(Command command, out byte[] content)
    {
        byte[] session = _volatile.TempKey.Value[..BlockLength];
        content = Xor(command.Content.AsSpan(0, BlockLength), session);
        byte[] mac = SHA256.HashData([.. session, .. command.Header, .. ShortSerialNumber, .. new byte[25], .. content]);
        _volatile.TempKey.Invalidate();
        return IsSame(mac, command.Content.AsSpan(BlockLength));
    }

    // Bytes 0 … 15 are the factory's, 84 … 87 belong to UpdateExtra and Lock.
    private static bool IsWritableConfiguration(int offset, int count)
    {
        return offset >= ConfigurationZone.I2cAddressOffset
            && (offset + count <= ConfigurationZone.UserExtraOffset || offset > ConfigurationZone.LockConfigOffset);
    }

    private bool IsWritableSlot(int slot, int count, bool encrypted, bool encryptedBit)
    {
        if (IsPrivateSlot(slot) || IsSlotLocked(slot) || (encrypted && !(count == BlockLength && IsSessionKey(WriteKeyOf(slot)))))
        {
            return false;
        }

        if (!IsDataLocked)
        {
            // Before the data zone is locked SlotConfig does not apply yet, but only whole blocks are taken, and the command itself
            // says whether they are encrypted.
            return count == BlockLength && encrypted == encryptedBit;
        }

        // Then SlotConfig alone decides and the bit is not looked at: the vendor's host library sets it for every encrypted write. Nothing is
        // encrypted without a MAC, so that the bit on a write in the clear is an error.
        return (encrypted || !encryptedBit) && (count == BlockLength || !SlotHas(slot, SlotConfig.IsSecret)) && AllowsWrite(slot, encrypted);
    }

    // WriteConfig, bits 15 … 12: 0000 always, 0001 while the public key is not valid, X1XX encrypted, 001X and 10XX never.
    private bool AllowsWrite(int slot, bool encrypted)
    {
        int writeConfig = SlotConfigOf(slot) & SlotConfig.WriteConfigMask;
        if ((writeConfig & SlotConfig.WriteEncrypted) != 0)
        {
            return encrypted;
        }

        return !encrypted && writeConfig switch
        {
            SlotConfig.WriteAlways => true,
            SlotConfig.WritePubInvalid => !IsValidated(slot),
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

        // A block is whole: the word's place in it is not looked at.
        offset -= offset % count;
        bool reserved = slot >= 0 && (address & 0x80) != 0;
        return !reserved && offset < zone.Length;
    }
}
