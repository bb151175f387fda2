using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What must outlive a power cut besides the messages: the place in the chain of messages and the count of those given up.
/// Every sector starts with a copy, so that recycling sectors never loses it.
/// </summary>
/// <remarks>
/// Sector header, 60 bytes, integers big-endian: "EOB1" | number of the sector's opening, 1 … | boot | next sequence | last slot |
/// dropped | previous hash (32) | CRC-32 of all before it.
/// </remarks>
internal sealed class OutboxState
{
    internal const int HeaderLength = 60;
    internal const int RecordLength = 12;

    private const uint Magic = 0x454F4231;
    private const int ChecksumOffset = HeaderLength - 4;

    /// <summary>Boot that signs; 0 before the first, which no counter value is.</summary>
    internal uint Boot { get; private set; }

    /// <summary>The next sequence number that has never been reserved in <see cref="Boot"/>.</summary>
    internal uint NextSequence { get; private set; }

    /// <summary>Start of the last slot a sequence number was reserved for, Unix seconds; 0 for none.</summary>
    internal uint LastSlot { get; private set; }

    /// <summary>Messages given up unacknowledged because their sector was recycled, since the flash was new.</summary>
    internal uint Dropped { get; set; }

    /// <summary>SHA-256 of the last message stored; zeros before the first.</summary>
    internal byte[] Previous { get; } = new byte[Sha256.DigestLength];

    /// <summary>Writes a sector header for this state with <paramref name="dropped"/> in place of its own.</summary>
    internal void WriteHeader(byte[] buffer, uint number, uint dropped)
    {
        BigEndian.Write32(buffer, 0, Magic);
        BigEndian.Write32(buffer, 4, number);
        WriteRecord(buffer, 8, Boot, NextSequence, LastSlot);
        BigEndian.Write32(buffer, 20, dropped);
        Array.Copy(Previous, 0, buffer, 24, Sha256.DigestLength);
        BigEndian.Write32(buffer, ChecksumOffset, Crc32.Append(Crc32.Start, buffer, 0, ChecksumOffset));
    }

    /// <summary>Gives the number in a sector header; 0 when it is none, torn or damaged.</summary>
    internal static uint NumberOf(byte[] header)
    {
        bool valid = BigEndian.Read32(header, 0) == Magic
            && BigEndian.Read32(header, ChecksumOffset) == Crc32.Append(Crc32.Start, header, 0, ChecksumOffset);
        return valid ? BigEndian.Read32(header, 4) : 0;
    }

    /// <summary>Takes over the state in a valid sector header.</summary>
    internal void ReadHeader(byte[] header)
    {
        ReadRecord(header, 8);
        Dropped = BigEndian.Read32(header, 20);
        Array.Copy(header, 24, Previous, 0, Sha256.DigestLength);
    }

    /// <summary>Writes the body of a state record: boot | next sequence | last slot.</summary>
    internal static void WriteRecord(byte[] buffer, int offset, uint boot, uint nextSequence, uint lastSlot)
    {
        BigEndian.Write32(buffer, offset, boot);
        BigEndian.Write32(buffer, offset + 4, nextSequence);
        BigEndian.Write32(buffer, offset + 8, lastSlot);
    }

    /// <summary>Takes over the body of a state record.</summary>
    internal void ReadRecord(byte[] buffer, int offset)
    {
        Boot = BigEndian.Read32(buffer, offset);
        NextSequence = BigEndian.Read32(buffer, offset + 4);
        LastSlot = BigEndian.Read32(buffer, offset + 8);
    }
}
