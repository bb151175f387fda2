using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// GenKey, Sign and Verify (DS20005927, Security Commands).
public sealed partial class SimulatedAtecc608
{
    // A key is stored in 36 bytes, four of padding before its 32; a public key likewise, coordinate by coordinate.
    private const int KeyPadding = 4;
    private const int SecondCoordinateOffset = 40;
    private const int GenKeyOtherContentLength = 3;
    private const int KeyTypeP256 = 4;

    private byte[] GenKey(Command command)
    {
        int slot = command.Param2;
        bool storedDigest = command.Mode == CommandMode.GenKeyDigestStored;
        bool known = (command.Mode & ~(CommandMode.GenKeyPrivate | CommandMode.GenKeyDigest)) == 0 || storedDigest;
        if (!known || slot >= Zone.SlotCount || command.Content.Length != (storedDigest ? GenKeyOtherContentLength : 0))
        {
            return ParseError;
        }

        if (!IsConfigurationLocked || !IsP256(slot) || (KeyConfigOf(slot) & KeyConfig.RequiresAuthorization) != 0)
        {
            return ExecutionError;
        }

        if (storedDigest)
        {
            return TryReadStoredPublicKey(slot, out byte[] stored)
                ? DigestPublicKey(slot, stored, command.Content, Done)
                : ExecutionError;
        }

        bool create = (command.Mode & CommandMode.GenKeyPrivate) != 0;
        if (!IsPrivateSlot(slot) || !(create ? MayCreateKey(slot) : MayComputePublicKey(slot)))
        {
            return ExecutionError;
        }

        if (create)
        {
            CreateKey(slot);
        }

        byte[] publicKey = P256.PublicKey(PrivateKey(slot));
        return (command.Mode & CommandMode.GenKeyDigest) == 0
            ? publicKey
            : DigestPublicKey(slot, publicKey, [command.Mode, (byte)slot, 0], publicKey);
    }

    private byte[] Sign(Command command)
    {
        int slot = command.Param2;
        bool known = (command.Mode & ~CommandMode.SourceMessageDigestBuffer) == CommandMode.SignExternal;
        if (!known || slot >= Zone.SlotCount || command.Content.Length != 0)
        {
            return ParseError;
        }

        byte[]? digest = LoadedDigest(command.Mode);
        if (!IsConfigurationLocked || !IsDataLocked || digest is null || !TryUsePrivateKey(slot, SlotConfig.ExternalSignatures))
        {
            return ExecutionError;
        }

        _volatile.TempKey.Invalidate();
        return P256.Sign(PrivateKey(slot), digest);
    }

    private byte[] Verify(Command command)
    {
        int mode = command.Mode & ~CommandMode.SourceMessageDigestBuffer;
        bool external = mode == CommandMode.VerifyExternal && command.Param2 == KeyTypeP256;
        bool stored = mode == CommandMode.VerifyStored && command.Param2 < Zone.SlotCount;
        if ((!external && !stored) || command.Content.Length != P256.PointLength * (external ? 2 : 1))
        {
            return ParseError;
        }

        byte[] publicKey = external ? command.Content[P256.PointLength..] : [];
        byte[]? digest = LoadedDigest(command.Mode);
        if (!IsConfigurationLocked || digest is null
            || (stored && !(IsDataLocked && TryReadStoredPublicKey(command.Param2, out publicKey))))
        {
            return ExecutionError;
        }

        _volatile.TempKey.Invalidate();
        return P256.Verify(publicKey, digest, command.Content.AsSpan(0, P256.PointLength)) switch
        {
            true => Done,
            false => [(byte)Atecc608Status.Miscompare],
            null => [(byte)Atecc608Status.EccFault],
        };
    }

    private byte[]? LoadedDigest(byte mode)
    {
        byte[]? source = (mode & CommandMode.SourceMessageDigestBuffer) != 0 ? _volatile.MessageDigest : _volatile.TempKey.Value;
        return source is null || source.Length < 32 ? null : source[..32];
    }

    private bool IsP256(int slot)
    {
        return (KeyConfigOf(slot) & KeyConfig.KeyTypeMask) == KeyConfig.KeyTypeP256;
    }

    private bool MayCreateKey(int slot)
    {
        return !IsSlotLocked(slot) && (!IsDataLocked || (SlotConfigOf(slot) & SlotConfig.GenKeyAllowed) != 0);
    }

    private bool MayComputePublicKey(int slot)
    {
        return (KeyConfigOf(slot) & KeyConfig.PublicInfo) != 0 && P256.IsPrivateKey(PrivateKey(slot));
    }

    private void CreateKey(int slot)
    {
        byte[] scalar;
        do
        {
            scalar = _eeprom.DrawRandom();
        }
        while (!P256.IsPrivateKey(scalar));
        _eeprom.Slots[slot].AsSpan().Clear();
        scalar.CopyTo(_eeprom.Slots[slot], KeyPadding);
    }

    private ReadOnlySpan<byte> PrivateKey(int slot)
    {
        return _eeprom.Slots[slot].AsSpan(KeyPadding, P256.ScalarLength);
    }

    private bool TryUsePrivateKey(int slot, int permission)
    {
        int keyConfig = KeyConfigOf(slot);
        bool randomMissing = (keyConfig & KeyConfig.RequiresRandom) != 0 && (!_volatile.TempKey.IsValid || _volatile.TempKey.IsFixed);
        if (!IsPrivateSlot(slot) || !IsP256(slot) || (SlotConfigOf(slot) & permission) == 0
            || randomMissing || (keyConfig & KeyConfig.RequiresAuthorization) != 0 || !P256.IsPrivateKey(PrivateKey(slot)))
        {
            return false;
        }

        return (SlotConfigOf(slot) & SlotConfig.LimitedUse) == 0 || TryIncrement(0);
    }

    private bool TryReadStoredPublicKey(int slot, out byte[] publicKey)
    {
        byte[] content = _eeprom.Slots[slot];
        publicKey = [];
        bool validated = (KeyConfigOf(slot) & KeyConfig.PublicInfo) == 0 || (content[0] & 0xF0) == ValidatedPublicKey;
        if (IsPrivateSlot(slot) || !IsP256(slot) || !validated || content.Length < SecondCoordinateOffset + P256.ScalarLength)
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

    // TempKey = SHA-256(TempKey ‖ opcode ‖ mode, slot or the host's three bytes ‖ SN[8] ‖ SN[0:1] ‖ 25 zeros ‖ X ‖ Y).
    private byte[] DigestPublicKey(int slot, byte[] publicKey, byte[] otherContent, byte[] answer)
    {
        if (!_volatile.TempKey.IsValid
            || ((KeyConfigOf(slot) & KeyConfig.RequiresRandom) != 0 && _volatile.TempKey.IsFixed))
        {
            return ExecutionError;
        }

        byte[] configuration = _eeprom.Configuration;
        _volatile.TempKey.LoadGenKey(
            SHA256.HashData(
            [
                .. _volatile.TempKey.Value.AsSpan(0, 32), Opcode.GenKey, .. otherContent,
                configuration[ConfigurationZone.SerialNumberEndOffset + 4], configuration[0], configuration[1],
                .. new byte[25], .. publicKey,
            ]),
            slot);
        return answer;
    }
}
