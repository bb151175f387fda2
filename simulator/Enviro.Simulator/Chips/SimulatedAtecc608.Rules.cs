using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// What the rules of all commands read from the configuration zone (DS20005927, Configuration Zone, SlotConfig and KeyConfig).
public sealed partial class SimulatedAtecc608
{
    private bool IsConfigurationLocked => _eeprom.Configuration[ConfigurationZone.LockConfigOffset] != ConfigurationZone.Unlocked;

    private bool IsDataLocked => _eeprom.Configuration[ConfigurationZone.LockValueOffset] != ConfigurationZone.Unlocked;

    private int ChipMode => _eeprom.Configuration[ConfigurationZone.ChipModeOffset];

    private int ChipOptions => Word(ConfigurationZone.ChipOptionsOffset);

    private bool IsAesEnabled => (_eeprom.Configuration[ConfigurationZone.AesEnableOffset] & ConfigurationZone.AesEnable) != 0;

    private bool IsI2cEnabled => (_eeprom.Configuration[ConfigurationZone.I2cEnableOffset] & ConfigurationZone.I2cEnable) != 0;

    // UserExtraAdd takes the place of I2C_Address once it is not zero, if ChipMode says so.
    private int ConfiguredAddress
    {
        get
        {
            int other = _eeprom.Configuration[ConfigurationZone.UserExtraAddOffset];
            bool useOther = (ChipMode & ConfigurationZone.ChipModeUserExtraAddress) != 0 && other != 0;
            return (useOther ? other : _eeprom.Configuration[ConfigurationZone.I2cAddressOffset]) >> 1;
        }
    }

    // The public sources say only that the chip is of no general use until it was unlocked by UseLockKey. Stricter reading: the
    // unlocking lasts as long as the authorization by that key, so until sleep, and only what leads to it works before.
    private bool IsUseLocked
    {
        get
        {
            int useLock = _eeprom.Configuration[ConfigurationZone.UseLockOffset];
            return IsConfigurationLocked
                && (useLock & ConfigurationZone.UseLockEnableMask) == ConfigurationZone.UseLockEnable
                && _volatile.AuthorizedBy != UseLockSlot;
        }
    }

    private int UseLockSlot => _eeprom.Configuration[ConfigurationZone.UseLockOffset] >> 4;

    /// <summary>SN[8] and SN[0:1], in every message the chip digests.</summary>
    private byte[] ShortSerialNumber =>
        [_eeprom.Configuration[ConfigurationZone.SerialNumberEndOffset + 4], _eeprom.Configuration[0], _eeprom.Configuration[1]];

    private bool IsAllowedUnderUseLock(Command command)
    {
        return command.Opcode switch
        {
            Opcode.Info or Opcode.Nonce or Opcode.Random or Opcode.SelfTest => true,
            Opcode.Read => (command.Mode & ZoneMask) == Zone.Configuration,
            Opcode.CheckMac => command.Param2 == UseLockSlot,

            // The key has to get in: before the data zone is locked, writing and locking are personalization, not use.
            Opcode.Write or Opcode.Lock => !IsDataLocked,
            _ => false,
        };
    }

    private int Word(int offset)
    {
        return BinaryPrimitives.ReadUInt16LittleEndian(_eeprom.Configuration.AsSpan(offset));
    }

    private int SlotConfigOf(int slot)
    {
        return Word(ConfigurationZone.SlotConfigOffset + (2 * slot));
    }

    private int KeyConfigOf(int slot)
    {
        return Word(ConfigurationZone.KeyConfigOffset + (2 * slot));
    }

    private bool SlotHas(int slot, int slotConfig)
    {
        return (SlotConfigOf(slot) & slotConfig) != 0;
    }

    private bool KeyHas(int slot, int keyConfig)
    {
        return (KeyConfigOf(slot) & keyConfig) != 0;
    }

    private int ReadKeyOf(int slot)
    {
        return SlotConfigOf(slot) & SlotConfig.ReadKeyMask;
    }

    private int WriteKeyOf(int slot)
    {
        return (SlotConfigOf(slot) & SlotConfig.WriteKeyMask) >> SlotConfig.WriteKeyShift;
    }

    private bool IsPrivateSlot(int slot)
    {
        return KeyHas(slot, KeyConfig.Private);
    }

    private bool IsP256(int slot)
    {
        return (KeyConfigOf(slot) & KeyConfig.KeyTypeMask) == KeyConfig.KeyTypeP256;
    }

    private bool IsSlotLocked(int slot)
    {
        return (_eeprom.Configuration[ConfigurationZone.SlotLockedOffset + (slot >> 3)] & (1 << (slot & 7))) == 0;
    }

    /// <summary>The first 32 bytes of a slot as a symmetric key; false for a private key, which no command takes for one.</summary>
    private bool TryReadSecret(int slot, out byte[] secret)
    {
        bool isSecret = slot < Zone.SlotCount && !IsPrivateSlot(slot);
        secret = isSecret ? _eeprom.Slots[slot][..BlockLength] : [];
        return isSecret;
    }

    /// <summary>ReqRandom, for the commands it names: GenKey's digests, MAC, CheckMac, Verify, DeriveKey, GenDig and Sign of internal messages.</summary>
    private bool IsNonceGoodFor(int slot)
    {
        return !KeyHas(slot, KeyConfig.RequiresRandom) || (_volatile.TempKey.IsValid && !_volatile.TempKey.IsFixed);
    }

    /// <summary>ReqAuth: a CheckMac by AuthKey has come before.</summary>
    private bool IsAuthorized(int slot)
    {
        int authKey = (KeyConfigOf(slot) & KeyConfig.AuthKeyMask) >> KeyConfig.AuthKeyShift;
        return !KeyHas(slot, KeyConfig.RequiresAuthorization) || _volatile.AuthorizedBy == authKey;
    }

    /// <summary>
    /// The last condition of every command that uses a key: authorization, persistent latch, and one of its limited uses, which is
    /// spent here.
    /// </summary>
    private bool TryUse(int slot)
    {
        bool enabled = IsAuthorized(slot) && (_persistentLatch || !KeyHas(slot, KeyConfig.PersistentDisable));
        return enabled && (!SlotHas(slot, SlotConfig.LimitedUse) || TryCountUse());
    }

    /// <summary>The IO protection key, when ChipOptions enables it and names a slot that can hold it.</summary>
    private bool TryReadIoProtectionKey(out byte[] key)
    {
        key = [];
        return (ChipOptions & ConfigurationZone.ChipOptionsIoProtection) != 0
            && TryReadSecret(ChipOptions >> ConfigurationZone.ChipOptionsIoProtectionSlotShift, out key);
    }

    /// <summary>Output encrypted by the IO protection key, and the nonce: each 32 bytes ⊕ SHA-256(key ‖ 16 bytes of the nonce).</summary>
    private byte[] ProtectOutput(byte[] output, byte[] ioKey)
    {
        byte[] nonce = _eeprom.DrawRandom();
        byte[] protectedOutput = new byte[output.Length];
        for (int i = 0; i < output.Length; i += BlockLength)
        {
            byte[] pad = SHA256.HashData([.. ioKey, .. nonce.AsSpan(i / 2, 16)]);
            Xor(output.AsSpan(i, BlockLength), pad).CopyTo(protectedOutput, i);
        }

        return [.. protectedOutput, .. nonce];
    }

    private static byte[] Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        byte[] result = left.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] ^= right[i];
        }

        return result;
    }

    private static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
