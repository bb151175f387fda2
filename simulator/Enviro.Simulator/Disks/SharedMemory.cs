using System.Runtime.InteropServices;
using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>
/// The index of a log, shared by the connections of this process: regions of unmanaged memory, and SQLite's eight locks over them
/// (sqlite.org/walformat.html#the_wal_index_file_format). Gone when the last one lets go of it, as a -shm file is emptied by whoever is first.
/// </summary>
internal sealed unsafe class SharedMemory
{
    private const int Locks = 8;

    private readonly List<nint> _regions = [];
    private readonly int[] _shared = new int[Locks];
    private readonly OpenFile?[] _exclusive = new OpenFile?[Locks];
    private int _users;

    /// <summary>Number of regions.</summary>
    internal int Count => _regions.Count;

    internal void Join() => _users++;

    /// <summary>Whether this was the last.</summary>
    internal bool Leave(OpenFile file)
    {
        Change(file, 0, Locks, isExclusive: true, isLock: false);
        if (--_users > 0)
        {
            return false;
        }

        foreach (nint region in _regions)
        {
            NativeMemory.Free((void*)region);
        }

        _regions.Clear();
        return true;
    }

    /// <summary>A region; 0 where there is none yet and none is to be made.</summary>
    internal nint Map(int index, int size, bool extend)
    {
        while (extend && _regions.Count <= index)
        {
            _regions.Add((nint)NativeMemory.AllocZeroed((nuint)size));
        }

        return index < _regions.Count ? _regions[index] : 0;
    }

    /// <summary>Takes or gives free some of the locks; SQLITE_BUSY where another's is in the way.</summary>
    internal int Change(OpenFile file, int first, int count, bool isExclusive, bool isLock)
    {
        int mask = ((1 << count) - 1) << first;
        if (isLock && !IsFree(file, first, count, isExclusive))
        {
            return raw.SQLITE_BUSY;
        }

        for (int i = first; i < first + count; i++)
        {
            bool isHeld = (file.SharedLocks & (1 << i)) != 0;
            if (!isLock)
            {
                _shared[i] -= isHeld ? 1 : 0;
                _exclusive[i] = _exclusive[i] == file ? null : _exclusive[i];
            }
            else if (isExclusive)
            {
                _exclusive[i] = file;
            }
            else if (!isHeld)
            {
                _shared[i]++;
            }
        }

        if (!isLock)
        {
            file.SharedLocks &= ~mask;
        }
        else if (!isExclusive)
        {
            file.SharedLocks |= mask;
        }

        return raw.SQLITE_OK;
    }

    private bool IsFree(OpenFile file, int first, int count, bool isExclusive)
    {
        for (int i = first; i < first + count; i++)
        {
            int others = _shared[i] - ((file.SharedLocks & (1 << i)) != 0 ? 1 : 0);
            if ((_exclusive[i] is not null && _exclusive[i] != file) || (isExclusive && others > 0))
            {
                return false;
            }
        }

        return true;
    }
}
