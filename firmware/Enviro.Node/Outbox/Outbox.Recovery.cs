using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What a start makes of the flash it finds. The same path after a power cut, a reset, a sleep and on a new flash.</summary>
public sealed partial class Outbox
{
    private bool _neighbourDamaged;

    /// <summary>Reads the flash, formatting one that holds no sector of an outbox. False when the flash failed: try again later.</summary>
    public bool TryOpen()
    {
        if (IsOpen)
        {
            return true;
        }

        uint[] numbers = new uint[_log.SectorCount];
        _number = 0;
        for (int sector = 0; sector < numbers.Length; sector++)
        {
            if (!_log.TryReadHeader(sector, out numbers[sector]))
            {
                return false;
            }

            if (numbers[sector] > _number)
            {
                _number = numbers[sector];
                _active = sector;
            }
        }

        IsOpen = _number == 0 ? TryFormat() : TryScan(numbers);
        return IsOpen;
    }

    private bool TryFormat()
    {
        for (int sector = 0; sector < _log.SectorCount; sector++)
        {
            if (_log.TryOpenSector(sector, 1, _state, 0))
            {
                _number = 1;
                _active = sector;
                _oldestSector = sector;
                _oldestOffset = OutboxState.HeaderLength;
                return true;
            }

            if (!IsWornOutNow(sector))
            {
                return false;
            }
        }

        return false;
    }

    private bool TryScan(uint[] numbers)
    {
        Count = 0;
        Damaged = 0;
        CanContinue = true;
        FindWornOut(numbers);
        int free = LastGivenUp(_active);
        bool isGivenUp = true;
        int sector = _active;
        for (int age = numbers.Length - 1; age >= 0; age--)
        {
            // Sectors are opened in turn, so a live one has the number its place tells; anything else is left from before.
            sector = Next(sector);
            _waiting[sector] = 0;
            _log.SetEnd(sector, OutboxState.HeaderLength);
            if (!isGivenUp && IsLive(numbers, sector, age) && !TryScanSector(sector))
            {
                return false;
            }

            isGivenUp = isGivenUp && sector != free;
        }

        if (!_log.TryFindEnd(free, out int end))
        {
            return false;
        }

        // Neither blank nor an old sector: it may have been the active one, with sequence numbers that are unknown here.
        _neighbourDamaged = numbers[free] == 0 && end > 0;
        CanContinue = CanContinue && !_neighbourDamaged && _state.Boot != 0;
        _oldestSector = Next(free);
        _oldestOffset = OutboxState.HeaderLength;
        return true;
    }

    /// <summary>
    /// A sector that the last lap left out is worn out, or lost its header to damage since: it is tried once more, and nothing that counts is put where
    /// its failure would cost it.
    /// </summary>
    private void FindWornOut(uint[] numbers)
    {
        bool isOlderLive = false;
        int sector = _active;
        for (int age = numbers.Length - 1; age > 0; age--)
        {
            sector = Next(sector);
            bool isLive = IsLive(numbers, sector, age);

            // The oldest place is free by right and may be blank; only an old header in it says that it was left out.
            bool wasLeftOut = age == numbers.Length - 1
                ? numbers[sector] != 0 && !isLive
                : isOlderLive && !isLive;
            if (wasLeftOut)
            {
                _openFailures[sector] = MaxOpenFailures - 1;
            }

            isOlderLive = isOlderLive || isLive;
        }
    }

    private bool IsLive(uint[] numbers, int sector, int age) => numbers[sector] != 0 && numbers[sector] == _number - (uint)age;

    private bool TryScanSector(int sector)
    {
        if (!_log.TryFindEnd(sector, out int end) || !_log.TryReadHeader(sector, out uint _))
        {
            return false;
        }

        if (sector == _active)
        {
            _state.ReadHeader(_log.Record);
        }

        int offset = OutboxState.HeaderLength;
        bool damaged = false;
        while (offset < end)
        {
            RecordStatus status = _log.Read(sector, offset);
            if (status == RecordStatus.Failed)
            {
                return false;
            }

            if (status == RecordStatus.Valid)
            {
                damaged = false;
                TakeRecord(sector);
                offset = FlashLog.Align(offset + FlashLog.HeadLength + _log.BodyLength);
                continue;
            }

            // A record whose write was cut off: what follows it was written later and starts at some multiple of 4.
            Damaged += damaged ? 0u : 1u;
            damaged = true;
            CanContinue = CanContinue && sector != _active;
            offset += 4;
        }

        // A body may end in bytes that look erased.
        _log.SetEnd(sector, offset > end ? offset : end);
        return true;
    }

    private void TakeRecord(int sector)
    {
        if (_log.Kind == FlashLog.MessageKind)
        {
            if (_log.IsWaiting)
            {
                _waiting[sector]++;
                Count++;
            }

            if (sector == _active)
            {
                // The headers of later sectors carry the hash, so only the active one needs its last message hashed.
                Sha256 hash = new Sha256();
                hash.Append(_log.Record, FlashLog.HeadLength, _log.BodyLength);
                hash.Finish(_state.Previous, 0);
            }
        }
        else if (sector == _active)
        {
            // Whatever was torn before this record, the state it holds is newer.
            CanContinue = true;
            _state.ReadRecord(_log.Record, FlashLog.HeadLength);
        }
    }
}
