using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What a board keeps apart from messages and settings: how the last run ended, and whether the enclosure was opened. Appended as a whole to two sectors
/// in turn, so a power cut leaves the record before.
/// </summary>
/// <remarks>
/// Places of 64 bytes, big-endian: number (4), from 1 | latch (1) | pending (1) | reason (1) | length of the text (1) | uptime in s (4) | text (48) | CRC-32 of all
/// before (4). The highest number counts.
/// </remarks>
public sealed class BoardRecords
{
    /// <summary>Sectors it needs.</summary>
    public const int SectorCount = 2;

    private const int PlaceLength = 64;
    private const int TextOffset = 12;
    private const int ChecksumOffset = PlaceLength - 4;

    private readonly IFlash _flash;
    private readonly byte[] _place = new byte[PlaceLength];
    private uint _number;
    private int _sector;
    private int _end;

    /// <summary>Creates records over a flash of their own; raises <see cref="ArgumentException"/> when its sectors are not two or too small.</summary>
    public BoardRecords(IFlash flash)
    {
        if (flash.SectorCount != SectorCount || flash.SectorSize < PlaceLength)
        {
            throw new ArgumentException("Board records need 2 sectors of 64 bytes or more.");
        }

        _flash = flash;
    }

    /// <summary>Whether the flash has been read.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the enclosure was opened and no acknowledged message has said so.</summary>
    public bool IsLatched { get; private set; }

    /// <summary>Whether <see cref="Words"/> were written for the start that follows them, and that start has not read them yet.</summary>
    public bool IsPending { get; private set; }

    /// <summary>How the run before this boot ended, or is about to end.</summary>
    public LastWords Words { get; private set; } = new LastWords(RestartReason.Unknown, 0, "");

    /// <summary>Reads the flash. False when it did not answer: try again later.</summary>
    public bool TryOpen()
    {
        if (IsOpen)
        {
            return true;
        }

        _number = 0;
        _sector = 0;
        _end = 0;
        for (int sector = 0; sector < SectorCount; sector++)
        {
            if (!TryScan(sector))
            {
                return false;
            }
        }

        IsOpen = true;
        return true;
    }

    /// <summary>COMMIT POINT: keeps latch and last words; true once they are durable.</summary>
    public bool TryStore(bool isLatched, bool isPending, LastWords words)
    {
        if (!IsOpen)
        {
            return false;
        }

        if (_end + PlaceLength > _flash.SectorSize)
        {
            // Whatever the other sector holds is older.
            if (!_flash.TryErase(1 - _sector))
            {
                return false;
            }

            _sector = 1 - _sector;
            _end = 0;
        }

        Encode(isLatched, isPending, words);
        int at = _end;

        // Whatever comes of the write, these bytes are used up.
        _end += PlaceLength;
        if (!_flash.TryWrite(_sector, at, _place, 0, PlaceLength)
            && !(_flash.TryRead(_sector, at, _place, 0, PlaceLength) && IsWhole() && BigEndian.Read32(_place, 0) == _number + 1))
        {
            return false;
        }

        _number++;
        IsLatched = isLatched;
        IsPending = isPending;
        Words = words;
        return true;
    }

    private bool TryScan(int sector)
    {
        uint last = 0;
        int end = 0;
        for (int offset = 0; offset + PlaceLength <= _flash.SectorSize; offset += PlaceLength)
        {
            if (!_flash.TryRead(sector, offset, _place, 0, PlaceLength))
            {
                return false;
            }

            if (IsBlank())
            {
                continue;
            }

            end = offset + PlaceLength;
            if (IsWhole())
            {
                last = BigEndian.Read32(_place, 0);
                if (last > _number)
                {
                    _number = last;
                    Decode();
                }
            }
        }

        if (last == _number && (last > 0 || sector == 0))
        {
            _sector = sector;
            _end = end;
        }

        return true;
    }

    private void Encode(bool isLatched, bool isPending, LastWords words)
    {
        Array.Clear(_place, 0, PlaceLength);
        BigEndian.Write32(_place, 0, _number + 1);
        _place[4] = (byte)(isLatched ? 1 : 0);
        _place[5] = (byte)(isPending ? 1 : 0);
        _place[6] = (byte)words.Reason;
        _place[7] = (byte)words.Text.Length;
        BigEndian.Write32(_place, 8, words.UptimeS);
        for (int i = 0; i < words.Text.Length; i++)
        {
            _place[TextOffset + i] = (byte)words.Text[i];
        }

        BigEndian.Write32(_place, ChecksumOffset, Crc32.Append(Crc32.Start, _place, 0, ChecksumOffset));
    }

    private void Decode()
    {
        char[] text = new char[_place[7] < RestartReport.MaxTextLength ? _place[7] : RestartReport.MaxTextLength];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)_place[TextOffset + i];
        }

        IsLatched = _place[4] != 0;
        IsPending = _place[5] != 0;
        RestartReason reason = _place[6] < (int)RestartReason.Unknown ? (RestartReason)_place[6] : RestartReason.Unknown;
        Words = new LastWords(reason, BigEndian.Read32(_place, 8), new string(text));
    }

    private bool IsWhole() => BigEndian.Read32(_place, ChecksumOffset) == Crc32.Append(Crc32.Start, _place, 0, ChecksumOffset);

    private bool IsBlank()
    {
        for (int i = 0; i < PlaceLength; i++)
        {
            if (_place[i] != 0xFF)
            {
                return false;
            }
        }

        return true;
    }
}
