using System.Text;
using System.Text.Json;
using HdrHistogram;

namespace Enviro.Simulator;

/// <summary>What a load came to. Its JSON is the last line on standard output; times are of the measured part, after the warm-up, counts of the whole run.</summary>
internal sealed record LoadReport
{
    private const double MicrosecondsPerMs = 1000;

    // By how much the gateway's own count may differ from the nodes': messages under way when a connection breaks may be kept and not acknowledged.
    private const double TolerableDifference = 0.02;

    internal required LoadOptions Options { get; init; }

    /// <summary>Messages that the nodes sent.</summary>
    internal required long Sent { get; init; }

    /// <summary>Of those, how many were acknowledged as kept.</summary>
    internal required long Acknowledged { get; init; }

    /// <summary>Of those, how many were acknowledged as refused.</summary>
    internal required long Refused { get; init; }

    /// <summary>Messages that were due and never sent, since the one before was not acknowledged in time.</summary>
    internal required long Unsent { get; init; }

    /// <summary>Messages that the generator had to sign while it sent.</summary>
    internal required long SignedLate { get; init; }

    /// <summary>Connections that ended before the load did.</summary>
    internal required int Broken { get; init; }

    /// <summary>Readings in the ledger afterwards.</summary>
    internal required long Kept { get; init; }

    /// <summary>What the gateway refused, by reason.</summary>
    internal required IReadOnlyDictionary<string, long> GatewayRefused { get; init; }

    /// <summary>Whether the gateway ran to the end and stopped as told.</summary>
    internal required bool GatewayStopped { get; init; }

    /// <summary>Acknowledged in the measured part, how long that took in seconds, and processor time of gateway and generator in it, in seconds.</summary>
    internal required LoadFigures Figures { get; init; }

    /// <summary>Latencies in µs.</summary>
    internal required HistogramBase Latencies { get; init; }

    /// <summary>Most memory the gateway had resident, in MB.</summary>
    internal required double GatewayPeakMb { get; init; }

    /// <summary>Verifications by OpenSSL a second of one core; null where it was not asked.</summary>
    internal double? OpenSslVerifiesPerSecond { get; init; }

    internal required string Directory { get; init; }

    /// <summary>Messages sent and not answered.</summary>
    internal long Lost => Sent - Acknowledged - Refused;

    /// <summary>Whether the ledger's count is that of the nodes, but for <see cref="TolerableDifference"/>.</summary>
    internal bool Agrees => Math.Abs(Kept - Acknowledged) <= TolerableDifference * Math.Max(1, Acknowledged);

    /// <summary>Whether everything that was sent was kept, and the gateway says so too.</summary>
    internal bool IsFine => Lost == 0 && Refused == 0 && Broken == 0 && GatewayStopped && Agrees;

    private double AcceptedPerSecond => Figures.Acknowledged / Figures.Seconds;

    private double MessagesPerGatewayCpuSecond => Figures.GatewayCpuSeconds > 0 ? Figures.Acknowledged / Figures.GatewayCpuSeconds : 0;

    internal string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            WriteCounts(writer);
            WriteFigures(writer);
            writer.WriteNumber("kept", Kept);
            writer.WriteStartObject("gatewayRefused");
            foreach ((string reason, long count) in GatewayRefused)
            {
                writer.WriteNumber(reason, count);
            }

            writer.WriteEndObject();
            writer.WriteBoolean("gatewayStopped", GatewayStopped);
            writer.WriteBoolean("agrees", Agrees);
            writer.WriteBoolean("fine", IsFine);
            writer.WriteString("data", Directory);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void WriteCounts(Utf8JsonWriter writer)
    {
        writer.WriteNumber("nodes", Options.Nodes);
        writer.WriteNumber("rate", Options.Rate);
        writer.WriteNumber("seconds", Math.Round(Figures.Seconds, 3));
        writer.WriteBoolean("tls", Options.IsTls);
        writer.WriteNumber("sent", Sent);
        writer.WriteNumber("acknowledged", Acknowledged);
        writer.WriteNumber("lost", Lost);
        writer.WriteNumber("refused", Refused);
        writer.WriteNumber("unsent", Unsent);
        writer.WriteNumber("broken", Broken);
        writer.WriteNumber("signedLate", SignedLate);
    }

    private void WriteFigures(Utf8JsonWriter writer)
    {
        writer.WriteNumber("acceptedPerSecond", Math.Round(AcceptedPerSecond, 1));
        writer.WriteStartObject("latencyMs");
        writer.WriteNumber("p50", At(50));
        writer.WriteNumber("p90", At(90));
        writer.WriteNumber("p99", At(99));
        writer.WriteNumber("p999", At(99.9));
        writer.WriteNumber("max", At(100));
        writer.WriteEndObject();
        writer.WriteNumber("gatewayCores", Options.GatewayCores);
        writer.WriteNumber("gatewayCpuPercent", Math.Round(100 * Figures.GatewayCpuSeconds / Figures.Seconds, 1));
        writer.WriteNumber("gatewayCpuSeconds", Math.Round(Figures.GatewayCpuSeconds, 2));
        writer.WriteNumber("gatewayPeakMb", GatewayPeakMb);
        writer.WriteNumber("generatorCpuSeconds", Math.Round(Figures.GeneratorCpuSeconds, 2));
        writer.WriteNumber("messagesPerGatewayCpuSecond", Math.Round(MessagesPerGatewayCpuSecond, 1));
        if (OpenSslVerifiesPerSecond is double verifies)
        {
            writer.WriteNumber("openSslVerifiesPerSecond", Math.Round(verifies, 1));
            writer.WriteNumber("ratioOfProcessorTime", Math.Round(MessagesPerGatewayCpuSecond / verifies, 3));
            writer.WriteNumber("ratioOfCores", Math.Round(AcceptedPerSecond / (verifies * Options.GatewayCores), 3));
        }
    }

    private double At(double percentile) => Latencies.TotalCount == 0 ? 0 : Math.Round(Latencies.GetValueAtPercentile(percentile) / MicrosecondsPerMs, 3);
}

/// <summary>What is measured over a stretch of a load.</summary>
/// <param name="Acknowledged">Messages acknowledged as kept.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="GatewayCpuSeconds">Processor time of the gateway, user and kernel mode.</param>
/// <param name="GeneratorCpuSeconds">Processor time of the generator.</param>
internal readonly record struct LoadFigures(long Acknowledged, double Seconds, double GatewayCpuSeconds, double GeneratorCpuSeconds);
