using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// SelfTest and what a failed one forbids (ATECC608B DS40002239). The algorithms here cannot fail; a test says which of them do.
public sealed partial class SimulatedAtecc608
{
    // The host library's "all" has bit 1 in place of bit 2, so both stand for ECDSA.
    private const int SelfTestEcdsaToo = 0x02;
    private const int SelfTestMask = CommandMode.SelfTestAll | SelfTestEcdsaToo;
    private const int AutoClear = 0x0008;

    private int _failedTests;

    /// <summary>
    /// Which self-tests fail, bits as in SelfTest's mode: 0x01 random numbers, 0x04 ECDSA, 0x08 ECDH, 0x10 AES, 0x20 SHA. What failed is
    /// found out by SelfTest, or by the test at power-up if ChipOptions asks for it.
    /// </summary>
    public int SelfTestFailures { get; set; }

    private byte[] SelfTest(Command command)
    {
        if ((command.Mode & ~SelfTestMask) != 0 || command.Param2 != 0 || command.Content.Length != 0)
        {
            return ParseError;
        }

        if (command.Mode == CommandMode.SelfTestFailures)
        {
            return [(byte)_failedTests];
        }

        return [(byte)RunTests(command.Mode)];
    }

    private int RunTests(int tests)
    {
        int ecdsa = CommandMode.SelfTestEcdsa | SelfTestEcdsaToo;
        int failing = (SelfTestFailures & ecdsa) != 0 ? SelfTestFailures | ecdsa : SelfTestFailures;
        int failed = failing & tests;
        int tested = (tests & ecdsa) != 0 ? tests | ecdsa : tests;
        _failedTests = (_failedTests & ~tested) | (failing & tested & CommandMode.SelfTestAll);
        return failed;
    }

    // A failed algorithm is not used: 08 for the random number generator, 07 for the others, until a test passes. AutoClearFirstFail
    // forgets a failed generator with the first command it stopped.
    private byte[]? FailedTest(Command command)
    {
        int failed = _failedTests & NeededBy(command);
        if ((failed & CommandMode.SelfTestRandom) != 0)
        {
            if ((ChipOptions & AutoClear) != 0)
            {
                _failedTests &= ~CommandMode.SelfTestRandom;
            }

            return [(byte)Atecc608Status.HealthTestError];
        }

        return failed != 0 ? [(byte)Atecc608Status.SelfTestError] : null;
    }

    private static int NeededBy(Command command)
    {
        return command.Opcode switch
        {
            Opcode.Random => CommandMode.SelfTestRandom,
            Opcode.Nonce when (command.Mode & NonceModeMask) != CommandMode.NonceFixed =>
                CommandMode.SelfTestRandom | CommandMode.SelfTestSha,
            Opcode.GenKey when command.Has(CommandMode.GenKeyPrivate) => CommandMode.SelfTestRandom,
            Opcode.Sign => CommandMode.SelfTestRandom | CommandMode.SelfTestEcdsa,
            Opcode.Verify or Opcode.SecureBoot => CommandMode.SelfTestEcdsa,
            Opcode.Ecdh => CommandMode.SelfTestEcdh,
            Opcode.Aes => CommandMode.SelfTestAes,
            Opcode.Kdf => (command.Mode & KdfAlgorithmMask) == CommandMode.KdfAes ? CommandMode.SelfTestAes : CommandMode.SelfTestSha,
            Opcode.Sha or Opcode.Mac or Opcode.CheckMac or Opcode.DeriveKey or Opcode.GenDig => CommandMode.SelfTestSha,
            _ => 0,
        };
    }
}
