using System.Runtime.InteropServices;

namespace Enviro.Simulator;

/// <summary>Processor time of the calling thread: a run's own time, whatever else the machine does meanwhile.</summary>
internal static class ThreadTime
{
    // CLOCK_THREAD_CPUTIME_ID of Linux (clock_gettime(2)).
    private const int ThreadClock = 3;

    /// <summary>What the thread has used so far.</summary>
    internal static TimeSpan Now() =>
        GetTime(ThreadClock, out Moment now) == 0
            ? TimeSpan.FromSeconds(now.Seconds) + TimeSpan.FromTicks(now.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new PlatformNotSupportedException("The machine has no clock of a thread's processor time.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Moment now);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Moment
    {
        internal readonly nint Seconds;
        internal readonly nint Nanoseconds;
    }
}
