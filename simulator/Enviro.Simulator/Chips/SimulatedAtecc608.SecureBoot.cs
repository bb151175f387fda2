using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// SecureBoot (ATECC608B DS40002239): the chip says whether the host's image is the one that was signed. Bytes 70 … 71 say how, and
// which slots hold the public key and the stored digest or signature.
public sealed partial class SimulatedAtecc608
{
    private const int SecureBootModeMask = 0x07;

    private const int SecureBootModes =
        SecureBootModeMask | CommandMode.SecureBootProhibit | CommandMode.SecureBootEncryptedMac;

    private int SecureBootRules => Word(ConfigurationZone.SecureBootOffset);

    private int SecureBootKind => SecureBootRules & ConfigurationZone.SecureBootModeMask;

    private int SecureBootStore =>
        (SecureBootRules & ConfigurationZone.SecureBootDigestSlotMask) >> ConfigurationZone.SecureBootDigestSlotShift;

    private int SecureBootKey =>
        (SecureBootRules & ConfigurationZone.SecureBootPublicKeySlotMask) >> ConfigurationZone.SecureBootPublicKeySlotShift;

    private byte[] SecureBoot(Command command)
    {
        int mode = command.Mode & SecureBootModeMask;
        bool stored = mode == CommandMode.SecureBootFullStore;
        bool known = (command.Mode & ~SecureBootModes) == 0
            && mode is CommandMode.SecureBootFull or CommandMode.SecureBootFullStore or CommandMode.SecureBootFullCopy;
        if (!known || command.Param2 != 0 || command.Content.Length != BlockLength + (stored ? 0 : P256.PointLength))
        {
            return ParseError;
        }

        byte[] digest = command.Content[..BlockLength];
        byte[] key = [];
        if (!IsConfigurationLocked || !IsDataLocked || _secureBootProhibited || !AllowsSecureBoot(mode)
            || (command.Has(CommandMode.SecureBootEncryptedMac) && !TryDecryptDigest(ref digest, out key)))
        {
            return ExecutionError;
        }

        // Against a stored digest no signature is looked at, and none is in the MAC.
        bool compares = stored && SecureBootKind == ConfigurationZone.SecureBootFullDigest;
        byte[] signature = compares ? [] : stored ? _eeprom.Slots[SecureBootStore][..P256.PointLength] : command.Content[BlockLength..];
        byte[] result = compares
            ? IsSame(digest, _eeprom.Slots[SecureBootStore].AsSpan(0, BlockLength)) ? Done : Miscompare
            : CheckImage(digest, signature);
        if (result != Done)
        {
            return result;
        }

        Boot(command, digest, signature);
        return command.Has(CommandMode.SecureBootEncryptedMac)
            ? SHA256.HashData([.. key, .. digest, .. signature, .. command.Header])
            : Done;
    }

    // FullBoth always wants a signature; the others keep it, or the digest it was for, so that later boots are faster.
    private bool AllowsSecureBoot(int mode)
    {
        if (SecureBootKind == ConfigurationZone.SecureBootDisabled || !TryReadValidPublicKey(SecureBootKey, out _))
        {
            return false;
        }

        if (mode == CommandMode.SecureBootFull)
        {
            return true;
        }

        int length = SecureBootKind == ConfigurationZone.SecureBootFullSignature ? P256.PointLength : BlockLength;
        return SecureBootKind != ConfigurationZone.SecureBootFullBoth && !IsPrivateSlot(SecureBootStore)
            && Zone.SlotLength(SecureBootStore) >= length
            && !(mode == CommandMode.SecureBootFullCopy && IsSlotLocked(SecureBootStore));
    }

    // The digest comes ⊕ SHA-256(IO protection key ‖ TempKey); SecureBootRandNonce wants TempKey to be random.
    private bool TryDecryptDigest(ref byte[] digest, out byte[] key)
    {
        key = [];
        TempKeyRegister tempKey = _volatile.TempKey;
        bool random = !tempKey.IsFixed || (SecureBootRules & ConfigurationZone.SecureBootRandomNonce) == 0;
        if (!tempKey.IsValid || !random || !TryReadIoProtectionKey(out byte[] ioKey))
        {
            return false;
        }

        key = SHA256.HashData([.. ioKey, .. tempKey.Value.AsSpan(0, BlockLength)]);
        digest = Xor(digest, key);
        tempKey.Invalidate();
        return true;
    }

    private byte[] CheckImage(byte[] digest, byte[] signature)
    {
        TryReadValidPublicKey(SecureBootKey, out byte[] publicKey);
        return P256.Verify(publicKey, digest, signature) switch
        {
            true => Done,
            false => Miscompare,
            null => ExecutionError,
        };
    }

    private void Boot(Command command, byte[] digest, byte[] signature)
    {
        if ((command.Mode & SecureBootModeMask) == CommandMode.SecureBootFullCopy)
        {
            byte[] kept = SecureBootKind == ConfigurationZone.SecureBootFullSignature ? signature : digest;
            kept.CopyTo(_eeprom.Slots[SecureBootStore], 0);
        }

        _persistentLatch |= (SecureBootRules & ConfigurationZone.SecureBootPersistEnable) != 0;
        _secureBootProhibited |= command.Has(CommandMode.SecureBootProhibit);
    }
}
