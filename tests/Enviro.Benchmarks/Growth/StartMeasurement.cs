using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Benchmarks;

/// <summary>How long a start takes and how much memory it leaves, in a process that does nothing else.</summary>
/// <param name="OpenS">Opening the ledger, in seconds.</param>
/// <param name="FoldS">The registers' fold, or the start of the whole pipeline, in seconds.</param>
/// <param name="ReadyS">From the start of the process until it was ready, runtime and compiler too, in seconds.</param>
/// <param name="CpuS">Processor time of all that, in seconds: what a busy machine does not lengthen.</param>
/// <param name="ResidentMb">Most memory that was resident, in MB.</param>
internal sealed record StartMeasurement(double OpenS, double FoldS, double ReadyS, double CpuS, double ResidentMb)
{
    /// <summary>Argument that makes this program the process that starts.</summary>
    internal const string ChildArgument = "start";

    /// <summary>A ledger alone: open it, fold its registers.</summary>
    internal const string OfLedger = "ledger";

    /// <summary>A gateway without its sockets.</summary>
    internal const string OfGateway = "gateway";

    /// <summary>
    /// Starts in a process of its own. <paramref name="fromDisk"/>: the ledger's file is put out of the system's cache before, as it is after power came
    /// back (dd(1), <c>nocache</c> with a count of 0 asks for the whole file).
    /// </summary>
    internal static StartMeasurement Run(string kind, string directory, bool fromDisk)
    {
        if (fromDisk)
        {
            ForgetCached(directory);
        }

        string output = ChildProcess.Run(Environment.ProcessPath!, ChildArgument, kind, directory);
        return JsonSerializer.Deserialize<StartMeasurement>(output)!;
    }

    /// <summary>Puts the ledger's file out of the system's cache.</summary>
    internal static void ForgetCached(string directory) =>
        ChildProcess.Run("dd", $"of={Path.Combine(directory, "ledger.db")}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");

    /// <summary>The process that starts: measures itself and prints it as JSON.</summary>
    internal static int RunChild(string kind, string directory)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan open;
        TimeSpan all;
        if (kind == OfGateway)
        {
            using OpenGateway gateway = new(directory);
            open = TimeSpan.Zero;
            all = Stopwatch.GetElapsedTime(start);
            GC.KeepAlive(gateway);
        }
        else
        {
            using LedgerStore store = LedgerStore.Open(directory);
            open = Stopwatch.GetElapsedTime(start);
            LedgerState state = LedgerState.Fold(store);
            all = Stopwatch.GetElapsedTime(start);
            GC.KeepAlive(state);
        }

        using Process self = Process.GetCurrentProcess();
        double ready = (DateTime.Now - self.StartTime).TotalSeconds;
        double cpu = Environment.CpuUsage.TotalTime.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new StartMeasurement(open.TotalSeconds, (all - open).TotalSeconds, ready, cpu, PeakResidentMb(self.Id))));
        return 0;
    }

    /// <summary>Most memory a process had resident, in MB: proc(5), VmHWM.</summary>
    internal static double PeakResidentMb(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
