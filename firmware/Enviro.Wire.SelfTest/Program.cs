using System;

namespace Enviro.Wire.SelfTest;

/// <summary>
/// Runs what Enviro.Wire and Enviro.Node compute on known answers, one line each, on whatever executes it: .NET, or the interpreter of a board. The last line
/// is <c>SELFTEST PASS n</c> or <c>SELFTEST FAIL n of m</c>; without it the program did not come to its end.
/// </summary>
internal static class Program
{
    /// <summary>Runs every trial. Returns 0 when all passed, 1 otherwise; a board has nobody to tell and shows the last line.</summary>
    public static int Main()
    {
        Tally tally = new Tally();
        tally.Run("hashing", HashingTrials.Run);
        tally.Run("cbor", CborTrials.Run);
        tally.Run("p256", P256Trials.Run);
        tally.Run("reading", ReadingTrials.Run);
        tally.Run("session", SessionTrials.Run);
        tally.Run("settings", SettingsTrials.Run);
        tally.Run("outbox", OutboxTrials.Run);
        tally.Run("agent", AgentTrials.Run);
        Console.WriteLine(tally.Failed == 0
            ? "SELFTEST PASS " + tally.Passed.ToString()
            : "SELFTEST FAIL " + tally.Failed.ToString() + " of " + (tally.Failed + tally.Passed).ToString());
        return tally.Failed == 0 ? 0 : 1;
    }
}
