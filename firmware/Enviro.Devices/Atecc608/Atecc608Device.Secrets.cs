using System;

namespace Enviro.Devices.Atecc608;

// MAC, CheckMac, DeriveKey (DS20005927, Security Commands), AES and SHA's HMAC (ATECC608): symmetric keys in slots.
public sealed partial class Atecc608Device
{
    /// <summary>Bytes of an AES block.</summary>
    public const int AesBlockLength = 16;

    private const int OtherContentLength = 13;

    /// <summary>
    /// SHA-256 over the key in <paramref name="slot"/>, 32 bytes of challenge, command and serial number (mode 00: SN[8] and SN[0:1] only);
    /// 32 bytes.
    /// </summary>
    public bool TryMac(int slot, byte[] challenge, byte[] mac)
    {
        RequireSlot(slot);
        RequireLength(challenge, 0, DigestLength);
        RequireLength(mac, 0, DigestLength);
        _link.Begin(Opcode.Mac, CommandMode.MacChallenge, slot);
        _link.Append(challenge, 0, DigestLength);
        if (!Done(_link.Execute(DigestLength)))
        {
            return false;
        }

        _link.CopyResponse(0, mac, 0, DigestLength);
        return true;
    }

    /// <summary>
    /// Checks a MAC that another chip or a host made with the key in <paramref name="slot"/>; <paramref name="otherContent"/> are the 13 bytes
    /// of the maker's command and serial number. False when the chip could not tell; a match also authorizes the keys that ask for this one.
    /// </summary>
    public bool TryCheckMac(int slot, byte[] challenge, byte[] mac, byte[] otherContent, out bool valid)
    {
        RequireSlot(slot);
        RequireLength(challenge, 0, DigestLength);
        RequireLength(mac, 0, DigestLength);
        RequireLength(otherContent, 0, OtherContentLength);
        _link.Begin(Opcode.CheckMac, CommandMode.MacChallenge, slot);
        _link.Append(challenge, 0, DigestLength);
        _link.Append(mac, 0, DigestLength);
        _link.Append(otherContent, 0, OtherContentLength);
        return Decided(_link.Execute(1), out valid);
    }

    /// <summary>
    /// Replaces the key in <paramref name="slot"/> by one derived from it, or from its parent, and the random nonce in TempKey, loaded in the
    /// same session. Never repeated by the driver: after a transient status the key may be the old one or the new one.
    /// </summary>
    public bool TryDeriveKey(int slot)
    {
        RequireSlot(slot);
        _link.Begin(Opcode.DeriveKey, 0, slot);
        return Done(_link.ExecuteLoaded(1));
    }

    /// <summary>Encrypts 16 bytes with AES-128 key <paramref name="keyIndex"/>, 0 … 3, of <paramref name="slot"/>.</summary>
    public bool TryAesEncrypt(int slot, int keyIndex, byte[] block, byte[] result)
    {
        return TryAes(CommandMode.AesEncrypt, slot, keyIndex, block, result);
    }

    /// <summary>Decrypts 16 bytes with AES-128 key <paramref name="keyIndex"/>, 0 … 3, of <paramref name="slot"/>.</summary>
    public bool TryAesDecrypt(int slot, int keyIndex, byte[] block, byte[] result)
    {
        return TryAes(CommandMode.AesDecrypt, slot, keyIndex, block, result);
    }

    /// <summary>
    /// HMAC-SHA-256 (RFC 2104) of a message of any length with the 32-byte key in <paramref name="slot"/>. A transient fault starts all of it
    /// again.
    /// </summary>
    public bool TryHmac(int slot, byte[] message, int offset, int count, byte[] mac)
    {
        RequireSlot(slot);
        RequireLength(message, offset, count);
        RequireLength(mac, 0, DigestLength);
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            status = Hmac(slot, message, offset, count);
            if (!Atecc608Link.IsTransient(status))
            {
                break;
            }
        }

        if (!Done(status))
        {
            return false;
        }

        _link.CopyResponse(0, mac, 0, DigestLength);
        return true;
    }

    private bool TryAes(byte mode, int slot, int keyIndex, byte[] block, byte[] result)
    {
        RequireSlot(slot);
        if (keyIndex < 0 || keyIndex > 3)
        {
            throw new ArgumentOutOfRangeException(nameof(keyIndex));
        }

        RequireLength(block, 0, AesBlockLength);
        RequireLength(result, 0, AesBlockLength);
        _link.Begin(Opcode.Aes, (byte)(mode | (keyIndex << 6)), slot);
        _link.Append(block, 0, AesBlockLength);
        if (!Done(_link.Execute(AesBlockLength)))
        {
            return false;
        }

        _link.CopyResponse(0, result, 0, AesBlockLength);
        return true;
    }

    private Atecc608Status Hmac(int slot, byte[] message, int offset, int count)
    {
        _link.Begin(Opcode.Sha, CommandMode.ShaHmacStart, slot);
        Atecc608Status status = _link.Execute(1);
        while (status == Atecc608Status.Ok && count >= ShaBlockLength)
        {
            _link.Begin(Opcode.Sha, CommandMode.ShaUpdate, ShaBlockLength);
            _link.Append(message, offset, ShaBlockLength);
            status = _link.ExecuteLoaded(1);
            offset += ShaBlockLength;
            count -= ShaBlockLength;
        }

        if (status != Atecc608Status.Ok)
        {
            return status;
        }

        _link.Begin(Opcode.Sha, CommandMode.ShaEnd | CommandMode.ShaTargetOutputOnly, count);
        _link.Append(message, offset, count);
        return _link.ExecuteLoaded(DigestLength);
    }

    // A command that checks: it decided when it matched or did not, and could not tell otherwise.
    private bool Decided(Atecc608Status status, out bool valid)
    {
        valid = status == Atecc608Status.Ok;
        return Done(status) || status == Atecc608Status.Miscompare;
    }
}
