using System.Runtime.InteropServices;

namespace Enviro.Simulator;

/// <summary>The calls of Linux that .NET has no words for: pseudo-terminals, and a folder made durable.</summary>
internal static class Libc
{
    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;
    internal const int NoControllingTerminal = 0x100;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const short PollHangUp = 16;

    /// <summary>More than any architecture's struct termios takes; only the C library looks inside.</summary>
    internal const int TermiosLength = 256;

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synchronised.</exception>
    internal static void SyncFolder(string path)
    {
        int descriptor = Open(path, ReadOnly | CloseOnExec);
        bool synced = descriptor >= 0 && Sync(descriptor) == 0;
        int error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (!synced)
        {
            throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int OpenTerminal(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Grant(int descriptor);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Unlock(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int NameOf(int descriptor, [Out] byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern nint Read(int descriptor, [Out] byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern nint Write(int descriptor, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Poll([In, Out] PollDescriptor[] descriptors, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int GetAttributes(int descriptor, [Out] byte[] termios);

    [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int SetAttributes(int descriptor, int when, byte[] termios);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern void MakeRaw([In, Out] byte[] termios);

    [DllImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Flush(int descriptor, int queue);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
