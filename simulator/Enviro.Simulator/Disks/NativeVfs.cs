using System.Runtime.InteropServices;

namespace Enviro.Simulator;

/// <summary>sqlite3_vfs up to version 2 (sqlite.org/c3ref/vfs.html): addresses in the order of SQLite's header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeVfs
{
    internal int Version;
    internal int FileBytes;
    internal int MaxPath;
    internal nint Next;
    internal nint Name;
    internal nint AppData;
    internal nint Open;
    internal nint Delete;
    internal nint Access;
    internal nint FullPathname;
    internal nint DlOpen;
    internal nint DlError;
    internal nint DlSym;
    internal nint DlClose;
    internal nint Randomness;
    internal nint Sleep;
    internal nint CurrentTime;
    internal nint GetLastError;
    internal nint CurrentTimeInt64;
}

/// <summary>sqlite3_file (sqlite.org/c3ref/file.html), and behind it whose file it is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    internal NativeFileMethods* Methods;
    internal nint OpenFile;
}

/// <summary>sqlite3_io_methods, version 2 (sqlite.org/c3ref/io_methods.html): addresses in the order of SQLite's header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFileMethods
{
    internal int Version;
    internal nint Close;
    internal nint Read;
    internal nint Write;
    internal nint Truncate;
    internal nint Sync;
    internal nint FileSize;
    internal nint Lock;
    internal nint Unlock;
    internal nint CheckReservedLock;
    internal nint FileControl;
    internal nint SectorSize;
    internal nint DeviceCharacteristics;
    internal nint ShmMap;
    internal nint ShmLock;
    internal nint ShmBarrier;
    internal nint ShmUnmap;
}
