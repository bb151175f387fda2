using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// The table of commands, and what comes before each of them.
public sealed partial class SimulatedAtecc608
{
    private static readonly Dictionary<byte, Func<SimulatedAtecc608, Command, byte[]>> Commands = new()
    {
        [Opcode.Read] = (chip, command) => chip.ReadZone(command),
        [Opcode.Mac] = (chip, command) => chip.Mac(command),
        [Opcode.Write] = (chip, command) => chip.WriteZone(command),
        [Opcode.GenDig] = (chip, command) => chip.GenDig(command),
        [Opcode.Nonce] = (chip, command) => chip.Nonce(command),
        [Opcode.Lock] = (chip, command) => chip.Lock(command),
        [Opcode.Random] = (chip, command) => chip.Random(command),
        [Opcode.DeriveKey] = (chip, command) => chip.DeriveKey(command),
        [Opcode.UpdateExtra] = (chip, command) => chip.UpdateExtra(command),
        [Opcode.Counter] = (chip, command) => chip.Counter(command),
        [Opcode.CheckMac] = (chip, command) => chip.CheckMac(command),
        [Opcode.Info] = (chip, command) => chip.Info(command),
        [Opcode.GenKey] = (chip, command) => chip.GenKey(command),
        [Opcode.Sign] = (chip, command) => chip.Sign(command),
        [Opcode.Ecdh] = (chip, command) => chip.Ecdh(command),
        [Opcode.Verify] = (chip, command) => chip.Verify(command),
        [Opcode.PrivWrite] = (chip, command) => chip.PrivWrite(command),
        [Opcode.Sha] = (chip, command) => chip.Sha(command),
        [Opcode.Aes] = (chip, command) => chip.Aes(command),
        [Opcode.Kdf] = (chip, command) => chip.Kdf(command),
        [Opcode.SelfTest] = (chip, command) => chip.SelfTest(command),
        [Opcode.SecureBoot] = (chip, command) => chip.SecureBoot(command),
    };

    private static readonly byte[] Done = [(byte)Atecc608Status.Ok];
    private static readonly byte[] Miscompare = [(byte)Atecc608Status.Miscompare];
    private static readonly byte[] ParseError = [(byte)Atecc608Status.ParseError];
    private static readonly byte[] ExecutionError = [(byte)Atecc608Status.ExecutionError];

    private byte[] Execute(Command command)
    {
        if (!Commands.TryGetValue(command.Opcode, out Func<SimulatedAtecc608, Command, byte[]>? execute))
        {
            return ParseError;
        }

        if (IsUseLocked && !IsAllowedUnderUseLock(command))
        {
            return ExecutionError;
        }

        return FailedTest(command) ?? execute(this, command);
    }

    private readonly record struct Command(byte Opcode, byte Mode, int Param2, byte[] Content)
    {
        /// <summary>Opcode, mode and param2 as sent: four bytes of most messages the chip digests.</summary>
        public byte[] Header => [Opcode, Mode, (byte)Param2, (byte)(Param2 >> 8)];

        public bool Has(int flag)
        {
            return (Mode & flag) != 0;
        }
    }
}
