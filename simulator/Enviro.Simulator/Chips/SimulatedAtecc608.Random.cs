using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Random and Nonce (DS20005927, Security Commands).
public sealed partial class SimulatedAtecc608
{
    private const int NumInLength = 20;
    private const int NonceModeMask = 0x03;
    private const int NonceTargetMask = 0xC0;

    private byte[] Random(Command command)
    {
        return command.Mode > CommandMode.NonceRandomNoSeedUpdate || command.Param2 != 0 || command.Content.Length != 0
            ? ParseError
            : DrawRandom();
    }

    // Until the configuration is locked the generator gives a test pattern, so that nobody mistakes it for randomness.
    private byte[] DrawRandom()
    {
        if (IsConfigurationLocked)
        {
            return _eeprom.DrawRandom();
        }

        byte[] pattern = new byte[32];
        for (int i = 0; i < pattern.Length; i++)
        {
            pattern[i] = (i & 2) == 0 ? (byte)0xFF : (byte)0x00;
        }

        return pattern;
    }

    private byte[] Nonce(Command command)
    {
        return (command.Mode & NonceModeMask) == CommandMode.NonceFixed ? NonceFixed(command) : NonceRandom(command);
    }

    private byte[] NonceRandom(Command command)
    {
        bool known = command.Mode is CommandMode.NonceRandom or CommandMode.NonceRandomNoSeedUpdate;
        if (!known || (command.Param2 & ~CommandMode.NonceCalculateTempKey) != 0 || command.Content.Length != NumInLength)
        {
            return ParseError;
        }

        if (command.Param2 == CommandMode.NonceCalculateTempKey)
        {
            return NonceOfTempKey(command);
        }

        byte[] random = DrawRandom();
        _volatile.TempKey.Load(Mix(random, command), isFixed: false);
        return random;
    }

    // TempKey takes the random number's place and is returned. Stricter reading: only a random nonce may be, since what GenDig, GenKey,
    // ECDH or KDF left there would then be known to whoever asks.
    private byte[] NonceOfTempKey(Command command)
    {
        TempKeyRegister key = _volatile.TempKey;
        if (!key.IsValid || key.IsFixed || key.IsInternal)
        {
            return ExecutionError;
        }

        byte[] nonce = Mix(key.Value, command);
        key.Load(nonce, isFixed: false);
        return nonce;
    }

    private static byte[] Mix(byte[] value, Command command)
    {
        return SHA256.HashData([.. value.AsSpan(0, BlockLength), .. command.Content, Opcode.Nonce, command.Mode, 0]);
    }

    private byte[] NonceFixed(Command command)
    {
        int length = (command.Mode & CommandMode.NonceInput64) != 0 ? 64 : 32;
        int target = command.Mode & NonceTargetMask;
        bool known = (command.Mode & ~(NonceModeMask | NonceTargetMask | CommandMode.NonceInput64)) == 0
            && target != NonceTargetMask
            && !(target == CommandMode.NonceTargetAlternateKeyBuffer && length == 64);
        if (!known || command.Param2 != 0 || command.Content.Length != length)
        {
            return ParseError;
        }

        switch (target)
        {
            case CommandMode.NonceTargetMessageDigestBuffer:
                _volatile.MessageDigest = command.Content;
                break;
            case CommandMode.NonceTargetAlternateKeyBuffer:
                _volatile.AlternateKey = command.Content;
                break;
            default:
                _volatile.TempKey.Load(command.Content, isFixed: true);
                break;
        }

        return Done;
    }
}
