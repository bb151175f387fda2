using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>A file of the simulated disk that SQLite has open. After a power cut every call on it fails.</summary>
internal sealed class OpenFile(SimulatedDisk disk, StoredFile file, string? path, bool isNewJournal, bool isDeletedOnClose)
{
    private readonly long _start = disk.Starts;
    private bool _syncsFolder = isNewJournal;
    private SharedMemory? _shared;

    internal SimulatedDisk Disk => disk;

    /// <summary>One of <see cref="LockLevels"/>.</summary>
    internal int LockLevel { get; set; }

    /// <summary>Bits of the shared locks it has on the shared memory.</summary>
    internal int SharedLocks { get; set; }

    private bool Lives => !disk.IsDead && disk.Starts == _start;

    internal int Read(long offset, Span<byte> buffer)
    {
        if (!Lives || disk.Fault == DiskFault.ReadError)
        {
            return raw.SQLITE_IOERR_READ;
        }

        int count = file.Read(offset, buffer);
        buffer[count..].Clear();
        return count == buffer.Length ? raw.SQLITE_OK : raw.SQLITE_IOERR_SHORT_READ;
    }

    internal int Write(long offset, ReadOnlySpan<byte> content)
    {
        if (!Lives || disk.Fault == DiskFault.WriteError)
        {
            return raw.SQLITE_IOERR_WRITE;
        }

        if (disk.Fault == DiskFault.Full && offset + content.Length > file.Length)
        {
            return raw.SQLITE_FULL;
        }

        // The write in which the power goes may have come through, in part.
        file.Write(offset, content);
        return disk.Touch() ? raw.SQLITE_OK : raw.SQLITE_IOERR_WRITE;
    }

    internal int Resize(long length)
    {
        if (!Lives || disk.Fault == DiskFault.WriteError)
        {
            return raw.SQLITE_IOERR_TRUNCATE;
        }

        file.Resize(length);
        return disk.Touch() ? raw.SQLITE_OK : raw.SQLITE_IOERR_TRUNCATE;
    }

    internal int Sync()
    {
        if (!Lives)
        {
            return raw.SQLITE_IOERR_FSYNC;
        }

        disk.Wait();
        if (disk.Fault == DiskFault.SyncError)
        {
            file.FailSync();
            return raw.SQLITE_IOERR_FSYNC;
        }

        if (!disk.Touch())
        {
            return raw.SQLITE_IOERR_FSYNC;
        }

        file.Sync();
        if (_syncsFolder && path is not null)
        {
            // As SQLite's own VFS for Unix: the first sync of a journal or log that it created syncs the folder as well. Here also where a process
            // that died created it; file systems bring a new file's name to the disk with its first sync.
            disk.Names.SyncFolderOf(path);
            _syncsFolder = false;
        }

        return raw.SQLITE_OK;
    }

    internal int TellLength(out long length)
    {
        length = file.Length;
        return Lives ? raw.SQLITE_OK : raw.SQLITE_IOERR_FSTAT;
    }

    internal int Lock(int level) => Lives ? file.Locks.Raise(this, level) : raw.SQLITE_IOERR_LOCK;

    internal int Unlock(int level)
    {
        if (disk.Starts == _start)
        {
            file.Locks.Lower(this, level);
        }

        return raw.SQLITE_OK;
    }

    internal int TellReserved(out int isReserved)
    {
        isReserved = file.Locks.IsReserved ? 1 : 0;
        return Lives ? raw.SQLITE_OK : raw.SQLITE_IOERR_CHECKRESERVEDLOCK;
    }

    internal int MapShared(int index, int size, bool extend, out nint region)
    {
        region = 0;
        if (!Lives)
        {
            return raw.SQLITE_IOERR_SHMMAP;
        }

        if (_shared is null)
        {
            _shared = file.SharedMemory ??= new SharedMemory();
            _shared.Join();
        }

        // The -shm file has room on the disk like any other, though nobody reads it after a start.
        if (extend && index >= _shared.Count && disk.Fault == DiskFault.Full)
        {
            return raw.SQLITE_IOERR_SHMSIZE;
        }

        region = _shared.Map(index, size, extend);
        return raw.SQLITE_OK;
    }

    internal int LockShared(int first, int count, bool isExclusive, bool isLock)
    {
        if (_shared is null || (isLock && !Lives))
        {
            return raw.SQLITE_IOERR_SHMLOCK;
        }

        return _shared.Change(this, first, count, isExclusive, isLock);
    }

    internal int UnmapShared()
    {
        if (_shared is { } shared && shared.Leave(this) && file.SharedMemory == shared)
        {
            file.SharedMemory = null;
        }

        _shared = null;
        return raw.SQLITE_OK;
    }

    internal void Close()
    {
        UnmapShared();
        Unlock(LockLevels.None);
        if (isDeletedOnClose && path is not null && Lives)
        {
            disk.Names.Delete(path);
        }

        disk.Release();
    }
}
