using System.Diagnostics;

namespace Enviro.Benchmarks;

/// <summary>
/// Journaling by group commit, one by one, and the bare disk in turns: each commit waits for the disk, so the clock counts, and the bare disk says
/// what share of it is ours.
/// </summary>
internal static class JournalRatios
{
    private const double NeededPerSecond = 10_000;
    private const int Rounds = 7;
    private const int GroupCommits = 20;
    private const int SingleCommits = 50;

    internal static IEnumerable<Ratio> Measure(ScratchFolder scratch)
    {
        using SampleFleet fleet = new(scratch.PathOf("journaled"));
        using SampleJournal journal = new(scratch.PathOf("journal"), fleet);
        using FileStream file = new(scratch.PathOf("bare"), FileMode.CreateNew);
        int batchBytes = fleet.Messages(SampleLedger.BatchSize).Sum(message => message.Bytes.Length);
        byte[] batch = new byte[batchBytes];

        double Group() => SampleLedger.BatchSize * PerSecond(GroupCommits, () => journal.Append(SampleLedger.BatchSize));
        double Single() => PerSecond(SingleCommits, () => journal.Append(1));
        double Bare() => SampleLedger.BatchSize * PerSecond(GroupCommits, () =>
        {
            file.Write(batch);
            file.Flush(flushToDisk: true);
        });

        Group();
        Bare();
        (double Group, double Single, double Bare)[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => (Group(), Single(), Bare()))];

        const string unit = "messages/s";
        string group = $"journaling, {SampleLedger.BatchSize} messages a commit";
        yield return Ratio.Of("journal", group, "the target", unit, [.. rounds.Select(round => (round.Group, NeededPerSecond))], needed: 1);
        yield return Ratio.Of("journalAgainstSingle", group, "journaling, one message a commit", unit, [.. rounds.Select(round => (round.Group, round.Single))]);
        yield return Ratio.Of("journalAgainstDisk", group, "writing and syncing the same bytes bare", unit, [.. rounds.Select(round => (round.Group, round.Bare))]);
    }

    private static double PerSecond(int count, Action commit)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            commit();
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
