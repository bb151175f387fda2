using System.Runtime.InteropServices;

namespace Enviro.Ledger.Tests;

/// <summary>
/// Runs a piece of a test with the file access of an ordinary user. As root, nothing is denied; setfsuid(2) changes the user that the kernel asks
/// about files, for this thread alone.
/// </summary>
internal static class OrdinaryUser
{
    private const int Nobody = 65534;

    internal static void Run(Action action)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            action();
            return;
        }

        int before = SetFileSystemUser(Nobody);
        try
        {
            action();
        }
        finally
        {
            _ = SetFileSystemUser(before);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(int user);
}
