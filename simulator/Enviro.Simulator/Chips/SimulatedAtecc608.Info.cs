using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Info (DS20005927, Security Commands; the persistent latch is the ATECC608's).
public sealed partial class SimulatedAtecc608
{
    private const int LatchValue = 0x0001;

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
                return State();
            case CommandMode.InfoVolatileKeyPermission:
                return Latch(command.Param2);
            default:
                return ParseError;
        }
    }

    // Bits 0 … 3 KeyID, 4 SourceFlag, 5 GenDigData, 6 GenKeyData, 7 NoMacFlag, 10 AuthValid, 11 … 14 AuthKey, 15 Valid.
    private byte[] State()
    {
        TempKeyRegister key = _volatile.TempKey;
        int authorized = _volatile.AuthorizedBy;
        int flags = TempKeyFlags() | (authorized >= 0 ? 0x0400 | (authorized << 11) : 0) | (key.Value.Length > 0 ? 0x8000 : 0);
        return [0, 0, (byte)(flags >> 8), (byte)flags];
    }

    private byte TempKeyFlags()
    {
        TempKeyRegister key = _volatile.TempKey;
        int flags = key.KeySlot | (key.IsFixed ? 0x10 : 0) | (key.IsGenDig ? 0x20 : 0)
            | (key.IsGenKey ? 0x40 : 0) | (key.NoMac ? 0x80 : 0);
        return (byte)flags;
    }

    // The latch is set, and cleared, after a CheckMac by the key VolatileKeyPermission names; reading it is always allowed.
    private byte[] Latch(int request)
    {
        if ((request & ~(CommandMode.VolatileKeyPermissionSet | LatchValue)) != 0 || request == LatchValue)
        {
            return ParseError;
        }

        if ((request & CommandMode.VolatileKeyPermissionSet) != 0)
        {
            int permission = _eeprom.Configuration[ConfigurationZone.VolatileKeyPermissionOffset];
            if (!IsConfigurationLocked || (permission & ConfigurationZone.VolatileKeyPermissionEnable) == 0
                || _volatile.AuthorizedBy != (permission & ConfigurationZone.VolatileKeyPermissionSlotMask))
            {
                return ExecutionError;
            }

            _persistentLatch = (request & LatchValue) != 0;
        }

        return [_persistentLatch ? (byte)1 : (byte)0, 0, 0, 0];
    }

    private bool HoldsKey(int slot)
    {
        return IsP256(slot)
            && (IsPrivateSlot(slot) ? P256.IsPrivateKey(PrivateKey(slot)) : TryReadValidPublicKey(slot, out _));
    }
}
