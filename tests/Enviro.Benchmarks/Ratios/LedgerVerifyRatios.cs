using System.Diagnostics;
using System.Globalization;
using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Benchmarks;

/// <summary>
/// Verifying a ledger on all cores against one, each in a process of its own, in turns with OpenSSL on all cores against one: how much faster
/// more cores are at all is the machine's matter, and other load takes from both.
/// </summary>
internal static class LedgerVerifyRatios
{
    /// <summary>Argument that makes this program the child that verifies.</summary>
    internal const string ChildArgument = "verify-ledger";

    private const int Rounds = 5;
    private const int RunsInChild = 3;

    internal static IEnumerable<Ratio> Measure(ScratchFolder scratch)
    {
        using SampleFleet fleet = new(scratch.PathOf("kept"));
        string directory = scratch.PathOf("ledger");
        SampleLedger.Write(directory, fleet, LedgerVerifyBenchmark.MessageCount);
        string program = Environment.ProcessPath!;
        string firstCore = FirstAllowedCore();
        (double All, double One, double OpenSslAll, double OpenSslOne)[] rounds =
        [
            .. Enumerable.Range(0, Rounds).Select(_ => (
                Parse(ChildProcess.Run(program, ChildArgument, directory)),
                Parse(ChildProcess.Run("taskset", "-c", firstCore, program, ChildArgument, directory)),
                OpenSslSpeed.VerifiesPerSecond(Environment.ProcessorCount),
                OpenSslSpeed.VerifiesPerSecond(1))),
        ];

        double all = rounds.Max(round => round.All);
        double one = rounds.Max(round => round.One);
        double openSslAll = rounds.Max(round => round.OpenSslAll);
        double openSslOne = rounds.Max(round => round.OpenSslOne);
        string cores = $"{Environment.ProcessorCount} cores";
        yield return Ratio.OfBest(
            "ledgerVerifyCores",
            $"verifying a ledger: {cores} against one",
            $"OpenSSL: {cores} against one",
            "times faster",
            all / one,
            openSslAll / openSslOne,
            needed: 0.70);
        yield return Ratio.OfBest("ledgerVerify", $"verifying a ledger, {cores}", $"OpenSSL, {cores}", "messages/s", all, openSslAll);
        yield return Ratio.OfBest("ledgerVerifyOneCore", "verifying a ledger, one core", "OpenSSL, one core", "messages/s", one, openSslOne);
    }

    /// <summary>Verifies the ledger in <paramref name="directory"/> some times and prints the messages/s of the fastest, which has no compiling in it.</summary>
    internal static int RunChild(string directory)
    {
        double best = 0;
        for (int i = 0; i < RunsInChild; i++)
        {
            using LedgerStore store = LedgerStore.OpenReadOnly(directory);
            long start = Stopwatch.GetTimestamp();
            VerificationReport report = LedgerVerifier.Verify(store);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!report.IsSound)
            {
                throw new InvalidOperationException($"The ledger is not sound: {report.Findings[0]}");
            }

            best = Math.Max(best, report.ReadingMessages / seconds);
        }

        Console.WriteLine(best.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static double Parse(string output) => double.Parse(output, CultureInfo.InvariantCulture);

    /// <summary>A container may not be allowed core 0: proc(5), Cpus_allowed_list, such as "0-3" or "2,5".</summary>
    private static string FirstAllowedCore()
    {
        string list = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return list.Split(':')[1].Trim().Split('-', ',')[0];
    }
}
