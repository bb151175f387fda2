using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>The methods of an open file, as SQLite calls them; one table for all files of all disks, for as long as the process lives.</summary>
internal static unsafe class FileMethods
{
    // What SQLite's own VFS for Unix claims, so that it writes here as it does under a gateway: a write that is torn leaves the bytes beside it as
    // they were (sqlite.org/psow.html), which the simulated disk keeps; not that writes are atomic, in order, or append safely. 4096 is also its
    // sector; the disk tears at 512. SQLITE_IOCAP_POWERSAFE_OVERWRITE (sqlite.org/c3ref/c_iocap_atomic.html) is:
    private const int Characteristics = 0x1000;
    private const int SectorBytes = 4096;

    // Flags of xShmLock (sqlite.org/c3ref/c_shm_exclusive.html).
    private const int ShmLocks = 2;
    private const int ShmExclusive = 8;

    private static readonly NativeFileMethods* s_methods = Create();

    /// <summary>What SQLite keeps of an open file, until it closes it.</summary>
    internal static NativeFile Attach(OpenFile file) => new() { Methods = s_methods, OpenFile = GCHandle.ToIntPtr(GCHandle.Alloc(file)) };

    private static NativeFileMethods* Create()
    {
        NativeFileMethods* methods = (NativeFileMethods*)NativeMemory.Alloc((nuint)sizeof(NativeFileMethods));
        *methods = new NativeFileMethods
        {
            Version = 2,
            Close = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int>)&Close,
            Read = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int>)&Read,
            Write = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int>)&Write,
            Truncate = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, long, int>)&Truncate,
            Sync = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&Sync,
            FileSize = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, long*, int>)&FileSize,
            Lock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&Lock,
            Unlock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&Unlock,
            CheckReservedLock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int*, int>)&CheckReservedLock,
            FileControl = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, void*, int>)&FileControl,
            SectorSize = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int>)&SectorSize,
            DeviceCharacteristics = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int>)&DeviceCharacteristics,
            ShmMap = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, nint*, int>)&ShmMap,
            ShmLock = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int, int, int>)&ShmLock,
            ShmBarrier = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, void>)&ShmBarrier,
            ShmUnmap = (nint)(delegate* unmanaged[Cdecl]<NativeFile*, int, int>)&ShmUnmap,
        };
        return methods;
    }

    private static OpenFile FileOf(NativeFile* file) => Unsafe.As<OpenFile>(GCHandle.FromIntPtr(file->OpenFile).Target!);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(NativeFile* file)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            GCHandle.FromIntPtr(file->OpenFile).Free();
            *file = default;
            open.Close();
            return raw.SQLITE_OK;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* buffer, int count, long offset)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Read(offset, new Span<byte>(buffer, count));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* content, int count, long offset)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Write(offset, new ReadOnlySpan<byte>(content, count));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(NativeFile* file, long length)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Resize(length);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(NativeFile* file, int flags)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Sync();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(NativeFile* file, long* length)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.TellLength(out *length);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(NativeFile* file, int level)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Lock(level);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(NativeFile* file, int level)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.Unlock(level);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(NativeFile* file, int* isReserved)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.TellReserved(out *isReserved);
        }
    }

    /// <summary>SQLite goes its own way where a file knows nothing of a request.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(NativeFile* file, int operation, void* argument) => raw.SQLITE_NOTFOUND;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(NativeFile* file) => SectorBytes;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(NativeFile* file) => Characteristics;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(NativeFile* file, int index, int size, int extend, nint* region)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.MapShared(index, size, extend != 0, out *region);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(NativeFile* file, int first, int count, int flags)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.LockShared(first, count, (flags & ShmExclusive) != 0, (flags & ShmLocks) != 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(NativeFile* file) => Interlocked.MemoryBarrier();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(NativeFile* file, int deletes)
    {
        OpenFile open = FileOf(file);
        lock (open.Disk.Gate)
        {
            return open.UnmapShared();
        }
    }
}
