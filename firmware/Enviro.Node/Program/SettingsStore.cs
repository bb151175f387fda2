using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The settings documents of a board on two sectors of flash: the one in force, and beside it the one on trial. A new document never touches the one
/// in force; it takes its place by one byte that is cleared, so power may go at any moment and one of the two is in force, whole.
/// </summary>
/// <remarks>
/// Sector: "ESD1" (4) | length (2) | 0 (2) | CRC-32 of all before and of the document (4) | marks: confirmed (1), rejected (1), starts (1), 0xFF (1) |
/// document. Big-endian. A mark is 0xFF as written; any bit cleared means yes; starts clears one bit for each start on trial. The marks stand
/// outside the checksum so that they can be cleared in place.
/// </remarks>
public sealed class SettingsStore
{
    /// <summary>Sectors it needs.</summary>
    public const int SectorCount = 2;

    /// <summary>Smallest sector in bytes.</summary>
    public const int MinSectorSize = HeadLength + SettingsDocument.MaxLength;

    private const uint Magic = 0x45534431;
    private const int HeadLength = 16;
    private const int LengthOffset = 4;
    private const int ChecksumOffset = 8;
    private const int ConfirmedOffset = 12;
    private const int RejectedOffset = 13;
    private const int StartsOffset = 14;
    private const byte Erased = 0xFF;

    private readonly IFlash _flash;
    private readonly byte[] _head = new byte[HeadLength];
    private readonly byte[] _mark = new byte[1];
    private readonly SettingsDocument?[] _documents = new SettingsDocument?[SectorCount];
    private readonly bool[] _confirmed = new bool[SectorCount];
    private readonly bool[] _rejected = new bool[SectorCount];
    private int _current = -1;

    /// <summary>Creates a store over a flash of its own; raises <see cref="ArgumentException"/> when its sectors are not two or too small.</summary>
    public SettingsStore(IFlash flash)
    {
        if (flash.SectorCount != SectorCount || flash.SectorSize < MinSectorSize)
        {
            throw new ArgumentException("Settings need 2 sectors of 2064 bytes or more.");
        }

        _flash = flash;
    }

    /// <summary>Whether the flash has been read; nothing else works before.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The document the node works by: the newest that was not rejected. Null on a board that has none.</summary>
    public SettingsDocument? Current => _current < 0 ? null : _documents[_current];

    /// <summary>Whether the gateway has not been reached yet with <see cref="Current"/>.</summary>
    public bool IsTrial => _current >= 0 && !_confirmed[_current];

    /// <summary>Whether there is a document to go back to.</summary>
    public bool HasFallback => _current >= 0 && IsUsable(1 - _current);

    /// <summary>Starts that <see cref="Current"/> has had on trial.</summary>
    public int TrialStarts { get; private set; }

    /// <summary>Highest version here, rejected ones included: a new document has a higher one, so that a rejected one is not tried for ever.</summary>
    public uint HighestVersion
    {
        get
        {
            uint first = VersionOf(0);
            uint second = VersionOf(1);
            return first > second ? first : second;
        }
    }

    /// <summary>Reads the flash. False when it did not answer: try again later. What is torn or damaged counts as absent.</summary>
    public bool TryOpen()
    {
        if (IsOpen)
        {
            return true;
        }

        for (int sector = 0; sector < SectorCount; sector++)
        {
            if (!TryLoad(sector))
            {
                return false;
            }
        }

        IsOpen = TryChoose();
        return IsOpen;
    }

    /// <summary>
    /// COMMIT POINT: keeps a document that was checked, on trial. True once it is durable; it is <see cref="Current"/> from then on. False leaves the one in
    /// force as it was; one that was on trial may be gone.
    /// </summary>
    public bool TryStore(byte[] message)
    {
        if (message.Length > SettingsDocument.MaxLength)
        {
            return false;
        }

        int sector = TargetSector();
        Forget(sector);
        bool stored = _flash.TryErase(sector) && TryWrite(sector, message);
        return (TryLoad(sector) & TryChoose()) && stored;
    }

    /// <summary>COMMIT POINT: the document on trial is in force once its mark is cleared.</summary>
    public bool TryConfirm()
    {
        if (_current < 0 || !TryClear(_current, ConfirmedOffset, 0))
        {
            return false;
        }

        _confirmed[_current] = true;
        return true;
    }

    /// <summary>COMMIT POINT: the document on trial is rejected once its mark is cleared, and the one before is <see cref="Current"/>. False also where there is none.</summary>
    public bool TryReject()
    {
        if (!IsTrial || !HasFallback || !TryClear(_current, RejectedOffset, 0))
        {
            return false;
        }

        _rejected[_current] = true;
        return TryChoose();
    }

    /// <summary>Counts one start of the document on trial, up to 8.</summary>
    public bool TryCountStart()
    {
        if (TrialStarts < 8 && TryClear(_current, StartsOffset, (byte)(0xFF << (TrialStarts + 1))))
        {
            TrialStarts++;
            return true;
        }

        return false;
    }

    /// <summary>The sector that may be erased: never that of a confirmed document which is the newest such, never that of the only one.</summary>
    private int TargetSector()
    {
        if (_current < 0)
        {
            return 0;
        }

        int other = 1 - _current;
        return !_confirmed[_current] && IsUsable(other) && _confirmed[other] ? _current : other;
    }

    private bool TryWrite(int sector, byte[] message)
    {
        Array.Clear(_head, 0, HeadLength);
        BigEndian.Write32(_head, 0, Magic);
        BigEndian.Write16(_head, LengthOffset, message.Length);
        BigEndian.Write32(_head, ChecksumOffset, Checksum(message));
        for (int i = ConfirmedOffset; i < HeadLength; i++)
        {
            _head[i] = Erased;
        }

        // What reports failure may have been written all the same: the caller reads it back.
        _flash.TryWrite(sector, HeadLength, message, 0, message.Length);
        _flash.TryWrite(sector, 0, _head, 0, ConfirmedOffset);
        return TryLoad(sector) && IsUsable(sector);
    }

    private bool TryLoad(int sector)
    {
        Forget(sector);
        if (!_flash.TryRead(sector, 0, _head, 0, HeadLength))
        {
            return false;
        }

        int length = BigEndian.Read16(_head, LengthOffset);
        if (BigEndian.Read32(_head, 0) != Magic || length > SettingsDocument.MaxLength)
        {
            return true;
        }

        byte[] message = new byte[length];
        if (!_flash.TryRead(sector, HeadLength, message, 0, length))
        {
            return false;
        }

        if (Checksum(message) == BigEndian.Read32(_head, ChecksumOffset))
        {
            try
            {
                _documents[sector] = SettingsDocument.Parse(message, out TypedMessage _);
                _confirmed[sector] = _head[ConfirmedOffset] != Erased;
                _rejected[sector] = _head[RejectedOffset] != Erased;
            }
            catch (WireFormatException)
            {
                // Of a form that this firmware does not know: as good as absent.
            }
        }

        return true;
    }

    private bool TryChoose()
    {
        _current = IsUsable(0) ? 0 : -1;
        if (IsUsable(1) && (_current < 0 || VersionOf(1) > VersionOf(0)))
        {
            _current = 1;
        }

        TrialStarts = 0;
        if (_current < 0)
        {
            return true;
        }

        if (!_flash.TryRead(_current, StartsOffset, _mark, 0, 1))
        {
            return false;
        }

        for (int bits = ~_mark[0] & 0xFF; bits != 0; bits >>= 1)
        {
            TrialStarts += bits & 1;
        }

        return true;
    }

    private bool IsUsable(int sector) => _documents[sector] != null && !_rejected[sector];

    private uint VersionOf(int sector)
    {
        SettingsDocument? document = _documents[sector];
        return document == null ? 0 : document.Version;
    }

    private void Forget(int sector)
    {
        _documents[sector] = null;
        _confirmed[sector] = false;
        _rejected[sector] = false;
    }

    private bool TryClear(int sector, int offset, byte value)
    {
        _mark[0] = value;
        if (_flash.TryWrite(sector, offset, _mark, 0, 1))
        {
            return true;
        }

        // What reports failure may have been written all the same.
        return _flash.TryRead(sector, offset, _mark, 0, 1) && _mark[0] == value;
    }

    private uint Checksum(byte[] message)
    {
        uint crc = Crc32.Append(Crc32.Start, _head, 0, ChecksumOffset);
        return Crc32.Append(crc, message, 0, message.Length);
    }
}
