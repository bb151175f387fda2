using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HdrHistogram;

namespace Enviro.Simulator;

/// <summary>Says each second how a load goes, in words or as JSON objects.</summary>
internal sealed class LoadTeller(TextWriter output, bool isJson)
{
    private const double MicrosecondsPerMs = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Says each second how far a preparation is, until it is done.</summary>
    internal async Task WhileAsync(Task work, Func<(string What, int Done, int All)> progress, CancellationToken stop)
    {
        while (await Task.WhenAny(work, Task.Delay(Interval, stop)).ConfigureAwait(false) != work)
        {
            (string what, int done, int all) = progress();
            await TellAsync(
                string.Create(CultureInfo.InvariantCulture, $"{what}: {done} of {all} nodes"),
                writer =>
                {
                    writer.WriteNumber(what, done);
                    writer.WriteNumber("nodes", all);
                }).ConfigureAwait(false);
        }

        await work.ConfigureAwait(false);
    }

    /// <summary>Says which process the gateway is.</summary>
    internal Task TellStartAsync(GatewayProcess gateway, string directory) => TellAsync(
        string.Create(CultureInfo.InvariantCulture, $"gateway: process {gateway.Id}, data in {directory}"),
        writer =>
        {
            writer.WriteNumber("gateway", gateway.Id);
            writer.WriteString("data", directory);
        });

    /// <summary>Says each second what was sent and accepted, until it is all sent.</summary>
    internal async Task WatchAsync(Task sending, LoadMeter meter, GatewayProcess gateway, CancellationToken stop)
    {
        long before = Stopwatch.GetTimestamp();
        gateway.Observe();
        TimeSpan cpuBefore = gateway.ProcessorTime;
        long acknowledgedBefore = meter.Acknowledged;
        for (int second = 1; await Task.WhenAny(sending, Task.Delay(Interval, stop)).ConfigureAwait(false) != sending; second++)
        {
            gateway.Observe();
            (TimeSpan cpu, long acknowledged, long now) = (gateway.ProcessorTime, meter.Acknowledged, Stopwatch.GetTimestamp());
            double elapsedS = Stopwatch.GetElapsedTime(before, now).TotalSeconds;
            await TellAsync(second, meter, (acknowledged - acknowledgedBefore) / elapsedS, 100 * (cpu - cpuBefore).TotalSeconds / elapsedS, gateway.ResidentMb).ConfigureAwait(false);
            (before, cpuBefore, acknowledgedBefore) = (now, cpu, acknowledged);
        }
    }

    private Task TellAsync(int second, LoadMeter meter, double acceptedPerS, double cpuPercent, double residentMb)
    {
        HistogramBase latencies = meter.Collect();
        double p50 = latencies.TotalCount == 0 ? 0 : latencies.GetValueAtPercentile(50) / MicrosecondsPerMs;
        double p99 = latencies.TotalCount == 0 ? 0 : latencies.GetValueAtPercentile(99) / MicrosecondsPerMs;
        return TellAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{second,4} s  sent {meter.Sent}  accepted {acceptedPerS:0}/s  p50 {p50:0.0} ms  p99 {p99:0.0} ms  gateway {cpuPercent:0} % CPU, {residentMb:0} MB"),
            writer =>
            {
                writer.WriteNumber("second", second);
                writer.WriteNumber("sent", meter.Sent);
                writer.WriteNumber("acceptedPerSecond", Math.Round(acceptedPerS, 1));
                writer.WriteNumber("p50Ms", p50);
                writer.WriteNumber("p99Ms", p99);
                writer.WriteNumber("gatewayCpuPercent", Math.Round(cpuPercent, 1));
                writer.WriteNumber("gatewayMb", residentMb);
            });
    }

    private async Task TellAsync(string words, Action<Utf8JsonWriter> members)
    {
        if (!isJson)
        {
            await output.WriteLineAsync(words).ConfigureAwait(false);
            return;
        }

        using MemoryStream buffer = new();
        await using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(buffer.ToArray())).ConfigureAwait(false);
    }
}
