using System;

namespace Enviro.Devices.Atecc608;

// Read, Write and Lock (DS20005927, Security Commands).
public sealed partial class Atecc608Device
{
    private const int WordLength = 4;
    private const int BlockLength = 32;

    private readonly byte[] _lockWord = new byte[WordLength];

    /// <summary>
    /// Reads 4 or 32 bytes of a zone to <paramref name="buffer"/>; addresses by <see cref="Zone.WordAddress"/> and
    /// <see cref="Zone.SlotAddress"/>.
    /// </summary>
    public bool TryRead(byte zone, int address, byte[] buffer, int offset, int count)
    {
        RequireTransferLength(count);
        RequireLength(buffer, offset, count);
        _link.Begin(Opcode.Read, ZoneMode(zone, count), address);
        if (!Done(_link.Execute(count)))
        {
            return false;
        }

        _link.CopyResponse(0, buffer, offset, count);
        return true;
    }

    /// <summary>Reads the whole configuration zone, 128 bytes.</summary>
    public bool TryReadConfiguration(byte[] configuration)
    {
        RequireLength(configuration, 0, ConfigurationZone.Length);
        for (int offset = 0; offset < ConfigurationZone.Length; offset += BlockLength)
        {
            if (!TryRead(Zone.Configuration, Zone.WordAddress(offset), configuration, offset, BlockLength))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the serial number SN[0:8], 9 bytes.</summary>
    public bool TryReadSerialNumber(byte[] serialNumber)
    {
        RequireLength(serialNumber, 0, ConfigurationZone.SerialNumberLength);
        _link.Begin(Opcode.Read, ZoneMode(Zone.Configuration, BlockLength), 0);
        if (!Done(_link.Execute(BlockLength)))
        {
            return false;
        }

        _link.CopyResponse(ConfigurationZone.SerialNumberStartOffset, serialNumber, 0, ConfigurationZone.SerialNumberStartLength);
        _link.CopyResponse(
            ConfigurationZone.SerialNumberEndOffset,
            serialNumber,
            ConfigurationZone.SerialNumberStartLength,
            ConfigurationZone.SerialNumberEndLength);
        return true;
    }

    /// <summary>
    /// Reads <paramref name="count"/> bytes of a slot from <paramref name="offset"/> on to the start of <paramref name="buffer"/>, both multiples
    /// of 4: whole blocks where they fit, words for the rest. Only what the slot's configuration shows in the clear.
    /// </summary>
    public bool TryReadSlot(int slot, int offset, byte[] buffer, int count)
    {
        RequireSlot(slot);
        RequireLength(buffer, 0, count);
        if (offset < 0 || offset % WordLength != 0 || count % WordLength != 0 || offset > Zone.SlotLength(slot) - count)
        {
            throw new ArgumentOutOfRangeException(nameof(offset));
        }

        for (int done = 0; done < count;)
        {
            int at = offset + done;
            int part = at % BlockLength == 0 && count - done >= BlockLength ? BlockLength : WordLength;
            if (!TryRead(Zone.Slots, Zone.SlotAddress(slot, at), buffer, done, part))
            {
                return false;
            }

            done += part;
        }

        return true;
    }

    /// <summary>Writes 4 or 32 bytes in the clear; where and when that is allowed is the chip's configuration's to say.</summary>
    public bool TryWrite(byte zone, int address, byte[] content, int offset, int count)
    {
        RequireTransferLength(count);
        RequireLength(content, offset, count);
        _link.Begin(Opcode.Write, ZoneMode(zone, count), address);
        _link.Append(content, offset, count);
        return Done(_link.Execute(1));
    }

    /// <summary>
    /// Locks the configuration zone for good. The chip refuses unless <paramref name="summary"/>, the
    /// <see cref="Packet.Crc16(byte[], int, int)"/> of all 128 bytes, matches its own.
    /// </summary>
    public bool TryLockConfiguration(int summary)
    {
        return TryLock(CommandMode.LockConfiguration, summary, ConfigurationZone.LockConfigOffset, 0xFF);
    }

    /// <summary>
    /// Locks the data and OTP zones for good, against the summary over all slots but private keys, and OTP after them.
    /// </summary>
    public bool TryLockDataAndOtp(int summary)
    {
        return TryLock(CommandMode.LockDataAndOtp, summary, ConfigurationZone.LockValueOffset, 0xFF);
    }

    /// <summary>Locks the data and OTP zones for good, whatever they hold.</summary>
    public bool TryLockDataAndOtp()
    {
        return TryLock(CommandMode.LockDataAndOtp | CommandMode.LockIgnoreSummary, 0, ConfigurationZone.LockValueOffset, 0xFF);
    }

    /// <summary>Locks one slot for good; its KeyConfig must say that it is lockable.</summary>
    public bool TryLockSlot(int slot)
    {
        RequireSlot(slot);
        int offset = ConfigurationZone.SlotLockedOffset + (slot >> 3);
        return TryLock((byte)(CommandMode.LockSlot | (slot << 2)), 0, offset, 1 << (slot & 7));
    }

    private static byte ZoneMode(byte zone, int count)
    {
        return count == BlockLength ? (byte)(zone | Zone.ThirtyTwoBytes) : zone;
    }

    private static void RequireTransferLength(int count)
    {
        if (count != WordLength && count != BlockLength)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }
    }

    // The chip refuses to lock twice, so a repeated command cannot tell "locked just now" from "was locked": whether a Lock whose
    // answer was lost took effect is read back from the lock bits, where a cleared bit means locked.
    private bool TryLock(byte mode, int summary, int lockOffset, int lockMask)
    {
        for (int attempt = 0; attempt < SequenceAttempts; attempt++)
        {
            if (!Done(_link.Wake()))
            {
                return false;
            }

            _link.Begin(Opcode.Lock, mode, summary);
            Atecc608Status status = _link.ExecuteLoaded(1);
            if (!Atecc608Link.IsTransient(status))
            {
                return Done(status);
            }

            if (!TryRead(Zone.Configuration, Zone.WordAddress(lockOffset), _lockWord, 0, WordLength))
            {
                return false;
            }

            if ((_lockWord[lockOffset % WordLength] & lockMask) == 0)
            {
                return Done(Atecc608Status.Ok);
            }

            Done(status);
        }

        return false;
    }
}
