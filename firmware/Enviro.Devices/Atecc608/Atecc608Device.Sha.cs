using System;

namespace Enviro.Devices.Atecc608;

// SHA (DS20005927, Security Commands).
public sealed partial class Atecc608Device
{
    /// <summary>Bytes of one <see cref="TryShaUpdate"/>.</summary>
    public const int ShaBlockLength = 64;

    /// <summary>Begins a SHA-256 computation.</summary>
    public bool TryShaStart()
    {
        _link.Begin(Opcode.Sha, CommandMode.ShaStart, 0);
        return Done(_link.Execute(1));
    }

    /// <summary>Adds 64 bytes. Never repeated by the driver: after a transient status begin again with <see cref="TryShaStart"/>.</summary>
    public bool TryShaUpdate(byte[] message, int offset)
    {
        RequireLength(message, offset, ShaBlockLength);
        _link.Begin(Opcode.Sha, CommandMode.ShaUpdate, ShaBlockLength);
        _link.Append(message, offset, ShaBlockLength);
        return Done(_link.ExecuteLoaded(1));
    }

    /// <summary>
    /// Adds the last 0 … 63 bytes and gives the 32-byte digest; no buffer of the chip changes. Never repeated by the driver: after a
    /// transient status begin again with <see cref="TryShaStart"/>.
    /// </summary>
    public bool TryShaEnd(byte[] message, int offset, int count, byte[] digest)
    {
        if (count >= ShaBlockLength)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        RequireLength(message, offset, count);
        RequireLength(digest, 0, DigestLength);
        _link.Begin(Opcode.Sha, CommandMode.ShaEnd | CommandMode.ShaTargetOutputOnly, count);
        _link.Append(message, offset, count);
        if (!Done(_link.ExecuteLoaded(DigestLength)))
        {
            return false;
        }

        _link.CopyResponse(0, digest, 0, DigestLength);
        return true;
    }
}
