using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// SHA (DS20005927, Security Commands): SHA-256 in pieces of 64 bytes.
public sealed partial class SimulatedAtecc608
{
    private const int ShaBlockLength = 64;
    private const int ShaModeMask = 0x07;

    private byte[] Sha(Command command)
    {
        int target = command.Mode & CommandMode.ShaTargetOutputOnly;
        int length = command.Content.Length;
        if (command.Param2 != length || (command.Mode & ~(ShaModeMask | CommandMode.ShaTargetOutputOnly)) != 0)
        {
            return ParseError;
        }

        switch (command.Mode & ShaModeMask)
        {
            case CommandMode.ShaStart when length == 0 && target == 0:
                _volatile.ShaMessage = [];
                return Done;
            case CommandMode.ShaUpdate when length == ShaBlockLength && target == 0:
                return ShaUpdate(command.Content);
            case CommandMode.ShaEnd when length < ShaBlockLength && target != CommandMode.NonceTargetAlternateKeyBuffer:
                return ShaEnd(command.Content, target);
            default:
                return ParseError;
        }
    }

    private byte[] ShaUpdate(byte[] block)
    {
        if (_volatile.ShaMessage is null)
        {
            return ExecutionError;
        }

        _volatile.ShaMessage.AddRange(block);
        return Done;
    }

    private byte[] ShaEnd(byte[] rest, int target)
    {
        if (_volatile.ShaMessage is null)
        {
            return ExecutionError;
        }

        byte[] digest = SHA256.HashData([.. _volatile.ShaMessage, .. rest]);
        _volatile.ShaMessage = null;
        switch (target)
        {
            case 0:
                _volatile.TempKey.Load(digest, isFixed: true);
                break;
            case CommandMode.NonceTargetMessageDigestBuffer:
                _volatile.MessageDigest = digest;
                break;
        }

        return digest;
    }
}
