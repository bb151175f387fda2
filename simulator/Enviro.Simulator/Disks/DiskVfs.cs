using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>
/// A disk's entry in SQLite's list of VFSes: sqlite3_vfs, version 2 (sqlite.org/c3ref/vfs.html). What SQLite calls runs under the disk's gate, and
/// lets no exception out.
/// </summary>
internal sealed unsafe partial class DiskVfs
{
    private const int MaxPathBytes = 512;

    // 1970-01-01T00:00:00Z as SQLite counts: ms since noon in Greenwich, 24 November 4714 B.C.
    private const long UnixEpochMs = 210_866_760_000_000;
    private const double MsPerDay = 86_400_000.0;

    private static int s_count;

    private readonly NativeVfs* _vfs;
    private GCHandle _disk;

    internal DiskVfs(SimulatedDisk disk)
    {
        Name = $"enviro-disk-{Interlocked.Increment(ref s_count)}";
        _disk = GCHandle.Alloc(disk);
        _vfs = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));
        *_vfs = new NativeVfs
        {
            Version = 2,
            FileBytes = sizeof(NativeFile),
            MaxPath = MaxPathBytes,
            Name = Marshal.StringToCoTaskMemUTF8(Name),
            AppData = GCHandle.ToIntPtr(_disk),
            Open = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int>)&Open,
            Delete = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int>)&Delete,
            Access = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, int*, int>)&Access,
            FullPathname = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, int, byte*, int>)&FullPathname,
            DlOpen = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, byte*, nint>)&DlOpen,
            DlError = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, int, byte*, void>)&DlError,
            Randomness = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, int, byte*, int>)&Randomness,
            Sleep = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, int, int>)&Sleep,
            CurrentTime = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, double*, int>)&CurrentTime,
            GetLastError = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, int, byte*, int>)&GetLastError,
            CurrentTimeInt64 = (nint)(delegate* unmanaged[Cdecl]<NativeVfs*, long*, int>)&CurrentTimeInt64,
        };
        int result = Register(_vfs, 0);
        if (result != raw.SQLITE_OK)
        {
            Free();
            throw new InvalidOperationException($"SQLite does not take a VFS ({result}).");
        }
    }

    internal string Name { get; }

    /// <summary>No connection is opened with it any more.</summary>
    internal void Unregister() => _ = Unregister(_vfs);

    /// <summary>Gives its memory back, once no connection uses it.</summary>
    internal void Free()
    {
        _disk.Free();
        Marshal.FreeCoTaskMem(_vfs->Name);
        NativeMemory.Free(_vfs);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Register(NativeVfs* vfs, int makesDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_unregister")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Unregister(NativeVfs* vfs);

    private static SimulatedDisk DiskOf(NativeVfs* vfs) => (SimulatedDisk)GCHandle.FromIntPtr(vfs->AppData).Target!;

    private static string TextOf(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* path, NativeFile* file, int flags, int* flagsOut)
    {
        // SQLite closes only what has methods.
        *file = default;
        SimulatedDisk disk = DiskOf(vfs);
        lock (disk.Gate)
        {
            int result = disk.Open(path is null ? null : TextOf(path), flags, out OpenFile? opened);
            if (opened is not null)
            {
                *file = FileMethods.Attach(opened);
            }

            if (flagsOut is not null)
            {
                *flagsOut = flags;
            }

            return result;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(NativeVfs* vfs, byte* path, int syncsFolder)
    {
        SimulatedDisk disk = DiskOf(vfs);
        lock (disk.Gate)
        {
            return disk.Delete(TextOf(path), syncsFolder != 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(NativeVfs* vfs, byte* path, int flags, int* isThere)
    {
        SimulatedDisk disk = DiskOf(vfs);
        lock (disk.Gate)
        {
            int result = disk.TellAccess(TextOf(path), flags, out bool found);
            *isThere = found ? 1 : 0;
            return result;
        }
    }

    /// <summary>The ledger gives full paths.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPathname(NativeVfs* vfs, byte* path, int size, byte* full)
    {
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        if (text.Length >= size)
        {
            return raw.SQLITE_CANTOPEN;
        }

        text.CopyTo(new Span<byte>(full, size));
        full[text.Length] = 0;
        return raw.SQLITE_OK;
    }

    /// <summary>There are no extensions on it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint DlOpen(NativeVfs* vfs, byte* path) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DlError(NativeVfs* vfs, int size, byte* message) => new Span<byte>(message, size)[..Math.Min(1, size)].Clear();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Randomness(NativeVfs* vfs, int size, byte* buffer)
    {
        SimulatedDisk disk = DiskOf(vfs);
        lock (disk.Gate)
        {
            disk.FillRandom(new Span<byte>(buffer, size));
            return size;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(NativeVfs* vfs, int microseconds)
    {
        SimulatedDisk disk = DiskOf(vfs);
        lock (disk.Gate)
        {
            disk.Sleep(microseconds);
            return microseconds;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTime(NativeVfs* vfs, double* days)
    {
        *days = (UnixEpochMs + DiskOf(vfs).NowMs) / MsPerDay;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTimeInt64(NativeVfs* vfs, long* ms)
    {
        *ms = UnixEpochMs + DiskOf(vfs).NowMs;
        return raw.SQLITE_OK;
    }

    /// <summary>No error of an operating system is behind a result.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(NativeVfs* vfs, int size, byte* message) => 0;
}
