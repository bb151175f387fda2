using System.Diagnostics;
using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Benchmarks;

/// <summary>What a ledger of so many entries costs.</summary>
/// <param name="Entries">Entries in it.</param>
/// <param name="PerSecond">Messages journaled in a second over the last tenth of them, entries, commits and blocks.</param>
/// <param name="CommitMs">Half of these commits took no longer, in ms.</param>
/// <param name="SlowCommitMs">99 of 100 took no longer, in ms.</param>
/// <param name="LookUpUs">Finding a reading by node, boot and number, and reading its entry, in µs, from the system's cache.</param>
/// <param name="BytesAnEntry">Bytes on disk for each entry.</param>
/// <param name="Start">A start from disk: open, and fold the registers.</param>
/// <param name="RebuildS">Opening without the stored subtrees: all leaves are read, in seconds; null where it was not measured.</param>
/// <param name="VerifiedPerSecond">Messages that the verifier checks in a second on all cores; null where not all are signed.</param>
internal sealed record LedgerPoint(
    long Entries,
    double PerSecond,
    double CommitMs,
    double SlowCommitMs,
    double LookUpUs,
    double BytesAnEntry,
    StartMeasurement Start,
    double? RebuildS,
    double? VerifiedPerSecond);

/// <summary>A ledger that grows tenfold from step to step, looked at after each.</summary>
internal static class LedgerGrowth
{
    private const int LookUps = 2000;

    /// <summary>A tenth of a small ledger is too few commits to take a median of.</summary>
    private const long FewestTimed = 10_000;

    /// <summary>Reading every leaf from disk takes a minute for more.</summary>
    private const long MostRebuilt = 1_000_000;

    /// <param name="scratch">Where the ledger is.</param>
    /// <param name="sizes">Entries at each step.</param>
    /// <param name="signedCount">How many of the first readings are signed: only a ledger of such can be verified.</param>
    internal static List<LedgerPoint> Measure(ScratchFolder scratch, IReadOnlyList<long> sizes, long signedCount)
    {
        WarmUp(scratch);
        using GrowingLedger ledger = new(scratch.PathOf("grown"), scratch.PathOf("growing"), signedCount);
        List<LedgerPoint> points = [];
        foreach (long size in sizes)
        {
            ledger.GrowTo(size - Math.Max(size / 10, FewestTimed));
            AppendTimes times = ledger.GrowTo(size);
            ledger.Close();
            double bytes = new DirectoryInfo(ledger.Directory).GetFiles("ledger.db*").Sum(file => (double)file.Length) / size;
            StartMeasurement start = StartMeasurement.Run(StartMeasurement.OfLedger, ledger.Directory, fromDisk: true);
            double? verified = size <= signedCount ? Verify(ledger.Directory) : null;
            double lookUp = LookUp(ledger);
            double? rebuild = size <= MostRebuilt ? Rebuild(ledger) : null;
            ledger.Open();
            points.Add(new LedgerPoint(size, times.PerSecond, times.MedianMs, times.SlowMs, lookUp, bytes, start, rebuild, verified));
            Progress.Say($"{size:#,0} entries: {times.PerSecond:#,0} messages/s, commit {times.MedianMs:0.0} ms, open {start.OpenS:0.000} s, {bytes:0} bytes each");
        }

        return points;
    }

    /// <summary>The compiler's work is not to fall on the smallest ledger.</summary>
    private static void WarmUp(ScratchFolder scratch)
    {
        using GrowingLedger ledger = new(scratch.PathOf("warm"), scratch.PathOf("warming"), 0);
        ledger.GrowTo(50 * SampleLedger.BatchSize);
        ledger.Close();
        LookUp(ledger);
    }

    private static double Verify(string directory)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(directory);
        long start = Stopwatch.GetTimestamp();
        VerificationReport report = LedgerVerifier.Verify(store);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return report.IsSound ? report.ReadingMessages / seconds : throw new InvalidOperationException($"The ledger is not sound: {report.Findings[0]}");
    }

    private static double LookUp(GrowingLedger ledger)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(ledger.Directory);
        Random random = new(1);
        for (int i = 0; i < LookUps / 10; i++)
        {
            LookUpOne(store, ledger.AnyKey(random));
        }

        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < LookUps; i++)
        {
            LookUpOne(store, ledger.AnyKey(random));
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / LookUps;
    }

    private static void LookUpOne(LedgerStore store, ReadingKey key)
    {
        if (!store.TryFindReading(key.Node, key.Boot, key.Sequence, out ReadingLocation location) || store.ReadEntry(location.Index) is null)
        {
            throw new InvalidOperationException($"{key} is not found.");
        }
    }

    private static double Rebuild(GrowingLedger ledger)
    {
        ledger.DropSubtrees();
        return StartMeasurement.Run(StartMeasurement.OfLedger, ledger.Directory, fromDisk: true).OpenS;
    }
}
