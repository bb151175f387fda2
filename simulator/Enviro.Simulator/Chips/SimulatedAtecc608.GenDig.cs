using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// GenDig (DS20005927, Security Commands; counter and key configuration are the ATECC608's): TempKey = SHA-256(value ‖ opcode, zone,
// param2 ‖ SN[8] ‖ SN[0:1] ‖ 25 bytes ‖ TempKey). TempKey's source stays what it was.
public sealed partial class SimulatedAtecc608
{
    private const int GenDigOtherContentLength = 4;

    private byte[] GenDig(Command command)
    {
        int length = command.Content.Length;
        bool hasLength = command.Mode switch
        {
            CommandMode.GenDigSharedNonce => length == BlockLength,

            // The host may send the four bytes for every key; they count for one with NoMac only.
            CommandMode.GenDigSlot => length is 0 or GenDigOtherContentLength,
            _ => length == 0,
        };
        if (command.Mode > CommandMode.GenDigKeyConfiguration || !hasLength || !HasGenDigTarget(command))
        {
            return ParseError;
        }

        // Before the data zone is locked too: what is to be written encrypted then needs a session key.
        if (!IsConfigurationLocked || !_volatile.TempKey.IsValid)
        {
            return ExecutionError;
        }

        return command.Mode switch
        {
            CommandMode.GenDigSlot => GenDigSlot(command),
            CommandMode.GenDigSharedNonce => GenDigSharedNonce(command),
            _ => GenDigPublic(command),
        };
    }

    private static bool HasGenDigTarget(Command command)
    {
        return command.Mode switch
        {
            CommandMode.GenDigConfiguration => command.Param2 < ConfigurationZone.Length / BlockLength,
            CommandMode.GenDigOtp => command.Param2 < Zone.OtpLength / BlockLength,
            CommandMode.GenDigCounter => command.Param2 <= 1,
            CommandMode.GenDigSharedNonce => true,
            _ => command.Param2 < Zone.SlotCount,
        };
    }

    private byte[] GenDigSlot(Command command)
    {
        int slot = command.Param2;
        bool noMac = SlotHas(slot, SlotConfig.NoMac);
        if (!TryReadSecret(slot, out byte[] secret) || (noMac && command.Content.Length == 0) || !IsNonceGoodFor(slot) || !TryUse(slot))
        {
            return ExecutionError;
        }

        // For a key with NoMac opcode and parameters are the host's, so that the digest can be another chip's MAC; the flag keeps
        // TempKey from becoming one here.
        byte[] header = noMac ? command.Content : command.Header;
        _volatile.TempKey.LoadGenDig(Digest(secret, header, new byte[25], _volatile.TempKey.Value), slot, noMac);
        return Done;
    }

    private byte[] GenDigSharedNonce(Command command)
    {
        byte[] header = [command.Opcode, command.Mode, (byte)command.Param2, 0];
        byte[] tempKey = _volatile.TempKey.Value;
        byte[] digest = (command.Param2 & CommandMode.GenDigTempKeyFirst) != 0
            ? Digest(tempKey, header, new byte[25], command.Content)
            : Digest(command.Content, header, new byte[25], tempKey);
        _volatile.TempKey.LoadGenDig(digest, -1, noMac: false);
        return Done;
    }

    private byte[] GenDigPublic(Command command)
    {
        byte[] value = new byte[BlockLength];
        byte[] rest = new byte[25];
        int offset = command.Param2 * BlockLength;
        switch (command.Mode)
        {
            case CommandMode.GenDigConfiguration:
                value = _eeprom.Configuration[offset..(offset + BlockLength)];
                break;
            case CommandMode.GenDigOtp:
                value = _eeprom.Otp[offset..(offset + BlockLength)];
                break;
            case CommandMode.GenDigCounter:
                BinaryPrimitives.WriteUInt32LittleEndian(rest.AsSpan(1), CounterValue(command.Param2));
                break;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(rest.AsSpan(1), (ushort)SlotConfigOf(command.Param2));
                BinaryPrimitives.WriteUInt16LittleEndian(rest.AsSpan(3), (ushort)KeyConfigOf(command.Param2));
                rest[5] = IsSlotLocked(command.Param2) ? (byte)0 : (byte)1;
                break;
        }

        _volatile.TempKey.LoadGenDig(Digest(value, command.Header, rest, _volatile.TempKey.Value), -1, noMac: false);
        return Done;
    }

    private byte[] Digest(byte[] value, byte[] header, byte[] rest, byte[] last)
    {
        return SHA256.HashData(
            [.. value.AsSpan(0, BlockLength), .. header, .. ShortSerialNumber, .. rest, .. last.AsSpan(0, BlockLength)]);
    }
}
