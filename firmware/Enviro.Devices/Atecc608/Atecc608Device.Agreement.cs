using System;

namespace Enviro.Devices.Atecc608;

// ECDH (DS20005927, Security Commands; targets: ATECC608) and KDF (ATECC608).
public sealed partial class Atecc608Device
{
    /// <summary>Longest message of <see cref="TryKdfHkdf"/> in bytes.</summary>
    public const int KdfMessageLimit = 128;

    private const int KdfDetailsLength = 4;

    private readonly byte[] _kdfDetails = new byte[KdfDetailsLength];

    /// <summary>
    /// Agrees with the owner of <paramref name="publicKey"/>, 64 bytes X‖Y: <paramref name="sharedSecret"/> receives the 32-byte x coordinate
    /// of the product with the private key in <paramref name="slot"/>. It crosses the bus in the clear. A point that is not on the curve
    /// is refused.
    /// </summary>
    public bool TryEcdh(int slot, byte[] publicKey, byte[] sharedSecret)
    {
        RequireSlot(slot);
        RequireLength(publicKey, 0, KeyLength);
        RequireLength(sharedSecret, 0, DigestLength);
        _link.Begin(Opcode.Ecdh, CommandMode.EcdhSourceSlot | CommandMode.EcdhTargetOutput, slot);
        _link.Append(publicKey, 0, KeyLength);
        if (!Done(_link.Execute(DigestLength)))
        {
            return false;
        }

        _link.CopyResponse(0, sharedSecret, 0, DigestLength);
        return true;
    }

    /// <summary>As <see cref="TryEcdh"/>, but the secret stays in the chip, in TempKey.</summary>
    public bool TryEcdhToTempKey(int slot, byte[] publicKey)
    {
        RequireSlot(slot);
        RequireLength(publicKey, 0, KeyLength);
        _link.Begin(Opcode.Ecdh, CommandMode.EcdhSourceSlot | CommandMode.EcdhTargetTempKey, slot);
        _link.Append(publicKey, 0, KeyLength);
        return Done(_link.Execute(1));
    }

    /// <summary>
    /// One HMAC-SHA-256 with TempKey as key over 0 … <see cref="KdfMessageLimit"/> bytes, the building block of HKDF (RFC 5869):
    /// <paramref name="derived"/> receives 32 bytes. TempKey must be loaded in the same session; after a transient status load it anew.
    /// </summary>
    public bool TryKdfHkdf(byte[] message, int offset, int count, byte[] derived)
    {
        if (count > KdfMessageLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        RequireLength(message, offset, count);
        RequireLength(derived, 0, DigestLength);
        _kdfDetails[0] = CommandMode.KdfHkdfMessageInput;
        _kdfDetails[3] = (byte)count;
        _link.Begin(Opcode.Kdf, CommandMode.KdfHkdf | CommandMode.KdfSourceTempKey | CommandMode.KdfTargetOutput, 0);
        _link.Append(_kdfDetails, 0, KdfDetailsLength);
        _link.Append(message, offset, count);
        if (!Done(_link.ExecuteLoaded(DigestLength)))
        {
            return false;
        }

        _link.CopyResponse(0, derived, 0, DigestLength);
        return true;
    }
}
