using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Verification;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Simulator;

/// <summary>
/// The whole way once: chips are provisioned, a TPM and a gateway are started, nodes measure, sign and send, the gateway verifies, journals and
/// seals, and at the end the ledger is verified as any stranger would.
/// </summary>
internal static class DemoRun
{
    private const int SealAfterScaledS = 3600;
    private const int ServerCertificateDays = 90;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task<DemoReport> RunAsync(DemoOptions options, IAnsiConsole console, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        string directory = DemoFolder.Prepare(options.Folder?.FullName ?? Path.Combine(AppContext.BaseDirectory, "demo-data"));
        using Swtpm swtpm = Swtpm.Start(Path.Combine(directory, "swtpm"));
        string tpm = Identify(swtpm.Uri);
        DemoFleet fleet = DemoFleet.Plan(options);
        Provision(fleet, options.Nodes, directory, swtpm.Uri);
        int port = FreePort();
        new GatewayOptions
        {
            Deployment = "demo",
            Name = "demo-gateway",
            Key = swtpm.Uri,
            ServiceKey = swtpm.Uri,
            ListenPort = null,
            TlsPort = port,
            SealAfterEntries = 1024,
            SealAfterS = SealAfterScaledS,
            Sites = fleet.Sites,
        }.Save(directory);
        console.MarkupLineInterpolated($"{options.Nodes} nodes, {options.Hours} h from {fleet.Start:yyyy-MM-dd HH:mm}Z at {options.EffectiveSpeed:0} times real speed; TPM {tpm}; data in {directory}");

        bool allAcknowledged;
        double peakMb;
        int restarts;
        DateTimeOffset realStart = DateTimeOffset.UtcNow;
        ScaledTimeProvider time = new(realStart, fleet.Start, options.EffectiveSpeed);
        using (GatewayProcess gateway = GatewayProcess.Start(directory, realStart, fleet.Start, options.EffectiveSpeed))
        {
            await gateway.WaitForPortAsync(GatewayService.TlsPortFileName, stop).ConfigureAwait(false);
            allAcknowledged = await MeasureAsync(fleet, gateway, port, time, console, stop).ConfigureAwait(false);
            gateway.Observe();
            await gateway.StopAsync().ConfigureAwait(false);
            peakMb = gateway.PeakResidentMb;
            restarts = gateway.Restarts;
        }

        using LedgerStore store = LedgerStore.OpenReadOnly(directory);
        VerificationReport verification = LedgerVerifier.Verify(store);
        return new DemoReport(
            options.Nodes, verification.Nodes, verification.AttestedNodes, fleet.Stored, verification.ReadingMessages, store.RefusalCounts(), verification.Blocks, verification.Entries,
            verification.IsSound && allAcknowledged && verification.Unsealed == 0 && verification.AttestedNodes == options.Nodes, tpm, Stopwatch.GetElapsedTime(started).TotalSeconds, peakMb, restarts, directory);
    }

    /// <summary>
    /// What a technician and an operator do before anything is connected: an authority with its key in the TPM, a policy, chips provisioned. The gateway itself
    /// is told of no node.
    /// </summary>
    private static void Provision(DemoFleet fleet, int nodes, string directory, string tpmUri)
    {
        // Certificates are of the fleet's time, which may be years ago.
        ScaledTimeProvider time = new(DateTimeOffset.UtcNow, fleet.Start.AddDays(-1), 1);
        ChipConfiguration configuration = ChipConfiguration.BuiltIn;
        string policy =
            $$"""
            {
              "approval": "automatic",
              "firmware": [{ "name": "{{SimulatedFirmware.Name}}", "version": "{{SimulatedFirmware.Version}}", "digest": "{{Convert.ToHexStringLower(SimulatedFirmware.Digest)}}" }],
              "configurations": [{ "name": "atecc608-config", "digest": "{{Convert.ToHexStringLower(configuration.DigestOfAtecc608B())}}" }]
            }
            """;
        File.WriteAllText(Path.Combine(directory, PolicyFile.FileName), policy);
        AuthoritySetup.Create(directory, tpmUri, "Demo authority", NodeUrn.ExampleEnterprise, time.GetUtcNow());
        using CertificateAuthority authority = CertificateAuthority.Open(directory, configuration, time);
        using ISigningKey service = SigningKeys.Open(tpmUri, directory, TpmKeyPurpose.GatewayService);
        fleet.Build(nodes, directory, authority, service.PublicKey);

        // Valid in the fleet's time, in which the gateway lives, and in this machine's, in which TLS does.
        int days = (int)(DateTimeOffset.UtcNow - time.GetUtcNow()).TotalDays + ServerCertificateDays;
        using ServerCertificate certificate = ServerCertificateIssue.Issue(directory, ["127.0.0.1"], Math.Min(days, ServerCertificateIssue.MaxDays), authority);
    }

    private static async Task<bool> MeasureAsync(
        DemoFleet fleet, GatewayProcess gateway, int port, ScaledTimeProvider time, IAnsiConsole console, CancellationToken stop)
    {
        Task<bool> run = fleet.RunAsync(port, time, Patience, stop);
        if (console.Profile.Capabilities.Interactive)
        {
            await console.Status().StartAsync("Nodes are booting", status => WatchAsync(TimeSpan.FromMilliseconds(250), line => status.Status(line))).ConfigureAwait(false);
        }
        else
        {
            await WatchAsync(TimeSpan.FromSeconds(4), console.WriteLine).ConfigureAwait(false);
        }

        return await run.ConfigureAwait(false);

        async Task WatchAsync(TimeSpan interval, Action<string> tell)
        {
            while (await Task.WhenAny(run, Task.Delay(interval, stop)).ConfigureAwait(false) != run)
            {
                gateway.Observe();
                tell($"{time.GetUtcNow():yyyy-MM-dd HH:mm}Z  {fleet.Stored} messages signed, {fleet.Acknowledged} acknowledged");
            }
        }
    }

    private static string Identify(string uri)
    {
        using TpmDevice device = TpmDevice.Open(uri);
        uint? manufacturer = device.GetProperty(TpmProperty.Manufacturer);
        uint? version = device.GetProperty(TpmProperty.FirmwareVersion1);
        string name = string.Concat(Enumerable.Range(0, 4).Select(i => (char)((manufacturer.GetValueOrDefault() >> (24 - (8 * i))) & 0xFF))).Trim('\0', ' ');
        return $"swtpm (manufacturer {name}, firmware {version:x8})";
    }

    private static int FreePort()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
