using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// A private key in one sector of flash, written once. Until its mark is cleared it has signed nothing, so one whose writing was cut off is
/// erased and replaced; afterwards it is never erased: a node whose key is damaged does not quietly become another one.
/// </summary>
/// <remarks>"ESK1" (4) | private key (32) | CRC-32 of both (4) | mark: FF as written, any bit cleared = in use (1). Big-endian.</remarks>
internal sealed class KeySector
{
    internal const int Length = MarkOffset + 1;

    private const uint Magic = 0x45534B31;
    private const int KeyOffset = 4;
    private const int ChecksumOffset = KeyOffset + P256.PrivateKeyLength;
    private const int MarkOffset = ChecksumOffset + 4;
    private const byte Erased = 0xFF;

    private readonly IFlash _flash;
    private readonly int _sector;
    private readonly byte[] _record = new byte[Length];

    internal KeySector(IFlash flash, int sector)
    {
        _flash = flash;
        _sector = sector;
    }

    /// <summary>Whether a key is there, in use or not; false also when the flash failed or the key is damaged.</summary>
    internal bool TryRead(byte[] privateKey)
    {
        if (!TryLoad() || !IsWhole())
        {
            return false;
        }

        Array.Copy(_record, KeyOffset, privateKey, 0, P256.PrivateKeyLength);
        return TryMark();
    }

    /// <summary>Whether a key may be written: none has been in use. False also when the flash failed.</summary>
    internal bool IsFree() => TryLoad() && _record[MarkOffset] == Erased;

    /// <summary>COMMIT POINT: writes a key, reads it back and marks it. True once it is durable; before that, nothing may be signed with it.</summary>
    internal bool TryWrite(byte[] privateKey)
    {
        if (!_flash.TryErase(_sector))
        {
            return false;
        }

        BigEndian.Write32(_record, 0, Magic);
        Array.Copy(privateKey, 0, _record, KeyOffset, P256.PrivateKeyLength);
        BigEndian.Write32(_record, ChecksumOffset, Crc32.Append(Crc32.Start, _record, 0, ChecksumOffset));

        // What reports failure may have been written all the same.
        _flash.TryWrite(_sector, 0, _record, 0, MarkOffset);
        return TryLoad() && IsWhole() && Holds(privateKey) && TryMark();
    }

    private bool TryLoad() => _flash.TryRead(_sector, 0, _record, 0, Length);

    private bool IsWhole() =>
        BigEndian.Read32(_record, 0) == Magic
        && BigEndian.Read32(_record, ChecksumOffset) == Crc32.Append(Crc32.Start, _record, 0, ChecksumOffset);

    private bool Holds(byte[] privateKey)
    {
        int difference = 0;
        for (int i = 0; i < P256.PrivateKeyLength; i++)
        {
            difference |= _record[KeyOffset + i] ^ privateKey[i];
        }

        return difference == 0;
    }

    private bool TryMark()
    {
        bool marked = _record[MarkOffset] != Erased;
        if (!marked)
        {
            _record[MarkOffset] = 0;
            marked = _flash.TryWrite(_sector, MarkOffset, _record, MarkOffset, 1) || (TryLoad() && _record[MarkOffset] != Erased);
        }

        Array.Clear(_record, 0, _record.Length);
        return marked;
    }
}
