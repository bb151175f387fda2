using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Microsoft.Extensions.Hosting;
using MQTTnet;
using MQTTnet.Formatter;

namespace Enviro.Gateway.Tests;

/// <summary>A whole gateway in this process: service, broker on a free port, ledger in a folder of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly Lifetime _lifetime = new();
    private readonly List<IMqttClient> _clients = [];
    private bool _stopped;

    private RunningGateway(GatewayOptions? options)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("enviro-broker-").FullName;
        Options = options ?? new GatewayOptions();
        Options.Key = "file:keys/gateway.pem";
        Options.ListenPort = Options.ListenPort == 1883 ? 0 : Options.ListenPort;
        Options.Nodes = [Bench.List(A), Bench.List(B)];
        Service = new GatewayService(Directory, Options, TimeProvider.System, _lifetime, Log);
    }

    internal string Directory { get; }

    internal GatewayOptions Options { get; }

    internal TestNode A { get; } = new("urn:dev:ops:32473-a");

    internal TestNode B { get; } = new("urn:dev:ops:32473-b");

    internal GatewayService Service { get; }

    internal LogLines<GatewayService> Log { get; } = new();

    internal int Port { get; private set; }

    internal int TlsPort { get; private set; }

    /// <summary>Whether the service told its host to end.</summary>
    internal bool HasEnded => _lifetime.IsStopping;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<RunningGateway> StartAsync(GatewayOptions? options = null, AttestationPolicy? policy = null, Action<string>? prepare = null)
    {
        RunningGateway gateway = new(options);
        prepare?.Invoke(gateway.Directory);
        if (policy is not null)
        {
            AttestedBench.WritePolicy(gateway.Directory, policy);
        }

        await gateway.Service.StartAsync(Stop);
        gateway.TlsPort = await gateway.PortOfAsync(GatewayService.TlsPortFileName, gateway.Options.TlsPort is not null);
        gateway.Port = await gateway.PortOfAsync(GatewayService.PortFileName, gateway.Options.ListenPort is not null);
        return gateway;
    }

    private async Task<int> PortOfAsync(string name, bool isListened)
    {
        string file = Path.Combine(Directory, name);
        await UntilAsync(() => !isListened || HasEnded || (File.Exists(file) && new FileInfo(file).Length > 0));
        return HasEnded || !isListened ? 0 : int.Parse(await File.ReadAllTextAsync(file, Stop), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until it holds; fails after a while.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "it did not come about in 20 s");
            await Task.Delay(10, Stop);
        }
    }

    /// <summary>Connects a client; null when the broker refuses it.</summary>
    internal async Task<IMqttClient?> TryConnectAsync(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        _clients.Add(client);
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Port).WithClientId(clientId).WithProtocolVersion(version).WithTimeout(TimeSpan.FromSeconds(10)).Build();
        try
        {
            MqttClientConnectResult result = await client.ConnectAsync(options, Stop);
            return result.ResultCode == MqttClientConnectResultCode.Success ? client : null;
        }
        catch (Exception refused) when (refused is MQTTnet.Exceptions.MqttCommunicationException or MQTTnet.Adapter.MqttConnectingFailedException)
        {
            return null;
        }
    }

    internal async Task<IMqttClient> ConnectAsync(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        IMqttClient? client = await TryConnectAsync(clientId, version);
        Assert.NotNull(client);
        return client;
    }

    /// <summary>The public service key, as it lies there for provisioning.</summary>
    internal byte[] ServiceKey => Convert.FromHexString(File.ReadAllText(Path.Combine(Directory, GatewayOptions.ServiceKeyFileName)).Trim());

    /// <summary>Connects as a node: subscribed to what is for it, and with a session.</summary>
    internal async Task<NodeClient> ConnectNodeAsync(TestNode node, MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        NodeClient client = new(await ConnectAsync(node.Urn, version), node, () => ServiceKey);
        await client.SubscribeAsync(Stop);
        await client.GreetAsync(Stop);
        return client;
    }

    internal async Task<NetworkStream> ConnectRawAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), Stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Stops it as an operator does, and verifies what it leaves.</summary>
    internal async Task<VerificationReport> StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await Service.StopAsync(CancellationToken.None);
        }

        using LedgerStore store = LedgerStore.OpenReadOnly(Directory);
        VerificationReport report = LedgerVerifier.Verify(store);
        Assert.Empty(report.Findings);
        return report;
    }

    /// <summary>How often something was refused, by what the stopped gateway wrote.</summary>
    internal long CountRefused(AppraisalResult result)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(Directory);
        return store.RefusalCounts().GetValueOrDefault(result.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IMqttClient client in _clients)
        {
            client.Dispose();
        }

        if (!_stopped)
        {
            await Service.StopAsync(CancellationToken.None);
        }

        Service.Dispose();
        A.Dispose();
        B.Dispose();
        _lifetime.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        internal bool IsStopping => _stopping.IsCancellationRequested;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
