using SQLitePCL;

namespace Enviro.Simulator;

/// <content>What SQLite asks of the disk beside its files.</content>
public sealed partial class SimulatedDisk
{
    // SQLITE_ACCESS_EXISTS (sqlite.org/c3ref/c_access_exists.html).
    private const int AccessExists = 0;

    /// <summary>Opens a file; without a path a temporary one.</summary>
    internal int Open(string? path, int flags, out OpenFile? opened)
    {
        opened = null;
        if (IsDead)
        {
            return raw.SQLITE_IOERR;
        }

        StoredFile? file = path is null ? new StoredFile() : Names.Find(path);
        if (file is null)
        {
            if ((flags & raw.SQLITE_OPEN_CREATE) == 0 || !Names.HasFolder(Path.GetDirectoryName(path)!))
            {
                return raw.SQLITE_CANTOPEN;
            }

            file = Names.Create(path!);
        }

        const int Journals = raw.SQLITE_OPEN_MAIN_JOURNAL | raw.SQLITE_OPEN_WAL;
        bool isNewJournal = path is not null && (flags & Journals) != 0 && !Names.IsSynced(path);
        opened = new OpenFile(this, file, path, isNewJournal, (flags & raw.SQLITE_OPEN_DELETEONCLOSE) != 0);
        _openFiles++;
        return raw.SQLITE_OK;
    }

    internal int Delete(string path, bool syncsFolder)
    {
        if (IsDead || Fault == DiskFault.WriteError)
        {
            return raw.SQLITE_IOERR_DELETE;
        }

        if (!Names.Delete(path))
        {
            return raw.SQLITE_IOERR_DELETE_NOENT;
        }

        if (!Touch())
        {
            return raw.SQLITE_IOERR_DELETE;
        }

        if (syncsFolder)
        {
            Names.SyncFolderOf(path);
        }

        return raw.SQLITE_OK;
    }

    /// <summary>Whether there is a file; an empty one is none to whoever looks for a journal, as in SQLite's own VFS.</summary>
    internal int TellAccess(string path, int flags, out bool isThere)
    {
        StoredFile? file = Names.Find(path);
        isThere = file is not null && (flags != AccessExists || file.Length > 0);
        return IsDead ? raw.SQLITE_IOERR_ACCESS : raw.SQLITE_OK;
    }

    internal void FillRandom(Span<byte> buffer) => _sqlite.Fill(buffer);

    /// <summary>Counts an operation; false when the power goes in it.</summary>
    internal bool Touch()
    {
        Operations++;
        IsDead |= Operations >= _crashAt;
        return !IsDead;
    }

    /// <summary>A sync takes its time, and nobody waits for it on the wall clock.</summary>
    internal void Wait() => _delayMs += SyncMs;

    internal void Sleep(int microseconds) => _delayMs += (microseconds + 999) / 1000;

    /// <summary>A file was closed.</summary>
    internal void Release()
    {
        _openFiles--;
        FreeIfUnused();
    }

    /// <summary>SQLite looks at the VFS until the last file of a connection is closed.</summary>
    private void FreeIfUnused()
    {
        if (_isDisposed && _openFiles == 0)
        {
            _vfs.Free();
        }
    }
}
