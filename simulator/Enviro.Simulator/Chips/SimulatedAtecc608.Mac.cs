using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// MAC, CheckMac and DeriveKey (DS20005927, Security Commands). Each of them spends TempKey.
public sealed partial class SimulatedAtecc608
{
    private const int MacModeMask = CommandMode.MacBlock2TempKey | CommandMode.MacBlock1TempKey | CommandMode.MacSourceFixed
        | CommandMode.MacIncludeOtp88 | CommandMode.MacIncludeOtp64 | CommandMode.MacIncludeSerialNumber;

    private const int CheckMacModeMask = CommandMode.MacBlock2TempKey | CommandMode.MacBlock1TempKey | CommandMode.MacSourceFixed
        | CommandMode.MacIncludeOtp64;

    private const int CheckMacOtherContentLength = 13;

    private byte[] Mac(Command command)
    {
        int slot = command.Param2;
        int length = command.Has(CommandMode.MacBlock2TempKey) ? 0 : BlockLength;
        if ((command.Mode & ~MacModeMask) != 0 || slot >= Zone.SlotCount || command.Content.Length != length)
        {
            return ParseError;
        }

        // The public sources do not say whether MAC waits for the data lock; stricter reading: it does.
        byte[] tempKey = _volatile.TempKey.Value;
        bool allowed = IsConfigurationLocked && IsDataLocked && TempKeySuits(command) && !_volatile.TempKey.NoMac
            && TryFirstBlock(command, slot, out _) && !SlotHas(slot, SlotConfig.NoMac) && IsNonceGoodFor(slot) && TryUse(slot);
        _volatile.TempKey.Invalidate();
        if (!allowed)
        {
            return ExecutionError;
        }

        byte[] first = command.Has(CommandMode.MacBlock1TempKey) ? tempKey : _eeprom.Slots[slot];
        byte[] second = command.Has(CommandMode.MacBlock2TempKey) ? tempKey : command.Content;
        byte[] configuration = _eeprom.Configuration;
        bool full = command.Has(CommandMode.MacIncludeSerialNumber);
        return SHA256.HashData(
        [
            .. first.AsSpan(0, BlockLength), .. second.AsSpan(0, BlockLength), .. command.Header,
            .. command.Has(CommandMode.MacIncludeOtp88 | CommandMode.MacIncludeOtp64) ? _eeprom.Otp.AsSpan(0, 8) : new byte[8],
            .. command.Has(CommandMode.MacIncludeOtp88) ? _eeprom.Otp.AsSpan(8, 3) : new byte[3],
            configuration[ConfigurationZone.SerialNumberEndOffset + 4],
            .. full ? configuration.AsSpan(ConfigurationZone.SerialNumberEndOffset, 4) : new byte[4],
            .. configuration.AsSpan(0, 2),
            .. full ? configuration.AsSpan(2, 2) : new byte[2],
        ]);
    }

    private byte[] CheckMac(Command command)
    {
        int slot = command.Param2;
        if ((command.Mode & ~CheckMacModeMask) != 0 || slot >= Zone.SlotCount
            || command.Content.Length != (2 * BlockLength) + CheckMacOtherContentLength)
        {
            return ParseError;
        }

        byte[] tempKey = _volatile.TempKey.Value;
        byte[] first = [];
        bool allowed = IsConfigurationLocked && TempKeySuits(command) && TryFirstBlock(command, slot, out first)
            && IsNonceGoodFor(slot) && TryUse(slot);
        _volatile.TempKey.Invalidate();
        _volatile.AuthorizedBy = -1;
        if (!allowed)
        {
            return ExecutionError;
        }

        byte[] second = command.Has(CommandMode.MacBlock2TempKey) ? tempKey : command.Content;
        byte[] other = command.Content[(2 * BlockLength)..];
        byte[] expected = SHA256.HashData(
        [
            .. first.AsSpan(0, BlockLength), .. second.AsSpan(0, BlockLength), .. other.AsSpan(0, 4),
            .. command.Has(CommandMode.MacIncludeOtp64) ? _eeprom.Otp.AsSpan(0, 8) : new byte[8],
            .. other.AsSpan(4, 3), _eeprom.Configuration[ConfigurationZone.SerialNumberEndOffset + 4],
            .. other.AsSpan(7, 4), .. _eeprom.Configuration.AsSpan(0, 2), .. other.AsSpan(11, 2),
        ]);
        if (!IsSame(expected, command.Content.AsSpan(BlockLength, BlockLength)))
        {
            return Miscompare;
        }

        // Only a MAC by the key itself authorizes: with TempKey for a key it would be one by whatever is there.
        if (!command.Has(CommandMode.MacBlock1TempKey))
        {
            _volatile.AuthorizedBy = slot;
        }

        CopyAfterCheck(command);
        return Done;
    }

    // CheckMac (Copy): a password proved right puts the secret behind it into TempKey, if that secret's ReadKey is 0.
    private void CopyAfterCheck(Command command)
    {
        int target = command.Param2 | 1;
        bool copies = (command.Mode & ~CommandMode.MacSourceFixed) == CommandMode.MacBlock2TempKey;
        if (copies && ReadKeyOf(target) == 0 && TryReadSecret(target, out byte[] secret))
        {
            _volatile.TempKey.Load(secret, isFixed: true);
        }
    }

    private byte[] DeriveKey(Command command)
    {
        int slot = command.Param2;
        if ((command.Mode & ~CommandMode.DeriveKeySourceFixed) != 0 || slot >= Zone.SlotCount
            || command.Content.Length is not (0 or BlockLength))
        {
            return ParseError;
        }

        byte[] tempKey = _volatile.TempKey.Value;
        bool sourceMatches = _volatile.TempKey.IsValid && !_volatile.TempKey.NoMac
            && _volatile.TempKey.IsFixed == command.Has(CommandMode.DeriveKeySourceFixed);

        // WriteConfig 0x2: allowed; 0x1 besides: from the parent in WriteKey, else from the key itself; 0x8 besides: with a MAC.
        int parent = SlotHas(slot, SlotConfig.DeriveKeyFromParent) ? WriteKeyOf(slot) : slot;
        byte[] secret = [];
        bool allowed = IsConfigurationLocked && IsDataLocked && sourceMatches && SlotHas(slot, SlotConfig.DeriveKeyAllowed)
            && !IsPrivateSlot(slot) && !IsSlotLocked(slot) && TryReadSecret(parent, out secret) && IsNonceGoodFor(parent)
            && MayDerive(command, secret) && TryUse(parent);
        _volatile.TempKey.Invalidate();
        if (!allowed)
        {
            return ExecutionError;
        }

        Digest(secret, command.Header, new byte[25], tempKey).CopyTo(_eeprom.Slots[slot], 0);
        return Done;
    }

    private bool MayDerive(Command command, byte[] secret)
    {
        if (!SlotHas(command.Param2, SlotConfig.DeriveKeyMac))
        {
            return command.Content.Length == 0;
        }

        byte[] mac = SHA256.HashData([.. secret, .. command.Header, .. ShortSerialNumber]);
        return command.Content.Length == BlockLength && IsSame(mac, command.Content);
    }

    // TempKey is looked at only if it is part of the message; then its source must be the one the mode says.
    private bool TempKeySuits(Command command)
    {
        bool used = command.Has(CommandMode.MacBlock1TempKey | CommandMode.MacBlock2TempKey);
        return !used
            || (_volatile.TempKey.IsValid && _volatile.TempKey.IsFixed == command.Has(CommandMode.MacSourceFixed));
    }

    private bool TryFirstBlock(Command command, int slot, out byte[] block)
    {
        if (command.Has(CommandMode.MacBlock1TempKey))
        {
            block = _volatile.TempKey.Value;
            return true;
        }

        return TryReadSecret(slot, out block);
    }
}
