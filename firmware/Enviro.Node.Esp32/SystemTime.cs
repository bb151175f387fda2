using System;
using nanoFramework.Runtime.Native;

namespace Enviro.Node.Esp32;

/// <summary>
/// The interpreter's own clock, which starts in 1970 or thereabouts at each cold start. TLS checks certificates' dates by it, so it is set from the clock chip at once,
/// by SNTP otherwise.
/// </summary>
internal static class SystemTime
{
    /// <summary>2025-01-01 in Unix ms: no board of ours ran before, so a clock that says so was never set.</summary>
    private const long EarliestMs = 1_735_689_600_000;

    private const long TicksPerMs = 10_000;

    /// <summary>The time in Unix ms; false while it was not set.</summary>
    internal static bool TryRead(out long unixMs)
    {
        unixMs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TicksPerMs;
        return unixMs >= EarliestMs;
    }

    /// <summary>Sets the time.</summary>
    internal static void Set(long unixMs)
    {
        if (unixMs >= EarliestMs)
        {
            Rtc.SetSystemTime(DateTime.UnixEpoch.AddTicks(unixMs * TicksPerMs));
        }
    }
}
