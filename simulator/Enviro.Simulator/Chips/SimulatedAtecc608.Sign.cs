using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Sign and ECDH (DS20005927, Security Commands; ECDH's targets are the ATECC608's).
public sealed partial class SimulatedAtecc608
{
    private const int EcdhTargetMask = CommandMode.EcdhTargetOutput;
    private const int EcdhModeMask = EcdhTargetMask | CommandMode.EcdhOutputEncrypted | CommandMode.EcdhSourceTempKey;
    private const int OutputAllowed = 0;
    private const int OutputEncrypted = 1;

    private byte[] Sign(Command command)
    {
        bool isExternal = command.Has(CommandMode.SignExternal);
        int options = isExternal
            ? CommandMode.SignExternal | CommandMode.SourceMessageDigestBuffer
            : CommandMode.SignInvalidate | CommandMode.SignIncludeSerialNumber;
        if ((command.Mode & ~options) != 0 || command.Param2 >= Zone.SlotCount || command.Content.Length != 0)
        {
            return ParseError;
        }

        return isExternal ? SignExternal(command) : SignInternal(command);
    }

    // ReqRandom does not apply: the message is the host's, so TempKey, if it is there at all, is fixed. TempKey outlives a signature
    // of the message digest buffer.
    private byte[] SignExternal(Command command)
    {
        int slot = command.Param2;
        byte[]? digest = LoadedDigest(command.Mode);
        if (!IsConfigurationLocked || !IsDataLocked || digest is null || !HasPrivateKey(slot)
            || !SlotHas(slot, SlotConfig.ExternalSignatures) || !TryUse(slot))
        {
            return ExecutionError;
        }

        SpendDigest(command.Mode);
        return SignDigest(slot, digest);
    }

    private byte[] SignInternal(Command command)
    {
        int slot = command.Param2;
        TempKeyRegister tempKey = _volatile.TempKey;
        if (!IsConfigurationLocked || !IsDataLocked || !tempKey.IsValid || !tempKey.IsInternal
            || !HasPrivateKey(slot) || !IsNonceGoodFor(slot) || !SlotHas(slot, SlotConfig.InternalSignatures) || !TryUse(slot))
        {
            return ExecutionError;
        }

        byte[] digest = SHA256.HashData(InternalMessage(command));
        tempKey.Invalidate();
        return SignDigest(slot, digest);
    }

    private byte[] SignDigest(int slot, byte[] digest)
    {
        return FastSigning ? P256.SignFast(PrivateKey(slot), digest) : P256.Sign(PrivateKey(slot), digest);
    }

    // 55 bytes: TempKey ‖ opcode, mode, param2 ‖ SlotConfig and KeyConfig of TempKey's key ‖ TempKey's flags ‖ 2 zeros ‖ SN[8] ‖
    // SN[4:7] or zeros ‖ SN[0:1] ‖ SN[2:3] or zeros ‖ 1 if that key's slot is not locked ‖ 1 to invalidate ‖ 0.
    private byte[] InternalMessage(Command command)
    {
        TempKeyRegister tempKey = _volatile.TempKey;
        byte[] configuration = _eeprom.Configuration;
        int slotConfig = ConfigurationZone.SlotConfigOffset + (2 * tempKey.KeySlot);
        int keyConfig = ConfigurationZone.KeyConfigOffset + (2 * tempKey.KeySlot);
        bool full = command.Has(CommandMode.SignIncludeSerialNumber);
        return
        [
            .. tempKey.Value.AsSpan(0, BlockLength),
            .. command.Header,
            .. configuration.AsSpan(slotConfig, 2),
            .. configuration.AsSpan(keyConfig, 2),
            TempKeyFlags(), 0, 0,
            configuration[ConfigurationZone.SerialNumberEndOffset + 4],
            .. full ? configuration.AsSpan(ConfigurationZone.SerialNumberEndOffset, 4) : new byte[4],
            .. configuration.AsSpan(0, 2),
            .. full ? configuration.AsSpan(2, 2) : new byte[2],
            IsSlotLocked(tempKey.KeySlot) ? (byte)0 : (byte)1,
            command.Has(CommandMode.SignInvalidate) ? (byte)1 : (byte)0,
            0,
        ];
    }

    private byte[]? LoadedDigest(byte mode)
    {
        byte[]? source = (mode & CommandMode.SourceMessageDigestBuffer) != 0
            ? _volatile.MessageDigest
            : _volatile.TempKey.IsValid ? _volatile.TempKey.Value : null;
        return source is null || source.Length < BlockLength ? null : source[..BlockLength];
    }

    private void SpendDigest(byte mode)
    {
        if ((mode & CommandMode.SourceMessageDigestBuffer) == 0)
        {
            _volatile.TempKey.Invalidate();
        }
    }

    private byte[] Ecdh(Command command)
    {
        bool fromTempKey = command.Has(CommandMode.EcdhSourceTempKey);
        int target = command.Mode & EcdhTargetMask;

        // A key in TempKey has no slot after it, and no SlotConfig to say where the secret goes.
        bool known = (command.Mode & ~EcdhModeMask) == 0
            && (fromTempKey
                ? command.Param2 == 0 && target is CommandMode.EcdhTargetTempKey or CommandMode.EcdhTargetOutput
                : command.Param2 < Zone.SlotCount);
        if (!known || command.Content.Length != P256.PointLength)
        {
            return ParseError;
        }

        if (!IsConfigurationLocked || !IsDataLocked)
        {
            return ExecutionError;
        }

        return fromTempKey ? EcdhFromTempKey(command, target) : EcdhFromSlot(command, target);
    }

    private byte[] EcdhFromTempKey(Command command, int target)
    {
        if (!_volatile.TempKey.IsPrivateKey || !MayOutputSecret(command, target))
        {
            return ExecutionError;
        }

        byte[]? secret = P256.SharedSecret(_volatile.TempKey.Value, command.Content);
        _volatile.TempKey.Invalidate();
        return secret is null ? ExecutionError : DeliverSecret(command, target, secret, -1);
    }

    private byte[] EcdhFromSlot(Command command, int target)
    {
        int slot = command.Param2;
        bool toNextSlot = SlotHas(slot, SlotConfig.EcdhToNextSlot);
        if (target == CommandMode.EcdhTargetCompatible)
        {
            target = toNextSlot ? CommandMode.EcdhTargetSlot : CommandMode.EcdhTargetOutput;
        }

        // Stricter reading: a key whose secrets belong into the next slot gives them to no other place.
        int next = slot | 1;
        bool reachable = target == CommandMode.EcdhTargetSlot
            ? next != slot && !IsPrivateSlot(next) && !IsSlotLocked(next)
            : !toNextSlot;
        if (!HasPrivateKey(slot) || !SlotHas(slot, SlotConfig.EcdhAllowed) || !reachable || !MayOutputSecret(command, target)
            || !TryUse(slot))
        {
            return ExecutionError;
        }

        byte[]? secret = P256.SharedSecret(PrivateKey(slot), command.Content);
        return secret is null ? ExecutionError : DeliverSecret(command, target, secret, next);
    }

    private bool MayOutputSecret(Command command, int target)
    {
        int protection = (ChipOptions & ConfigurationZone.ChipOptionsEcdhProtectionMask)
            >> ConfigurationZone.ChipOptionsEcdhProtectionShift;
        return MayOutput(protection, target == CommandMode.EcdhTargetOutput, command.Has(CommandMode.EcdhOutputEncrypted));
    }

    // ECDH and KDF protection bits of ChipOptions: 0 in the clear, 1 encrypted only, 2 no output, 3 (reserved) not at all.
    private bool MayOutput(int protection, bool toOutput, bool encrypted)
    {
        if (!toOutput)
        {
            return !encrypted && protection <= 2;
        }

        return encrypted
            ? protection is OutputAllowed or OutputEncrypted && TryReadIoProtectionKey(out _)
            : protection == OutputAllowed;
    }

    private byte[] DeliverSecret(Command command, int target, byte[] secret, int next)
    {
        switch (target)
        {
            case CommandMode.EcdhTargetSlot:
                secret.CopyTo(_eeprom.Slots[next], 0);
                return Done;
            case CommandMode.EcdhTargetTempKey:
                _volatile.TempKey.Load(secret, isFixed: true);
                return Done;
            default:
                return command.Has(CommandMode.EcdhOutputEncrypted) && TryReadIoProtectionKey(out byte[] ioKey)
                    ? ProtectOutput(secret, ioKey)
                    : secret;
        }
    }
}
