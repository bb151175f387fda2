using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// A counter that only rises, appended to two sectors of flash in turn. A place whose write was cut off or that is damaged counts as one used, so
/// no value is ever given twice; power cuts leave gaps.
/// </summary>
/// <remarks>Places of 8 bytes: value (4) | CRC-32 of it (4), big-endian. The sector with the higher value takes appends.</remarks>
internal sealed class BootCounter
{
    private const int PlaceLength = 8;

    private readonly IFlash _flash;
    private readonly int _first;
    private readonly byte[] _place = new byte[PlaceLength];

    /// <summary>A counter in the sectors <paramref name="first"/> and the next.</summary>
    internal BootCounter(IFlash flash, int first)
    {
        _flash = flash;
        _first = first;
    }

    /// <summary>Gives the next value, once it is durable; false when the flash failed or the counter is at its end.</summary>
    internal bool TryAdvance(out uint value)
    {
        value = 0;
        if (!TryScan(_first, out uint low, out int lowEnd) || !TryScan(_first + 1, out uint high, out int highEnd))
        {
            return false;
        }

        int sector = high > low ? _first + 1 : _first;
        uint last = high > low ? high : low;
        int end = high > low ? highEnd : lowEnd;
        if (last >= ReadingHeader.MaxBoot)
        {
            return false;
        }

        if (end + PlaceLength > _flash.SectorSize)
        {
            // The other sector's values are all lower: nothing is lost with them, however far the erasing comes.
            sector = sector == _first ? _first + 1 : _first;
            end = 0;
            if (!_flash.TryErase(sector))
            {
                return false;
            }
        }

        if (!TryAppend(sector, end, last + 1))
        {
            return false;
        }

        value = last + 1;
        return true;
    }

    private bool TryAppend(int sector, int offset, uint value)
    {
        BigEndian.Write32(_place, 0, value);
        BigEndian.Write32(_place, 4, Crc32.Append(Crc32.Start, _place, 0, 4));
        return _flash.TryWrite(sector, offset, _place, 0, PlaceLength)
            || (_flash.TryRead(sector, offset, _place, 0, PlaceLength) && IsWhole() && BigEndian.Read32(_place, 0) == value);
    }

    /// <summary>Finds the value that a sector stands at, and where its next place is.</summary>
    private bool TryScan(int sector, out uint value, out int end)
    {
        value = 0;
        end = 0;
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

            value = IsWhole() ? BigEndian.Read32(_place, 0) : value + 1;
            end = offset + PlaceLength;
        }

        return true;
    }

    private bool IsWhole() => BigEndian.Read32(_place, 4) == Crc32.Append(Crc32.Start, _place, 0, 4);

    private bool IsBlank() => BigEndian.Read32(_place, 0) == 0xFFFFFFFF && BigEndian.Read32(_place, 4) == 0xFFFFFFFF;
}
