using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>Locks on one file, as SQLite asks for them (sqlite.org/lockingv3.html): many share, one writes.</summary>
internal sealed class FileLocks
{
    private int _shared;
    private OpenFile? _writer;

    /// <summary>Whether somebody means to write.</summary>
    internal bool IsReserved => _writer is not null;

    /// <summary>Raises the lock of a handle; SQLITE_BUSY where another's is in the way.</summary>
    internal int Raise(OpenFile file, int level)
    {
        if (file.LockLevel >= level)
        {
            return raw.SQLITE_OK;
        }

        if (_writer is not null && _writer != file && (level > LockLevels.Shared || _writer.LockLevel >= LockLevels.Pending))
        {
            return raw.SQLITE_BUSY;
        }

        if (file.LockLevel == LockLevels.None)
        {
            _shared++;
            file.LockLevel = LockLevels.Shared;
        }

        if (level == LockLevels.Shared)
        {
            return raw.SQLITE_OK;
        }

        _writer = file;
        if (level == LockLevels.Exclusive && _shared > 1)
        {
            // No new reader comes in; those that are there go in time.
            file.LockLevel = LockLevels.Pending;
            return raw.SQLITE_BUSY;
        }

        file.LockLevel = level;
        return raw.SQLITE_OK;
    }

    /// <summary>Lowers the lock of a handle to shared or none.</summary>
    internal void Lower(OpenFile file, int level)
    {
        if (file.LockLevel <= level)
        {
            return;
        }

        if (_writer == file)
        {
            _writer = null;
        }

        if (level == LockLevels.None)
        {
            _shared--;
        }

        file.LockLevel = level;
    }
}

/// <summary>Levels of a lock (sqlite.org/c3ref/c_lock_exclusive.html).</summary>
internal static class LockLevels
{
    internal const int None = 0;
    internal const int Shared = 1;
    internal const int Reserved = 2;
    internal const int Pending = 3;
    internal const int Exclusive = 4;
}
