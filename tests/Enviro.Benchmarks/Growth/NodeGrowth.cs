using System.Diagnostics;
using Enviro.Gateway;

namespace Enviro.Benchmarks;

/// <summary>What a gateway does with so many enrolled nodes.</summary>
/// <param name="Nodes">Enrolled nodes.</param>
/// <param name="PerSecond">Messages verified, journaled durably and sealed in a second of the clock, on all cores.</param>
/// <param name="PerCpuSecond">The same in a second of processor time.</param>
/// <param name="AgainstOpenSsl">That against OpenSSL's verifications in a second of processor time, in the same round.</param>
/// <param name="EnrolS">The first start, which enrols the nodes, in seconds.</param>
/// <param name="Start">A later start.</param>
internal sealed record NodePoint(int Nodes, double PerSecond, double PerCpuSecond, double AgainstOpenSsl, double EnrolS, StartMeasurement Start);

/// <summary>
/// The pipeline with 1 to 10,000 nodes: arrivals in batches as the gateway's service hands them over, through appraisal, continuity, journal and seal,
/// the nodes taking turns. Sockets and answers are not in it: no node has a session.
/// </summary>
internal static class NodeGrowth
{
    private const int BatchSize = 512;

    internal static List<NodePoint> Measure(ScratchFolder scratch, IReadOnlyList<int> counts, int rounds, int messagesARound)
    {
        List<Bench> benches = [];
        try
        {
            foreach (int nodes in counts)
            {
                benches.Add(new Bench(scratch.PathOf($"nodes-{nodes}"), nodes));
                benches[^1].Process(messagesARound);
            }

            List<(double Clock, double Cpu)>[] measured = [.. benches.Select(_ => new List<(double, double)>())];
            List<double> openSsl = [];
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < benches.Count; i++)
                {
                    measured[i].Add(benches[i].Process(messagesARound));
                }

                openSsl.Add(OpenSslSpeed.VerifiesPerCpuSecond());
            }

            List<NodePoint> points = [];
            for (int i = 0; i < benches.Count; i++)
            {
                Bench bench = benches[i];
                bench.Close();
                points.Add(new NodePoint(
                    counts[i],
                    Ratio.Median(measured[i].Select(round => round.Clock)),
                    Ratio.Median(measured[i].Select(round => round.Cpu)),
                    Ratio.Median(measured[i].Select((round, number) => round.Cpu / openSsl[number])),
                    bench.EnrolS,
                    StartMeasurement.Run(StartMeasurement.OfGateway, bench.Directory, fromDisk: true)));
                Progress.Say($"{counts[i]} nodes: {points[^1].PerSecond:#,0} messages/s, start {points[^1].Start.ReadyS:0.00} s, {points[^1].Start.ResidentMb:0} MB");
            }

            return points;
        }
        finally
        {
            benches.ForEach(bench => bench.Close());
        }
    }

    private sealed class Bench
    {
        private readonly GatewayFolder _folder;
        private readonly OpenGateway _gateway;
        private bool _isClosed;

        internal Bench(string directory, int nodes)
        {
            _folder = new GatewayFolder(directory, nodes);
            long start = Stopwatch.GetTimestamp();
            _gateway = new OpenGateway(directory);
            EnrolS = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        internal string Directory => _folder.FolderPath;

        internal double EnrolS { get; }

        /// <summary>Signs messages, then takes the time of what a gateway does with them: messages a second of the clock, and of processor time.</summary>
        internal (double Clock, double Cpu) Process(int count)
        {
            Arrival[][] batches =
            [
                .. _folder.Messages(count)
                    .Select(message => new Arrival(Wire.Topics.ReadingOf(message.Urn), message.Bytes, "127.0.0.1:51234", message.TimeMs))
                    .Chunk(BatchSize),
            ];
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            int kept = 0;
            foreach (Arrival[] batch in batches)
            {
                kept += _gateway.Core.Process(batch).Kept;
                _gateway.Core.Sealer.SealIfDue();
            }

            double clockS = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double cpuS = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            return kept == count ? (count / clockS, count / cpuS) : throw new InvalidOperationException($"Of {count} messages {kept} were kept.");
        }

        internal void Close()
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _gateway.Dispose();
                _folder.Dispose();
            }
        }
    }
}
