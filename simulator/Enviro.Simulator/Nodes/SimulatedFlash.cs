using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// NOR flash in memory, with a file behind it if one is given: erasing sets bytes to 0xFF, writing only clears bits, and a write that
/// would set one is an error of the caller. Power can be cut between any two bytes of a write and in the middle of an erase.
/// </summary>
public sealed class SimulatedFlash : IFlash, IDisposable
{
    private readonly byte[] _content;
    private readonly HashSet<int> _damaged = [];
    private readonly FileStream? _file;
    private long _stepsUntilCut = long.MaxValue;
    private bool _hasPower = true;

    /// <summary>Creates a flash, blank or with the content of <paramref name="path"/> when that file exists.</summary>
    /// <param name="sectorSize">Bytes of a sector.</param>
    /// <param name="sectorCount">Number of sectors.</param>
    /// <param name="path">File that outlives the process; null for a flash in memory only.</param>
    public SimulatedFlash(int sectorSize, int sectorCount, string? path = null)
    {
        SectorSize = sectorSize;
        SectorCount = sectorCount;
        _content = new byte[sectorSize * sectorCount];
        Array.Fill(_content, (byte)0xFF);
        if (path == null)
        {
            return;
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (_file.Length == _content.Length)
        {
            _file.ReadExactly(_content);
        }
        else if (_file.Length == 0)
        {
            Persist(0, _content.Length);
        }
        else
        {
            long length = _file.Length;
            _file.Dispose();
            throw new InvalidDataException($"{path} has {length} bytes, not the {_content.Length} of this flash; remove it or give its geometry.");
        }
    }

    /// <inheritdoc />
    public int SectorSize { get; }

    /// <inheritdoc />
    public int SectorCount { get; }

    /// <summary>Steps done so far: one a byte written, two an erase. What <see cref="CutPowerAfter"/> counts in.</summary>
    public long Steps { get; private set; }

    /// <summary>Erases so far, a measure of wear.</summary>
    public long EraseCount { get; private set; }

    /// <summary>Asked before each write and erase how it goes wrong; null when nothing does.</summary>
    public Func<FlashFault>? Faults { get; set; }

    /// <summary>Sectors that are worn out: every write and erase of one reports failure and changes nothing.</summary>
    public HashSet<int> WornOut { get; } = [];

    /// <summary>Whether reads fail.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>Lets the power go away after this many further steps; what was written until then stays.</summary>
    public void CutPowerAfter(long steps) => _stepsUntilCut = steps;

    /// <summary>Brings the power back.</summary>
    public void RestorePower()
    {
        _hasPower = true;
        _stepsUntilCut = long.MaxValue;
    }

    /// <summary>Sets one byte whatever it was: damage that no write makes.</summary>
    public void Damage(int sector, int offset, byte value)
    {
        int at = Locate(sector, offset, 1);
        _content[at] = value;
        _damaged.Add(at);
    }

    /// <summary>Sets every byte to 0xFF: a new flash.</summary>
    public void Wipe()
    {
        Array.Fill(_content, (byte)0xFF);
        _damaged.Clear();
        Persist(0, _content.Length);
    }

    /// <inheritdoc />
    public bool TryRead(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        RequirePower();
        Array.Copy(_content, Locate(sector, offset, count), buffer, bufferOffset, count);
        return !ReadsFail;
    }

    /// <inheritdoc />
    public bool TryWrite(int sector, int offset, byte[] buffer, int bufferOffset, int count)
    {
        RequirePower();
        int at = Locate(sector, offset, count);
        FlashFault fault = FaultOf(sector);
        int done = fault switch { FlashFault.Refused => 0, FlashFault.Partial => count / 2, _ => count };
        for (int i = 0; i < done; i++)
        {
            TakeStep();
            byte value = buffer[bufferOffset + i];
            if ((value & ~_content[at + i]) != 0 && !_damaged.Contains(at + i))
            {
                throw new InvalidOperationException($"A write to sector {sector}, byte {offset + i}, would set a bit that only an erase can set.");
            }

            // Who writes cannot know of damage since the sector was erased, and the chip does not tell.
            _content[at + i] &= value;
        }

        Persist(at, done);
        return fault == FlashFault.None;
    }

    /// <inheritdoc />
    public bool TryErase(int sector)
    {
        RequirePower();
        int at = Locate(sector, 0, SectorSize);
        FlashFault fault = FaultOf(sector);
        int done = fault switch { FlashFault.Refused => 0, FlashFault.Partial => SectorSize / 2, _ => SectorSize };
        EraseCount++;
        TakeStep();
        Array.Fill(_content, (byte)0xFF, at, done / 2);
        TakeStep();
        Array.Fill(_content, (byte)0xFF, at, done);
        _damaged.RemoveWhere(place => place >= at && place < at + done);
        Persist(at, done);
        return fault == FlashFault.None;
    }

    /// <summary>Closes the file behind the flash.</summary>
    public void Dispose() => _file?.Dispose();

    private FlashFault FaultOf(int sector) => WornOut.Contains(sector) ? FlashFault.Refused : Faults?.Invoke() ?? FlashFault.None;

    private void RequirePower()
    {
        if (!_hasPower)
        {
            throw new PowerCutException();
        }
    }

    private void TakeStep()
    {
        if (_stepsUntilCut == 0)
        {
            _hasPower = false;
            Persist(0, _content.Length);
            throw new PowerCutException();
        }

        _stepsUntilCut--;
        Steps++;
    }

    private void Persist(int offset, int count)
    {
        if (_file != null && count > 0)
        {
            _file.Position = offset;
            _file.Write(_content, offset, count);
            _file.Flush();
        }
    }

    private int Locate(int sector, int offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sector);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sector, SectorCount);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, SectorSize);
        return (sector * SectorSize) + offset;
    }
}
