using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// Verify (DS20005927, Security Commands; the MAC is the ATECC608's).
public sealed partial class SimulatedAtecc608
{
    private const int ValidatedPublicKey = 0x50;
    private const int InvalidPublicKey = 0xA0;
    private const int VerifyModeMask = 0x07;
    private const int VerifyOtherContentLength = 19;
    private const int VerifyInvalidateIndex = 17;

    private byte[] Verify(Command command)
    {
        int length = command.Content.Length - P256.PointLength;
        int mode = command.Mode & VerifyModeMask;
        bool mayHaveOptions = mode is CommandMode.VerifyStored or CommandMode.VerifyExternal;
        if ((command.Mode & ~(VerifyModeMask | CommandMode.SourceMessageDigestBuffer | CommandMode.VerifyMac)) != 0
            || (!mayHaveOptions && command.Mode != mode)
            || (mode == CommandMode.VerifyExternal ? command.Param2 != KeyTypeP256 : command.Param2 >= Zone.SlotCount))
        {
            return ParseError;
        }

        return mode switch
        {
            CommandMode.VerifyStored when length == 0 => VerifyStored(command),
            CommandMode.VerifyExternal when length == P256.PointLength => VerifyExternal(command),

            // The host library sends a public key here too; the one that counts is in the slot's ReadKey.
            CommandMode.VerifyValidateExternal when length is 0 or P256.PointLength => VerifyValidateExternal(command),
            CommandMode.VerifyValidate or CommandMode.VerifyInvalidate when length == VerifyOtherContentLength => VerifyValidate(command),
            _ => ParseError,
        };
    }

    // Needs no lock: neither a key nor a rule of the chip's is used.
    private byte[] VerifyExternal(Command command)
    {
        byte[]? digest = LoadedDigest(command.Mode);
        if (digest is null || !CanProve(command, out byte[] nonce, out byte[] ioKey))
        {
            return ExecutionError;
        }

        SpendDigest(command.Mode);
        return Prove(command, CheckSignature(command, command.Content[P256.PointLength..], digest), digest, nonce, ioKey);
    }

    private byte[] VerifyStored(Command command)
    {
        int slot = command.Param2;
        byte[]? digest = LoadedDigest(command.Mode);
        if (!IsConfigurationLocked || !IsDataLocked || digest is null || !IsNonceGoodFor(slot)
            || !TryReadValidPublicKey(slot, out byte[] publicKey)
            || !CanProve(command, out byte[] nonce, out byte[] ioKey) || !TryUse(slot))
        {
            return ExecutionError;
        }

        SpendDigest(command.Mode);
        return Prove(command, CheckSignature(command, publicKey, digest), digest, nonce, ioKey);
    }

    // The message is that of Sign (Internal) on the authority's chip: TempKey has the digest of this slot's public key, the host
    // brings the rest.
    private byte[] VerifyValidate(Command command)
    {
        int slot = command.Param2;
        bool invalidate = command.Mode == CommandMode.VerifyInvalidate;
        TempKeyRegister tempKey = _volatile.TempKey;
        byte[] other = command.Content[P256.PointLength..];
        if (!MayChangeValidity(slot, out byte[] parent) || !tempKey.IsValid || !tempKey.IsGenKey || tempKey.KeySlot != slot
            || !IsNonceGoodFor(slot) || other[VerifyInvalidateIndex] != (invalidate ? 1 : 0) || !TryUse(ReadKeyOf(slot)))
        {
            return ExecutionError;
        }

        byte[] configuration = _eeprom.Configuration;
        byte[] digest = SHA256.HashData(
        [
            .. tempKey.Value.AsSpan(0, BlockLength), Opcode.Sign, .. other.AsSpan(0, 10),
            configuration[ConfigurationZone.SerialNumberEndOffset + 4], .. other.AsSpan(10, 4),
            .. configuration.AsSpan(0, 2), .. other.AsSpan(14, 5),
        ]);
        tempKey.Invalidate();
        byte[] result = CheckSignature(command, parent, digest);
        if (result == Done)
        {
            SetValidity(slot, invalidate ? InvalidPublicKey : ValidatedPublicKey);
        }

        return result;
    }

    // The message is a certificate that SHA digested, this slot's public key put in by SHA (Public).
    private byte[] VerifyValidateExternal(Command command)
    {
        int slot = command.Param2;
        ShaRegister? certificate = _volatile.TempKey.Certificate;
        if (!MayChangeValidity(slot, out byte[] parent) || certificate is null || certificate.PublicKeySlot != slot
            || !HasFormat(slot, certificate) || !TryUse(ReadKeyOf(slot)))
        {
            return ExecutionError;
        }

        byte[] digest = _volatile.TempKey.Value;
        _volatile.TempKey.Invalidate();
        byte[] result = CheckSignature(command, parent, digest);
        if (result == Done)
        {
            SetValidity(slot, ValidatedPublicKey);
        }

        return result;
    }

    // X509format[X509id]: bits 0 … 3 the 64-byte block that is the public key, bits 4 … 7 the number of blocks; 0 for any format.
    private bool HasFormat(int slot, ShaRegister certificate)
    {
        int id = (KeyConfigOf(slot) & KeyConfig.X509IdMask) >> KeyConfig.X509IdShift;
        int format = _eeprom.Configuration[ConfigurationZone.X509FormatOffset + id];
        long blocks = (certificate.MessageLength + Sha256State.BlockLength - 1) / Sha256State.BlockLength;
        return format == 0 || (certificate.PublicKeyBlock == (format & 0x0F) && blocks == format >> 4);
    }

    // Stricter reading: a slot locked on its own keeps its validity too.
    private bool MayChangeValidity(int slot, out byte[] parent)
    {
        parent = [];
        return IsConfigurationLocked && IsDataLocked && IsValidatedSlot(slot) && !IsSlotLocked(slot)
            && TryReadValidPublicKey(ReadKeyOf(slot), out parent);
    }

    private static byte[] CheckSignature(Command command, byte[] publicKey, byte[] digest)
    {
        return P256.Verify(publicKey, digest, command.Content.AsSpan(0, P256.PointLength)) switch
        {
            true => Done,
            false => Miscompare,
            null => ExecutionError,
        };
    }

    // The host's nonce is in the message digest buffer: behind the message when that is there too.
    private bool CanProve(Command command, out byte[] nonce, out byte[] ioKey)
    {
        nonce = [];
        ioKey = [];
        if (!command.Has(CommandMode.VerifyMac))
        {
            return true;
        }

        int offset = command.Has(CommandMode.SourceMessageDigestBuffer) ? BlockLength : 0;
        byte[] buffer = _volatile.MessageDigest ?? [];
        if (buffer.Length < offset + BlockLength || !TryReadIoProtectionKey(out ioKey))
        {
            return false;
        }

        nonce = buffer[offset..(offset + BlockLength)];
        return true;
    }

    private static byte[] Prove(Command command, byte[] result, byte[] digest, byte[] nonce, byte[] ioKey)
    {
        return result == Done && command.Has(CommandMode.VerifyMac)
            ? SHA256.HashData([.. ioKey, .. digest, .. nonce, .. command.Content.AsSpan(0, P256.PointLength), .. command.Header])
            : result;
    }
}
