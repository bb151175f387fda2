using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The messages a node has signed and the gateway has not acknowledged, on flash, oldest first, with the node's place in its chain of
/// messages. A ring of sectors: one takes appends, the one after it holds nothing that counts, the others hold what is older. When the
/// ring is full the oldest sector is given up and its waiting messages are counted as dropped. A sector that is worn out is left out.
/// </summary>
public sealed partial class Outbox
{
    /// <summary>Smallest sector: a header, a state record and the longest message fit with room to spare.</summary>
    public const int MinSectorSize = 2048;

    /// <summary>Largest sector; beyond it one recycling would drop too much at once.</summary>
    public const int MaxSectorSize = 65536;

    /// <summary>Fewest sectors: one that takes appends, one that is being recycled, one that holds what is older.</summary>
    public const int MinSectorCount = 3;

    /// <summary>Most sectors.</summary>
    public const int MaxSectorCount = 1024;

    /// <summary>How often in a row a sector may refuse its header before it counts as worn out: a flash that is only disturbed takes it in the end.</summary>
    private const int MaxOpenFailures = 3;

    private readonly FlashLog _log;
    private readonly OutboxState _state = new OutboxState();
    private readonly byte[] _stateRecord = new byte[OutboxState.RecordLength];
    private readonly int[] _waiting;
    private readonly byte[] _openFailures;
    private uint _number;
    private int _active;
    private int _oldestSector;
    private int _oldestOffset;
    private int _oldestLength;

    /// <summary>Creates an outbox over a flash; raises <see cref="ArgumentException"/> when its sectors are too few, too many, too small or too large.</summary>
    public Outbox(IFlash flash)
    {
        bool size = flash.SectorSize >= MinSectorSize && flash.SectorSize <= MaxSectorSize && flash.SectorSize % 4 == 0;
        if (!size || flash.SectorCount < MinSectorCount || flash.SectorCount > MaxSectorCount)
        {
            throw new ArgumentException("The outbox needs 3 to 1024 sectors of 2048 to 65536 bytes, a multiple of 4.");
        }

        _log = new FlashLog(flash);
        _waiting = new int[flash.SectorCount];
        _openFailures = new byte[flash.SectorCount];
    }

    /// <summary>Whether the flash has been read; nothing else works before.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Messages that wait for their acknowledgement.</summary>
    public int Count { get; private set; }

    /// <summary>Messages given up unacknowledged because the ring was full, since the flash was new.</summary>
    public uint Dropped => _state.Dropped;

    /// <summary>Torn or damaged places found since the outbox was opened.</summary>
    public uint Damaged { get; private set; }

    /// <summary>
    /// Whether the state found on flash may be continued: there is one, and nothing behind it is torn or damaged. Otherwise sequence
    /// numbers may have been used that it does not know, and only a new boot is safe.
    /// </summary>
    public bool CanContinue { get; private set; }

    /// <summary>Boot the state is in; 0 when the flash is new.</summary>
    public uint Boot => _state.Boot;

    /// <summary>The next sequence number to be reserved: every lower one of this boot has been.</summary>
    public uint NextSequence => _state.NextSequence;

    /// <summary>Start of the last slot a message was begun for, Unix seconds; 0 for none.</summary>
    public uint LastSlot => _state.LastSlot;

    /// <summary>SHA-256 of the last message stored, zeros before the first; the array changes with the next append.</summary>
    public byte[] Previous => _state.Previous;

    /// <summary>Starts a boot: its sequence numbers begin at 0. True once that is durable.</summary>
    public bool TryBeginBoot(uint boot)
    {
        if (!TryStoreState(boot, 0, _state.LastSlot))
        {
            return false;
        }

        // Only now: were the damaged neighbour gone before the new boot is durable, a wake could continue a state that is too old.
        if (_neighbourDamaged)
        {
            _neighbourDamaged = !_log.TryErase(LastGivenUp(_active));
        }

        CanContinue = true;
        return true;
    }

    /// <summary>
    /// Reserves the next sequence number. True once that is durable, so a number given here is never given again.
    /// </summary>
    /// <param name="slot">Start of the slot in Unix seconds; 0 when the time is not known, which leaves the last one.</param>
    /// <param name="sequence">The number.</param>
    public bool TryReserve(uint slot, out uint sequence)
    {
        sequence = _state.NextSequence;
        return TryStoreState(_state.Boot, sequence + 1, slot == 0 ? _state.LastSlot : slot);
    }

    /// <summary>Appends a signed message with its SHA-256. True once it is durable.</summary>
    public bool TryAppend(byte[] message, int offset, int count, byte[] hash)
    {
        if (!TryStore(FlashLog.MessageKind, message, offset, count))
        {
            return false;
        }

        _waiting[_active]++;
        Count++;
        Array.Copy(hash, 0, _state.Previous, 0, Sha256.DigestLength);
        return true;
    }

    /// <summary>Copies the oldest waiting message to <paramref name="buffer"/>. False when there is none or the flash failed.</summary>
    public bool TryPeek(byte[] buffer, out int count)
    {
        count = 0;
        while (Count > 0)
        {
            if (_oldestOffset >= _log.EndOf(_oldestSector))
            {
                LeaveSector();
                continue;
            }

            RecordStatus status = _log.Read(_oldestSector, _oldestOffset);
            if (status == RecordStatus.Failed)
            {
                return false;
            }

            if (status == RecordStatus.Invalid)
            {
                _oldestOffset += 4;
                continue;
            }

            int length = _log.BodyLength;
            _oldestLength = FlashLog.Align(FlashLog.HeadLength + length);
            if (_log.Kind == FlashLog.MessageKind && _log.IsWaiting)
            {
                count = length;
                Array.Copy(_log.Record, FlashLog.HeadLength, buffer, 0, count);
                return true;
            }

            _oldestOffset += _oldestLength;
        }

        return false;
    }

    /// <summary>
    /// Forgets the message that <see cref="TryPeek"/> gave last. False when the flash would not record it: it is forgotten all the same,
    /// and comes back at the next start, where the gateway answers it again.
    /// </summary>
    public bool TryForget()
    {
        bool durable = _log.TryClearMark(_oldestSector, _oldestOffset);
        _oldestOffset += _oldestLength;
        _waiting[_oldestSector]--;
        Count--;
        return durable;
    }

    private bool TryStoreState(uint boot, uint nextSequence, uint lastSlot)
    {
        OutboxState.WriteRecord(_stateRecord, 0, boot, nextSequence, lastSlot);
        if (!TryStore(FlashLog.StateKind, _stateRecord, 0, OutboxState.RecordLength))
        {
            return false;
        }

        _state.ReadRecord(_stateRecord, 0);
        return true;
    }

    private bool TryStore(byte kind, byte[] body, int offset, int count)
    {
        if (!_log.HasRoom(_active, count) && !TryRotate())
        {
            return false;
        }

        return _log.TryAppend(_active, kind, body, offset, count);
    }

    /// <summary>
    /// Opens the next sector for appends. Its header is the commit point: with it, the sectors behind it up to the next that is not worn out count for
    /// nothing, and the header's own count of dropped messages includes those that still waited there. So a power cut before it loses nothing, and one
    /// after it loses nothing uncounted. Only when a sector is found worn out for the first time is one erased that still holds messages: a cut between
    /// that and its header leaves them uncounted here, but the gateway sees the gap.
    /// </summary>
    private bool TryRotate()
    {
        int opened = Next(_active);
        for (uint steps = 1; steps <= _log.SectorCount - 2; steps++, opened = Next(opened))
        {
            int givenUp = LastGivenUp(opened);
            uint dropped = _state.Dropped + WaitingIn(Next(_active), givenUp);

            // A sector that is left out uses up its number, so that a start knows every sector's number by its place.
            if (_log.TryOpenSector(opened, _number + steps, _state, dropped))
            {
                _openFailures[opened] = 0;
                _number += steps;
                GiveUp(Next(_active), givenUp);
                _active = opened;
                _neighbourDamaged = false;
                _state.Dropped = dropped;
                return true;
            }

            if (!IsWornOutNow(opened))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Counts a sector's refusal; true when that makes it worn out.</summary>
    private bool IsWornOutNow(int sector)
    {
        if (_openFailures[sector] < MaxOpenFailures)
        {
            _openFailures[sector]++;
        }

        return _openFailures[sector] == MaxOpenFailures;
    }

    /// <summary>The sector up to which those behind <paramref name="sector"/> hold nothing that counts: the next one, or more where that is worn out.</summary>
    private int LastGivenUp(int sector)
    {
        int last = Next(sector);
        while (_openFailures[last] >= MaxOpenFailures - 1 && Next(last) != _active && Next(last) != sector)
        {
            last = Next(last);
        }

        return last;
    }

    private uint WaitingIn(int first, int last)
    {
        int count = _waiting[last];
        for (int sector = first; sector != last; sector = Next(sector))
        {
            count += _waiting[sector];
        }

        return (uint)count;
    }

    private void GiveUp(int first, int last)
    {
        bool isLast;
        int sector = first;
        do
        {
            isLast = sector == last;
            Count -= _waiting[sector];
            _waiting[sector] = 0;
            if (_oldestSector == sector)
            {
                _oldestSector = Next(sector);
                _oldestOffset = OutboxState.HeaderLength;
            }

            sector = Next(sector);
        }
        while (!isLast);
    }

    /// <summary>Goes on to the next sector; what was counted as waiting here and not found has been damaged since.</summary>
    private void LeaveSector()
    {
        Damaged += (uint)_waiting[_oldestSector];
        Count -= _waiting[_oldestSector];
        _waiting[_oldestSector] = 0;
        if (_oldestSector != _active)
        {
            _oldestSector = Next(_oldestSector);
            _oldestOffset = OutboxState.HeaderLength;
        }
    }

    private int Next(int sector) => sector + 1 == _log.SectorCount ? 0 : sector + 1;
}
