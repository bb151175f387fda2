using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MQTTnet;

namespace Enviro.Gateway.Tests;

/// <summary>A running gateway with a port for TLS, its authority, and the tools of others that connect to it.</summary>
internal sealed class TlsBench : IAsyncDisposable
{
    private TlsBench(RunningGateway gateway, string strangers)
    {
        Gateway = gateway;
        Strangers = strangers;
    }

    internal RunningGateway Gateway { get; }

    /// <summary>Certificate of an authority that has nothing to do with it, PEM.</summary>
    internal string Strangers { get; }

    /// <summary>Where its authority lives: not in the gateway's folder, where it would be one of a policy that these gateways do not have.</summary>
    internal string Deployed => Path.Combine(Gateway.Directory, "deployment");

    internal string Authority => AuthoritySetup.CertificatePath(Deployed, "field");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<TlsBench> StartAsync(GatewayOptions? options = null)
    {
        string strangers = "";
        options ??= new GatewayOptions();
        options.TlsPort = 0;
        RunningGateway gateway = await RunningGateway.StartAsync(options, prepare: directory =>
        {
            string deployed = Directory.CreateDirectory(Path.Combine(directory, "deployment")).FullName;
            Prepare(deployed, "localhost", "127.0.0.1");
            Directory.Move(Path.Combine(deployed, "tls"), Path.Combine(directory, "tls"));
            string other = Directory.CreateDirectory(Path.Combine(directory, "other")).FullName;
            Deployment.Found(other, "stranger").Dispose();
            strangers = AuthoritySetup.CertificatePath(other, "stranger");
        });
        return new TlsBench(gateway, strangers);
    }

    /// <summary>Makes an authority and has it certify these hosts.</summary>
    internal static void Prepare(string directory, params string[] hosts)
    {
        using CertificateAuthority authority = Deployment.Found(directory);
        ServerCertificateIssue.Issue(directory, hosts, 30, authority).Dispose();
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    /// <summary><c>openssl s_client</c>, which ends as soon as the handshake is over.</summary>
    internal Task<(int ExitCode, string Output)> OpenSslAsync(params string[] arguments) => RunAsync(
        "openssl", ["s_client", "-connect", $"127.0.0.1:{Gateway.TlsPort.ToString(CultureInfo.InvariantCulture)}", "-verify_return_error", .. arguments]);

    /// <summary>Publishes eight bytes to a topic by <c>mosquitto_pub</c>, QoS 1.</summary>
    internal Task<(int ExitCode, string Output)> MosquittoAsync(int port, params string[] arguments) => RunAsync(
        "mosquitto_pub",
        ["-h", "localhost", "-p", port.ToString(CultureInfo.InvariantCulture), "-i", "mosquitto", "-t", "enviro/v1/mosquitto/up/reading", "-m", "12345678", "-q", "1", .. arguments]);

    /// <summary>A TCP connection to the TLS port, from an address of this machine.</summary>
    internal async Task<NetworkStream> ConnectRawAsync(string from = "127.0.0.1")
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Gateway.TlsPort), Stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A TLS connection that takes the gateway's own certificate and no other.</summary>
    internal async Task<SslStream> OpenAsync(string from = "127.0.0.1")
    {
        byte[] own = AuthoritySetup.LoadCertificate(Path.Combine(Gateway.Directory, ServerCertificate.CertificateFile)).RawData;
        SslStream stream = new(await ConnectRawAsync(from), false, (_, certificate, _, _) => certificate!.GetRawCertData().AsSpan().SequenceEqual(own));
        await stream.AuthenticateAsClientAsync("localhost");
        return stream;
    }

    /// <summary>A client of the library, over TLS; what it thinks of the certificate is not what is tested with it.</summary>
    internal async Task<IMqttClient> ConnectAsync(string clientId)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Gateway.TlsPort)
            .WithClientId(clientId)
            .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(_ => true))
            .Build();
        await client.ConnectAsync(options, Stop);
        return client;
    }

    /// <summary>Waits until the gateway has logged a refusal.</summary>
    internal Task UntilRefusedAsync(Enviro.Verification.AppraisalResult result) =>
        RunningGateway.UntilAsync(() => Gateway.Log.Lines.Any(line => line.Contains($"Refused {result}", StringComparison.Ordinal)));

    /// <summary>The reasons of refused handshakes so far, of the stopped gateway.</summary>
    internal string[] Refusals(Enviro.Verification.AppraisalResult result)
    {
        using Enviro.Ledger.LedgerStore store = Enviro.Ledger.LedgerStore.OpenReadOnly(Gateway.Directory);
        return [.. store.LastRefusals(1000).Where(refusal => refusal.Result == (uint)result).Select(refusal => refusal.Detail)];
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string tool, string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output + await errors);
    }
}
