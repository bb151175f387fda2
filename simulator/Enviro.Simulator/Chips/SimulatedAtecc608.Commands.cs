using System.Buffers.Binary;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// The table of commands, and what the rules of all of them read from the configuration zone.
public sealed partial class SimulatedAtecc608
{
    private static readonly Dictionary<byte, Func<SimulatedAtecc608, Command, byte[]>> Commands = new()
    {
        [Opcode.Info] = (chip, command) => chip.Info(command),
        [Opcode.Counter] = (chip, command) => chip.Counter(command),
        [Opcode.Random] = (chip, command) => chip.Random(command),
        [Opcode.Nonce] = (chip, command) => chip.Nonce(command),
        [Opcode.Read] = (chip, command) => chip.ReadZone(command),
        [Opcode.Write] = (chip, command) => chip.WriteZone(command),
        [Opcode.Lock] = (chip, command) => chip.Lock(command),
        [Opcode.GenKey] = (chip, command) => chip.GenKey(command),
        [Opcode.Sign] = (chip, command) => chip.Sign(command),
        [Opcode.Verify] = (chip, command) => chip.Verify(command),
        [Opcode.Sha] = (chip, command) => chip.Sha(command),
    };

    private static readonly byte[] Done = [(byte)Atecc608Status.Ok];
    private static readonly byte[] ParseError = [(byte)Atecc608Status.ParseError];
    private static readonly byte[] ExecutionError = [(byte)Atecc608Status.ExecutionError];

    private bool IsConfigurationLocked => _eeprom.Configuration[ConfigurationZone.LockConfigOffset] != ConfigurationZone.Unlocked;

    private bool IsDataLocked => _eeprom.Configuration[ConfigurationZone.LockValueOffset] != ConfigurationZone.Unlocked;

    private byte[] Execute(Command command)
    {
        return Commands.TryGetValue(command.Opcode, out Func<SimulatedAtecc608, Command, byte[]>? execute)
            ? execute(this, command)
            : ParseError;
    }

    private int SlotConfigOf(int slot)
    {
        return BinaryPrimitives.ReadUInt16LittleEndian(_eeprom.Configuration.AsSpan(ConfigurationZone.SlotConfigOffset + (2 * slot)));
    }

    private int KeyConfigOf(int slot)
    {
        return BinaryPrimitives.ReadUInt16LittleEndian(_eeprom.Configuration.AsSpan(ConfigurationZone.KeyConfigOffset + (2 * slot)));
    }

    private bool IsPrivateSlot(int slot)
    {
        return (KeyConfigOf(slot) & KeyConfig.Private) != 0;
    }

    private bool IsSlotLocked(int slot)
    {
        return (_eeprom.Configuration[ConfigurationZone.SlotLockedOffset + (slot >> 3)] & (1 << (slot & 7))) == 0;
    }

    private readonly record struct Command(byte Opcode, byte Mode, int Param2, byte[] Content);
}
