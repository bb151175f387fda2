using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// KDF (ATECC608B DS40002239): TLS 1.2's PRF, AES, and the HMAC that HKDF is made of. Param2's low byte is the source slot, its high
// byte the target slot; details are four bytes, the last of them the message's length.
public sealed partial class SimulatedAtecc608
{
    private const int KdfSourceMask = 0x03;
    private const int KdfTargetMask = 0x1C;
    private const int KdfAlgorithmMask = 0x60;
    private const int KdfDetailsLength = 4;
    private const int KdfLongestMessage = 128;
    private const int KdfMessageSlotShift = 8;
    private const int FirstLocationWithoutIv = 0xF0;

    private byte[] Kdf(Command command)
    {
        int algorithm = command.Mode & KdfAlgorithmMask;
        int target = command.Mode & KdfTargetMask;
        bool known = (command.Mode & 0x80) == 0 && algorithm != KdfAlgorithmMask && target <= CommandMode.KdfTargetOutputEncrypted;
        if (!known || command.Content.Length < KdfDetailsLength)
        {
            return ParseError;
        }

        uint details = BinaryPrimitives.ReadUInt32LittleEndian(command.Content);
        byte[] message = command.Content[KdfDetailsLength..];
        int length = algorithm == CommandMode.KdfAes ? AesBlockLength : (int)(details >> 24);
        bool inPacket = algorithm != CommandMode.KdfHkdf || (details & 2) != 0;
        bool hasLength = length <= KdfLongestMessage && (message.Length == length || (!inPacket && message.Length == 0));
        if (!hasLength || !HasKdfSlots(command, target))
        {
            return ParseError;
        }

        if (!IsConfigurationLocked || !IsDataLocked || !MayTarget(command, target))
        {
            return ExecutionError;
        }

        byte[]? result = algorithm switch
        {
            CommandMode.KdfPrf => KdfPrf(command, details, message),
            CommandMode.KdfAes => KdfAes(command, details, message),
            _ => KdfHkdf(command, details, message, length),
        };
        bool split = algorithm == CommandMode.KdfPrf && (details & CommandMode.KdfPrfSplit) != 0;
        return result is null || (split && !MaySplit(target, result)) ? ExecutionError : DeliverKey(command, target, result, split);
    }

    private static bool HasKdfSlots(Command command, int target)
    {
        return ((command.Mode & KdfSourceMask) != CommandMode.KdfSourceSlot || (command.Param2 & 0xFF) < Zone.SlotCount)
            && (target != CommandMode.KdfTargetSlot || command.Param2 >> 8 < Zone.SlotCount);
    }

    // Of a slot that holds no elliptic-curve key, PubInfo says whether KDF may write it.
    private bool MayTarget(Command command, int target)
    {
        int protection = (ChipOptions & ConfigurationZone.ChipOptionsKdfProtectionMask) >> ConfigurationZone.ChipOptionsKdfProtectionShift;
        bool encrypted = target == CommandMode.KdfTargetOutputEncrypted;
        if (!MayOutput(protection, encrypted || target == CommandMode.KdfTargetOutput, encrypted))
        {
            return false;
        }

        int slot = command.Param2 >> 8;
        return target switch
        {
            CommandMode.KdfTargetSlot => !IsPrivateSlot(slot) && !IsP256(slot) && !IsSlotLocked(slot) && KeyHas(slot, KeyConfig.PublicInfo),
            CommandMode.KdfTargetTempKeyUpper => _volatile.TempKey.IsValid,
            _ => true,
        };
    }

    // The upper half stays in the output buffer, so the same protection holds for it; and the target gets the lower half alone.
    private bool MaySplit(int target, byte[] result)
    {
        int protection = (ChipOptions & ConfigurationZone.ChipOptionsKdfProtectionMask) >> ConfigurationZone.ChipOptionsKdfProtectionShift;
        return result.Length == 2 * BlockLength && target < CommandMode.KdfTargetOutput && protection == OutputAllowed;
    }

    // RFC 5246 §5: P_SHA256(key, message), 32 or 64 bytes. The message is label and seed.
    private byte[]? KdfPrf(Command command, uint details, byte[] message)
    {
        int keyLength = 16 * (1 + (int)(details & 3));
        if (!TryReadKdfKey(command, 0, keyLength, out byte[] key))
        {
            return null;
        }

        byte[] a = HMACSHA256.HashData(key, message);
        byte[] first = Expand(key, a, message);
        return (details & CommandMode.KdfPrfTarget64) == 0
            ? first
            : [.. first, .. Expand(key, HMACSHA256.HashData(key, a), message)];
    }

    private static byte[] Expand(byte[] key, byte[] a, byte[] message)
    {
        byte[] input = [.. a, .. message];
        return HMACSHA256.HashData(key, input);
    }

    private byte[]? KdfAes(Command command, uint details, byte[] message)
    {
        bool enabled = IsAesEnabled && (ChipOptions & ConfigurationZone.ChipOptionsKdfAes) != 0;
        int offset = AesBlockLength * (int)(details & 3);
        return enabled && TryReadKdfKey(command, offset, AesBlockLength, out byte[] key)
            ? [.. AesBlock(key, message, encrypt: true), .. new byte[BlockLength - AesBlockLength]]
            : null;
    }

    // RFC 5869: extract is HMAC(salt, secret), expand HMAC(secret, info ‖ 01); which of them it is, the host's message says.
    private byte[]? KdfHkdf(Command command, uint details, byte[] input, int length)
    {
        bool zeroKey = (details & CommandMode.KdfHkdfZeroKey) != 0;
        if (!TryReadKdfMessage(details, input, length, out byte[] message))
        {
            return null;
        }

        byte[] key = new byte[BlockLength];
        return zeroKey || TryReadKdfKey(command, 0, BlockLength, out key) ? HMACSHA256.HashData(key, message) : null;
    }

    private bool TryReadKdfMessage(uint details, byte[] input, int length, out byte[] message)
    {
        message = input;
        switch ((int)details & CommandMode.KdfHkdfMessageIv)
        {
            case CommandMode.KdfHkdfMessageSlot:
                int slot = (int)(details >> KdfMessageSlotShift) & 0x0F;
                message = IsPrivateSlot(slot) || length > _eeprom.Slots[slot].Length ? [] : _eeprom.Slots[slot][..length];
                return message.Length > 0 && TryUse(slot);
            case CommandMode.KdfHkdfMessageTempKey:
                byte[] tempKey = _volatile.TempKey.Value;
                message = _volatile.TempKey.IsValid && length <= tempKey.Length ? tempKey[..length] : [];
                return message.Length > 0;
            case CommandMode.KdfHkdfMessageIv:
                int location = _eeprom.Configuration[ConfigurationZone.KdfIvLocationOffset];
                return location < FirstLocationWithoutIv && location + 2 <= input.Length
                    && input.AsSpan(location, 2).SequenceEqual(_eeprom.Configuration.AsSpan(ConfigurationZone.KdfIvStringOffset, 2));
            default:
                return true;
        }
    }

    private bool TryReadKdfKey(Command command, int offset, int length, out byte[] key)
    {
        byte[] tempKey = _volatile.TempKey.IsValid ? _volatile.TempKey.Value : [];
        int slot = command.Param2 & 0xFF;
        int source = command.Mode & KdfSourceMask;
        byte[] register = source switch
        {
            CommandMode.KdfSourceTempKey => tempKey,
            CommandMode.KdfSourceTempKeyUpper => tempKey.Length > BlockLength ? tempKey[BlockLength..] : [],
            CommandMode.KdfSourceSlot => IsPrivateSlot(slot) || IsP256(slot) ? [] : _eeprom.Slots[slot],
            _ => _volatile.AlternateKey ?? [],
        };
        bool whole = offset + length <= register.Length && (source != CommandMode.KdfSourceSlot || TryUse(slot));
        key = whole ? register[offset..(offset + length)] : [];
        return whole;
    }

    private byte[] DeliverKey(Command command, int target, byte[] result, bool split)
    {
        byte[] kept = split ? result[..BlockLength] : result;
        byte[] answer = split ? result[BlockLength..] : Done;
        switch (target)
        {
            case CommandMode.KdfTargetTempKey:
                _volatile.TempKey.Load(kept, isFixed: true);
                return answer;
            case CommandMode.KdfTargetTempKeyUpper when kept.Length == BlockLength:
                _volatile.TempKey.Load([.. _volatile.TempKey.Value.AsSpan(0, BlockLength), .. kept], isFixed: true);
                return answer;
            case CommandMode.KdfTargetSlot when kept.Length <= _eeprom.Slots[command.Param2 >> 8].Length:
                kept.CopyTo(_eeprom.Slots[command.Param2 >> 8], 0);
                return answer;
            case CommandMode.KdfTargetAlternateKeyBuffer when kept.Length == BlockLength:
                _volatile.AlternateKey = kept;
                return answer;
            case CommandMode.KdfTargetOutput:
                return result;
            case CommandMode.KdfTargetOutputEncrypted when TryReadIoProtectionKey(out byte[] ioKey):
                return ProtectOutput(result, ioKey);
            default:
                return ExecutionError;
        }
    }
}
