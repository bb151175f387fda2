using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What reading a record gave.</summary>
internal enum RecordStatus
{
    /// <summary>A whole record is there.</summary>
    Valid = 0,

    /// <summary>No record starts there: nothing, the middle of one, or one whose write was cut off.</summary>
    Invalid = 1,

    /// <summary>The flash did not answer.</summary>
    Failed = 2,
}

/// <summary>Records appended to sectors, each found whole or not at all.</summary>
/// <remarks>
/// Record, at a multiple of 4 behind the sector's header: kind ('M' message, 'S' state) | mark (0xFF as written, cleared once done with) |
/// length of the body, 2 | CRC-32 of kind, length and body, 4 | body. The mark stands outside the checksum so that it can be cleared in
/// place, without a second copy.
/// </remarks>
internal sealed class FlashLog
{
    internal const byte MessageKind = 0x4D;
    internal const byte StateKind = 0x53;
    internal const int HeadLength = 8;

    private const int MarkOffset = 1;
    private const byte Erased = 0xFF;

    private readonly IFlash _flash;
    private readonly byte[] _record = new byte[HeadLength + ReadingMessage.MaxLength];
    private readonly byte[] _cleared = new byte[1];
    private readonly int[] _end;

    internal FlashLog(IFlash flash)
    {
        _flash = flash;
        _end = new int[flash.SectorCount];
    }

    internal int SectorCount => _end.Length;

    /// <summary>The last record read, head included; its body starts at <see cref="HeadLength"/>.</summary>
    internal byte[] Record => _record;

    internal byte Kind => _record[0];

    /// <summary>Whether the last record read still waits. A partly cleared mark does not: only clearing it clears any of its bits.</summary>
    internal bool IsWaiting => _record[MarkOffset] == Erased;

    internal int BodyLength => BigEndian.Read16(_record, 2);

    /// <summary>Where the next record goes, or would be looked for.</summary>
    internal int EndOf(int sector) => _end[sector];

    internal void SetEnd(int sector, int end) => _end[sector] = end;

    internal static int Align(int offset) => (offset + 3) & ~3;

    internal bool HasRoom(int sector, int bodyLength) => _end[sector] + HeadLength + bodyLength <= _flash.SectorSize;

    /// <summary>Reads a sector's header into <see cref="Record"/> and gives its number, 0 when it has none; false when the flash failed.</summary>
    internal bool TryReadHeader(int sector, out uint number)
    {
        number = 0;
        if (!_flash.TryRead(sector, 0, _record, 0, OutboxState.HeaderLength))
        {
            return false;
        }

        number = OutboxState.NumberOf(_record);
        return true;
    }

    /// <summary>Erases a sector and writes its header. Until the whole header is there, the sector counts for nothing.</summary>
    internal bool TryOpenSector(int sector, uint number, OutboxState state, uint dropped)
    {
        if (!_flash.TryErase(sector))
        {
            return false;
        }

        state.WriteHeader(_record, number, dropped);
        if (!_flash.TryWrite(sector, 0, _record, 0, OutboxState.HeaderLength)
            && !(TryReadHeader(sector, out uint written) && written == number))
        {
            return false;
        }

        _end[sector] = OutboxState.HeaderLength;
        return true;
    }

    /// <summary>Reads the record at a place, body and all, and checks it.</summary>
    internal RecordStatus Read(int sector, int offset)
    {
        if (offset + HeadLength > _flash.SectorSize)
        {
            return RecordStatus.Invalid;
        }

        if (!_flash.TryRead(sector, offset, _record, 0, HeadLength))
        {
            return RecordStatus.Failed;
        }

        int length = BodyLength;
        bool plausible = (Kind == MessageKind && length <= ReadingMessage.MaxLength) || (Kind == StateKind && length == OutboxState.RecordLength);
        if (!plausible || offset + HeadLength + length > _flash.SectorSize)
        {
            return RecordStatus.Invalid;
        }

        if (!_flash.TryRead(sector, offset + HeadLength, _record, HeadLength, length))
        {
            return RecordStatus.Failed;
        }

        return BigEndian.Read32(_record, 4) == Checksum(length) ? RecordStatus.Valid : RecordStatus.Invalid;
    }

    /// <summary>Appends a record to a sector that has room for it; true once it is durable.</summary>
    internal bool TryAppend(int sector, byte kind, byte[] body, int offset, int count)
    {
        _record[0] = kind;
        _record[MarkOffset] = Erased;
        BigEndian.Write16(_record, 2, count);
        Array.Copy(body, offset, _record, HeadLength, count);
        uint checksum = Checksum(count);
        BigEndian.Write32(_record, 4, checksum);

        // Whatever comes of the write, these bytes are used up.
        int at = _end[sector];
        _end[sector] = Align(at + HeadLength + count);
        if (_flash.TryWrite(sector, at, _record, 0, HeadLength + count))
        {
            return true;
        }

        // What reports failure may have been written all the same: found whole, it counts as written, or it would come to light at the
        // next start as a message nobody remembers.
        if (Read(sector, at) == RecordStatus.Valid && BigEndian.Read32(_record, 4) == checksum)
        {
            return true;
        }

        TryClearMark(sector, at);
        return false;
    }

    /// <summary>Clears the mark of a record: one byte, so it happens or does not.</summary>
    internal bool TryClearMark(int sector, int offset) => _flash.TryWrite(sector, offset + MarkOffset, _cleared, 0, 1);

    /// <summary>Finds the end of what was ever written to a sector, torn or not: 0 when it is blank; false when the flash failed.</summary>
    internal bool TryFindEnd(int sector, out int end)
    {
        end = _flash.SectorSize;
        while (end > 0)
        {
            int part = end < _record.Length ? end : _record.Length;
            if (!_flash.TryRead(sector, end - part, _record, 0, part))
            {
                return false;
            }

            for (; part > 0; part--, end--)
            {
                if (_record[part - 1] != Erased)
                {
                    end = Align(end);
                    return true;
                }
            }
        }

        return true;
    }

    internal bool TryErase(int sector) => _flash.TryErase(sector);

    private uint Checksum(int count)
    {
        uint crc = Crc32.Append(Crc32.Start, _record, 0, 1);
        crc = Crc32.Append(crc, _record, 2, 2);
        return Crc32.Append(crc, _record, HeadLength, count);
    }
}
