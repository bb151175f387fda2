using System.Diagnostics;

namespace Enviro.EndToEnd;

/// <summary>Waiting for what another process does.</summary>
internal static class Wait
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static void Until(Func<bool> holds, TimeSpan limit, Func<string> what)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); Thread.Sleep(10))
        {
            if (waited.Elapsed > limit)
            {
                Assert.Fail($"Waited {limit.TotalSeconds} s in vain: {what()}");
            }
        }
    }
}
