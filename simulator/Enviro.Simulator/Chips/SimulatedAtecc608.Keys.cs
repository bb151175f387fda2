using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// GenKey and PrivWrite (DS20005927, Security Commands; keys in TempKey are the ATECC608's), and keys as slots hold them.
public sealed partial class SimulatedAtecc608
{
    // A key is stored in 36 bytes, four of padding before its 32; a public key likewise, coordinate by coordinate.
    private const int KeyPadding = 4;
    private const int StoredKeyLength = KeyPadding + P256.ScalarLength;
    private const int SecondCoordinateOffset = 40;
    private const int GenKeyOtherContentLength = 3;
    private const int KeyTypeP256 = 4;

    private byte[] GenKey(Command command)
    {
        bool storedDigest = command.Mode == CommandMode.GenKeyDigestStored;
        bool known = (command.Mode & ~CommandMode.GenKeyPrivateDigest) == 0 || storedDigest;
        if (!known || command.Content.Length != (storedDigest ? GenKeyOtherContentLength : 0))
        {
            return ParseError;
        }

        if (command.Param2 == CommandMode.GenKeyToTempKey)
        {
            return GenKeyInTempKey(command.Mode);
        }

        int slot = command.Param2;
        if (slot >= Zone.SlotCount)
        {
            return ParseError;
        }

        if (!IsConfigurationLocked || !IsP256(slot) || !IsAuthorized(slot))
        {
            return ExecutionError;
        }

        // A digest is how a public key comes to be validated, so it may be invalid still.
        if (storedDigest)
        {
            return TryReadStoredPublicKey(slot, out byte[] stored)
                ? DigestPublicKey(slot, stored, command.Content, Done)
                : ExecutionError;
        }

        bool create = command.Has(CommandMode.GenKeyPrivate);
        if (!IsPrivateSlot(slot) || !(create ? MayCreateKey(slot) : MayComputePublicKey(slot)))
        {
            return ExecutionError;
        }

        // Whether the digest can be made is asked first, so that a refused command replaces no key.
        if (command.Has(CommandMode.GenKeyDigest) && !(_volatile.TempKey.IsValid && IsNonceGoodFor(slot)))
        {
            return ExecutionError;
        }

        if (create)
        {
            StoreKey(slot, DrawKey());
        }

        byte[] publicKey = P256.PublicKey(PrivateKey(slot));
        return command.Has(CommandMode.GenKeyDigest)
            ? DigestPublicKey(slot, publicKey, [command.Mode, (byte)slot, 0], publicKey)
            : publicKey;
    }

    // An ephemeral key for ECDH. Stricter reading: it cannot be digested, and its public key can be asked for again.
    private byte[] GenKeyInTempKey(byte mode)
    {
        switch (mode)
        {
            case CommandMode.GenKeyPrivate when IsConfigurationLocked:
                _volatile.TempKey.LoadPrivateKey(DrawKey());
                return P256.PublicKey(_volatile.TempKey.Value);
            case CommandMode.GenKeyPublic when _volatile.TempKey.IsPrivateKey:
                return P256.PublicKey(_volatile.TempKey.Value);
            case CommandMode.GenKeyPrivate or CommandMode.GenKeyPublic:
                return ExecutionError;
            default:
                return ParseError;
        }
    }

    private byte[] PrivWrite(Command command)
    {
        int slot = command.Param2;
        bool encrypted = command.Mode == CommandMode.PrivWriteEncrypted;
        int length = command.Content.Length;

        // In the clear a MAC may follow, which nobody looks at.
        bool hasLength = length == StoredKeyLength + BlockLength || (!encrypted && length == StoredKeyLength);
        if ((command.Mode != CommandMode.PrivWriteClear && !encrypted) || slot >= Zone.SlotCount || !hasLength)
        {
            return ParseError;
        }

        bool allowed = IsConfigurationLocked && IsPrivateSlot(slot) && IsP256(slot) && !IsSlotLocked(slot)
            && (!IsDataLocked || (encrypted && SlotHas(slot, SlotConfig.PrivWriteAllowed)));
        byte[] key = command.Content[..StoredKeyLength];
        if (!allowed || (encrypted && !TryDecryptKey(command, out key)))
        {
            return ExecutionError;
        }

        byte[] scalar = key[KeyPadding..];
        if (!P256.IsPrivateKey(scalar) || key.AsSpan(0, KeyPadding).ContainsAnyExcept((byte)0))
        {
            return ExecutionError;
        }

        StoreKey(slot, scalar);
        return Done;
    }

    // 36 bytes under TempKey's 32 and the first four of its digest; the MAC is over the key in the clear, after 21 zeros.
    private bool TryDecryptKey(Command command, out byte[] key)
    {
        key = [];
        if (!IsSessionKey(WriteKeyOf(command.Param2)))
        {
            return false;
        }

        byte[] session = _volatile.TempKey.Value[..BlockLength];
        key = Xor(command.Content.AsSpan(0, StoredKeyLength), [.. session, .. SHA256.HashData(session)]);
        byte[] mac = SHA256.HashData([.. session, .. command.Header, .. ShortSerialNumber, .. new byte[21], .. key]);
        _volatile.TempKey.Invalidate();
        return IsSame(mac, command.Content.AsSpan(StoredKeyLength));
    }

    private bool MayCreateKey(int slot)
    {
        return !IsSlotLocked(slot) && (!IsDataLocked || SlotHas(slot, SlotConfig.GenKeyAllowed));
    }

    private bool MayComputePublicKey(int slot)
    {
        return KeyHas(slot, KeyConfig.PublicInfo) && P256.IsPrivateKey(PrivateKey(slot));
    }

    private byte[] DrawKey()
    {
        byte[] scalar;
        do
        {
            scalar = _eeprom.DrawRandom();
        }
        while (!P256.IsPrivateKey(scalar));
        return scalar;
    }

    private void StoreKey(int slot, byte[] scalar)
    {
        _eeprom.Slots[slot].AsSpan().Clear();
        scalar.CopyTo(_eeprom.Slots[slot], KeyPadding);
    }

    private ReadOnlySpan<byte> PrivateKey(int slot)
    {
        return _eeprom.Slots[slot].AsSpan(KeyPadding, P256.ScalarLength);
    }

    private bool HasPrivateKey(int slot)
    {
        return IsPrivateSlot(slot) && IsP256(slot) && P256.IsPrivateKey(PrivateKey(slot));
    }

    private bool TryReadStoredPublicKey(int slot, out byte[] publicKey)
    {
        byte[] content = _eeprom.Slots[slot];
        publicKey = [];
        if (IsPrivateSlot(slot) || !IsP256(slot) || content.Length < SecondCoordinateOffset + P256.ScalarLength)
        {
            return false;
        }

        publicKey =
        [
            .. content.AsSpan(KeyPadding, P256.ScalarLength),
            .. content.AsSpan(SecondCoordinateOffset, P256.ScalarLength),
        ];
        return true;
    }

    /// <summary>As <see cref="TryReadStoredPublicKey"/>, for use: one whose PubInfo asks for it must be validated.</summary>
    private bool TryReadValidPublicKey(int slot, out byte[] publicKey)
    {
        publicKey = [];
        return (!IsValidatedSlot(slot) || IsValidated(slot)) && TryReadStoredPublicKey(slot, out publicKey);
    }

    /// <summary>Whether the slot holds a public key that must be validated before it is used.</summary>
    private bool IsValidatedSlot(int slot)
    {
        return !IsPrivateSlot(slot) && IsP256(slot) && KeyHas(slot, KeyConfig.PublicInfo);
    }

    private bool IsValidated(int slot)
    {
        return (_eeprom.Slots[slot][0] & 0xF0) == ValidatedPublicKey;
    }

    private void SetValidity(int slot, int validity)
    {
        ref byte first = ref _eeprom.Slots[slot][0];
        first = (byte)((first & 0x0F) | validity);
    }

    // TempKey = SHA-256(TempKey ‖ opcode ‖ mode, slot or the host's three bytes ‖ SN[8] ‖ SN[0:1] ‖ 25 zeros ‖ X ‖ Y).
    private byte[] DigestPublicKey(int slot, byte[] publicKey, byte[] otherContent, byte[] answer)
    {
        if (!_volatile.TempKey.IsValid || !IsNonceGoodFor(slot))
        {
            return ExecutionError;
        }

        _volatile.TempKey.LoadGenKey(
            SHA256.HashData(
            [
                .. _volatile.TempKey.Value.AsSpan(0, BlockLength), Opcode.GenKey, .. otherContent,
                .. ShortSerialNumber, .. new byte[25], .. publicKey,
            ]),
            slot);
        return answer;
    }
}
