using System.Runtime.InteropServices;

namespace Enviro.Cli;

/// <summary>The calls of Linux that .NET has no words for: terminals in raw mode, and I2C. Numbers as in the kernel's generic headers.</summary>
internal static class Libc
{
    internal const int ReadWrite = 2;
    internal const int NoControllingTerminal = 0x100;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    internal const int NoSuchFile = 2;
    internal const int Interrupted = 4;
    internal const int NoSuchDeviceOrAddress = 6;
    internal const int Again = 11;
    internal const int NotPermitted = 13;
    internal const int Busy = 16;
    internal const int RemoteIo = 121;

    internal const short PollIn = 1;
    internal const short PollOut = 4;

    /// <summary>More than any architecture's struct termios takes; only the C library looks inside.</summary>
    internal const int TermiosLength = 256;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Close(int descriptor);

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

    [DllImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int SetSpeed([In, Out] byte[] termios, uint speed);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Control(int descriptor, nuint request, ref I2cTransfer transfer);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Control(int descriptor, nuint request, ref nuint value);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

    /// <summary>struct i2c_msg (linux/i2c.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct I2cMessage
    {
        internal ushort Address;
        internal ushort Flags;
        internal ushort Length;
        internal nint Buffer;
    }

    /// <summary>struct i2c_rdwr_ioctl_data (linux/i2c-dev.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct I2cTransfer
    {
        internal nint Messages;
        internal uint Count;
    }
}
