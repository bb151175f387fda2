using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// SHA (DS20005927, Security Commands; HMAC by START and contexts as in the ATECC608): SHA-256 and HMAC in pieces of up to 64 bytes.
public sealed partial class SimulatedAtecc608
{
    private const int ShaModeMask = 0x07;

    private byte[] Sha(Command command)
    {
        int target = command.Mode & CommandMode.ShaTargetOutputOnly;
        int mode = command.Mode & ShaModeMask;
        int length = command.Content.Length;
        if ((command.Mode & ~(ShaModeMask | CommandMode.ShaTargetOutputOnly)) != 0
            || (target != 0 && mode != CommandMode.ShaEnd))
        {
            return ParseError;
        }

        switch (mode)
        {
            case CommandMode.ShaStart when length == 0 && command.Param2 == 0:
                _volatile.Sha = new ShaRegister();
                return Done;
            case CommandMode.ShaUpdate when length <= Sha256State.BlockLength && command.Param2 == length:
                return ShaUpdate(command.Content);
            case CommandMode.ShaEnd when length < Sha256State.BlockLength && command.Param2 == length
                && target != CommandMode.NonceTargetAlternateKeyBuffer:
                return ShaEnd(command.Content, target);
            case CommandMode.ShaPublic when length == 0 && command.Param2 < Zone.SlotCount:
                return ShaPublic(command.Param2);
            case CommandMode.ShaHmacStart when length == 0:
                return ShaHmacStart(command.Param2);
            case CommandMode.ShaReadContext when length == 0 && command.Param2 == 0:
                return _volatile.Sha is { HmacKey: null } ? _volatile.Sha.Hash.ToContext() : ExecutionError;
            case CommandMode.ShaWriteContext when command.Param2 == length:
                return ShaWriteContext(command.Content);
            default:
                return ParseError;
        }
    }

    private byte[] ShaUpdate(byte[] piece)
    {
        if (_volatile.Sha is null)
        {
            return ExecutionError;
        }

        _volatile.Sha.Hash.Append(piece);
        return Done;
    }

    private byte[] ShaEnd(byte[] rest, int target)
    {
        ShaRegister? sha = _volatile.Sha;
        if (sha is null)
        {
            return ExecutionError;
        }

        _volatile.Sha = null;
        sha.Hash.Append(rest);
        sha.MessageLength = sha.Hash.Length;
        byte[] digest = sha.Hash.Finish();
        if (sha.HmacKey is not null)
        {
            digest = SHA256.HashData([.. sha.HmacKey.Select(value => (byte)(value ^ 0x5C)), .. digest]);
        }

        switch (target)
        {
            case CommandMode.ShaTargetTempKey:
                _volatile.TempKey.LoadDigest(digest, sha);
                break;
            case CommandMode.ShaTargetMessageDigestBuffer:
                _volatile.MessageDigest = digest;
                break;
        }

        return digest;
    }

    // One public key a message, in a whole block of its own, so that X509format can say where it must be.
    private byte[] ShaPublic(int slot)
    {
        ShaRegister? sha = _volatile.Sha;
        if (!IsConfigurationLocked || sha is not { HmacKey: null } || sha.PublicKeySlot >= 0
            || sha.Hash.Length % Sha256State.BlockLength != 0 || !TryReadStoredPublicKey(slot, out byte[] publicKey))
        {
            return ExecutionError;
        }

        sha.PublicKeySlot = slot;
        sha.PublicKeyBlock = (int)(sha.Hash.Length / Sha256State.BlockLength);
        sha.Hash.Append(publicKey);
        return Done;
    }

    // FIPS 198-1: a key of 32 bytes is padded with zeros to a block.
    private byte[] ShaHmacStart(int source)
    {
        byte[] key;
        if (source == CommandMode.AesFromTempKey)
        {
            if (!_volatile.TempKey.IsValid || _volatile.TempKey.NoMac)
            {
                return ExecutionError;
            }

            key = _volatile.TempKey.Value[..BlockLength];
        }
        else if (source >= Zone.SlotCount)
        {
            return ParseError;
        }
        else if (!IsConfigurationLocked || !IsDataLocked || !TryReadSecret(source, out key)
            || SlotHas(source, SlotConfig.NoMac) || !TryUse(source))
        {
            return ExecutionError;
        }

        _volatile.Sha = new ShaRegister { HmacKey = [.. key, .. new byte[Sha256State.BlockLength - BlockLength]] };
        _volatile.Sha.Hash.Append(_volatile.Sha.HmacKey.Select(value => (byte)(value ^ 0x36)).ToArray());
        return Done;
    }

    private byte[] ShaWriteContext(byte[] context)
    {
        if (Sha256State.FromContext(context) is not { } hash)
        {
            return ParseError;
        }

        // Whatever public key the context was over, it came from outside now.
        _volatile.Sha = new ShaRegister { Hash = hash };
        return Done;
    }
}
