using System.Diagnostics;
using Enviro.Gateway;

namespace Enviro.Simulator;

/// <summary>
/// A load from beginning to end: keys and messages are made before anything is measured, a gateway is started as an operator would, nodes connect, messages are sent, and
/// what the gateway says it kept is compared with what the nodes were told.
/// </summary>
internal static class LoadRun
{
    // A gateway on many cores keeps more than the generator can sign meanwhile: what one core verifies at most, for each second and core, is signed ahead.
    private const double VerifiesPerCoreSecond = 25_000;

    internal static async Task<LoadReport> RunAsync(LoadOptions options, TextWriter output, CancellationToken stop)
    {
        string directory = DemoFolder.Prepare(options.Folder?.FullName ?? Path.Combine(AppContext.BaseDirectory, "load-data"), "load");
        LoadTeller teller = new(output, options.IsJson);
        using LoadFleet fleet = LoadFleet.Create(options.Nodes, LoadGateway.CreateServiceKey(directory));
        using Swtpm? swtpm = options.IsTpm ? Swtpm.Start(Path.Combine(directory, "swtpm")) : null;
        byte[]? certificate = options.IsTls ? LoadGateway.Certify(directory) : null;
        LoadGateway.Configure(directory, options, swtpm?.Uri, fleet.Keys);
        await teller.WhileAsync(fleet.PrepareAsync(MessagesPerNode(options), stop), () => ("signed", fleet.Prepared, options.Nodes), stop).ConfigureAwait(false);
        double? before = options.ComparesOpenSsl ? await OpenSslVerifies.MeasureAsync(options.GatewayProcessors, stop).ConfigureAwait(false) : null;

        // What was signed lives to the end: the collector need not look at it again while the load runs.
        GC.Collect();
        using GatewayProcess gateway = GatewayProcess.StartUnscaled(directory, options.GatewayProcessors);
        int port = await gateway.WaitForPortAsync(options.IsTls ? GatewayService.TlsPortFileName : GatewayService.PortFileName, stop).ConfigureAwait(false);
        await teller.TellStartAsync(gateway, directory).ConfigureAwait(false);
        (LoadFigures figures, long unsent) = await SendAsync(options, fleet, gateway, teller, new Port(port, certificate), stop).ConfigureAwait(false);
        fleet.Meter.IsOver = true;
        bool isStopped = await TryStopAsync(gateway, output).ConfigureAwait(false);
        (long kept, IReadOnlyDictionary<string, long> refused) = LoadGateway.Count(directory);
        double? after = options.ComparesOpenSsl ? await OpenSslVerifies.MeasureAsync(options.GatewayProcessors, stop).ConfigureAwait(false) : null;
        return new LoadReport
        {
            Options = options,
            Sent = fleet.Meter.Sent,
            Acknowledged = fleet.Meter.Acknowledged,
            Refused = fleet.Meter.Refused,
            Unsent = unsent,
            SignedLate = fleet.SignedLate,
            Broken = fleet.Meter.Broken,
            Kept = kept,
            GatewayRefused = refused,
            GatewayStopped = isStopped,
            Figures = figures,
            Latencies = fleet.Meter.Latencies,
            GatewayPeakMb = gateway.PeakResidentMb,
            OpenSslVerifiesPerSecond = (before + after) / 2,
            Directory = directory,
        };
    }

    private static int MessagesPerNode(LoadOptions options)
    {
        int seconds = options.Seconds + options.WarmUp;
        double most = options.Rate > 0 ? (double)options.Rate * seconds : VerifiesPerCoreSecond * options.GatewayCores * seconds;
        return (int)Math.Ceiling(Math.Min(most, LoadOptions.MaxPrepared) / options.Nodes);
    }

    private static async Task<(LoadFigures Figures, long Unsent)> SendAsync(
        LoadOptions options, LoadFleet fleet, GatewayProcess gateway, LoadTeller teller, Port port, CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);

        // From the first connection on: to connect ten thousand may take longer than the gateway waits for the first of them.
        Task pinging = fleet.PingAsync(over.Token);
        await teller.WhileAsync(fleet.ConnectAsync(port.Number, port.Certificate, stop), () => ("connected", fleet.Connected, options.Nodes), stop).ConfigureAwait(false);
        Task<LoadMark> sending = Task.Run(() => SendAllAsync(options, fleet, gateway, stop), stop);
        await teller.WatchAsync(sending, fleet.Meter, gateway, stop).ConfigureAwait(false);
        LoadMark begun = await sending.ConfigureAwait(false);
        long unsent = await fleet.DrainAsync(stop).ConfigureAwait(false);
        LoadMark ended = LoadMark.Now(fleet.Meter, gateway);
        fleet.Meter.Collect();
        await over.CancelAsync().ConfigureAwait(false);
        await pinging.ConfigureAwait(false);
        return (ended.Since(begun), unsent);
    }

    /// <summary>Sends for as long as is asked, and returns where things stood when the measuring began.</summary>
    private static async Task<LoadMark> SendAllAsync(LoadOptions options, LoadFleet fleet, GatewayProcess gateway, CancellationToken stop)
    {
        LoadMark begun = LoadMark.Now(fleet.Meter, gateway);
        TimeSpan warmUp = TimeSpan.FromSeconds(options.WarmUp);
        TimeSpan whole = warmUp + TimeSpan.FromSeconds(options.Seconds);
        Task sending = options.Rate > 0 ? Task.Run(() => fleet.Pace(options.Rate, whole, stop), stop) : fleet.RunUnpacedAsync(whole, stop);
        if (options.WarmUp > 0)
        {
            await Task.Delay(warmUp, stop).ConfigureAwait(false);
            begun = LoadMark.Now(fleet.Meter, gateway);
            fleet.Meter.IsForgetting = true;
        }

        await sending.ConfigureAwait(false);
        return begun;
    }

    private static async Task<bool> TryStopAsync(GatewayProcess gateway, TextWriter output)
    {
        if (gateway.HasEnded)
        {
            await output.WriteLineAsync("The gateway ended before it was told to; gateway.log in the data folder is what it said.").ConfigureAwait(false);
            return false;
        }

        try
        {
            await gateway.StopAsync().ConfigureAwait(false);
            return true;
        }
        catch (DemoException failure)
        {
            await output.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Where the gateway listens, and the certificate it shows there, DER; null without TLS.</summary>
    private readonly record struct Port(int Number, byte[]? Certificate);

    /// <summary>Where things stood at a moment.</summary>
    private readonly record struct LoadMark(long Timestamp, long Acknowledged, TimeSpan GatewayTime, TimeSpan GeneratorTime)
    {
        internal static LoadMark Now(LoadMeter meter, GatewayProcess gateway)
        {
            gateway.Observe();
            return new LoadMark(Stopwatch.GetTimestamp(), meter.Acknowledged, gateway.ProcessorTime, Environment.CpuUsage.TotalTime);
        }

        internal LoadFigures Since(LoadMark earlier) => new(
            Acknowledged - earlier.Acknowledged,
            Stopwatch.GetElapsedTime(earlier.Timestamp, Timestamp).TotalSeconds,
            (GatewayTime - earlier.GatewayTime).TotalSeconds,
            (GeneratorTime - earlier.GeneratorTime).TotalSeconds);
    }
}
