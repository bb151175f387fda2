using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using Enviro.Simulator;
using Enviro.Verification;
using Enviro.Wire;
using MQTTnet;

namespace Enviro.Gateway.Tests;

/// <summary>The port for TLS, with clients of others: OpenSSL's, Mosquitto's, and some that mean no good.</summary>
public sealed class TlsListenerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task OpenSSL_finds_the_certificate_in_order(string version, string named)
    {
        await using TlsBench bench = await TlsBench.StartAsync();

        (int exitCode, string output) = await bench.OpenSslAsync(version, "-x509_strict", "-verify_hostname", "localhost", "-CAfile", bench.Authority);

        Assert.True(exitCode == 0, output);
        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
        (int wrongName, _) = await bench.OpenSslAsync(version, "-verify_hostname", "other.example.net", "-CAfile", bench.Authority);
        Assert.NotEqual(0, wrongName);
        (int wrongAuthority, _) = await bench.OpenSslAsync(version, "-CAfile", bench.Strangers);
        Assert.NotEqual(0, wrongAuthority);
        await bench.Gateway.StopAsync();
        Assert.NotEmpty(bench.Refusals(AppraisalResult.HandshakeFailed));
    }

    [Fact]
    public async Task TLS_1_1_is_refused_and_counted()
    {
        await using TlsBench bench = await TlsBench.StartAsync();

        // At level 0 OpenSSL offers it; by itself it would not.
        (int exitCode, _) = await bench.OpenSslAsync("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-CAfile", bench.Authority);

        Assert.NotEqual(0, exitCode);
        await bench.Gateway.StopAsync();
        Assert.Contains("protocol", Assert.Single(bench.Refusals(AppraisalResult.HandshakeFailed)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Mosquitto_publishes_under_the_right_authority_and_under_no_other()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_pub"), "the package mosquitto-clients is not installed");
        await using TlsBench bench = await TlsBench.StartAsync();

        (int right, string said) = await bench.MosquittoAsync(bench.Gateway.TlsPort, "--cafile", bench.Authority);
        Assert.True(right == 0, said);
        (int wrong, _) = await bench.MosquittoAsync(bench.Gateway.TlsPort, "--cafile", bench.Strangers);
        Assert.NotEqual(0, wrong);
        (int plain, _) = await bench.MosquittoAsync(bench.Gateway.TlsPort);
        Assert.NotEqual(0, plain);
        (int plainPort, _) = await bench.MosquittoAsync(bench.Gateway.Port);
        Assert.Equal(0, plainPort);

        await bench.Gateway.StopAsync();
        Assert.Equal(2, bench.Gateway.CountRefused(AppraisalResult.Malformed));
        string[] refused = bench.Refusals(AppraisalResult.HandshakeFailed);
        Assert.Equal(2, refused.Length);
        Assert.Single(refused, detail => detail.StartsWith("MQTT without TLS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_simulated_node_believes_its_authority_and_the_name_it_was_told_only()
    {
        await using TlsBench bench = await TlsBench.StartAsync(new GatewayOptions { ListenPort = null });
        byte[] authority = AuthoritySetup.LoadCertificate(bench.Authority).RawData;
        byte[] strangers = AuthoritySetup.LoadCertificate(bench.Strangers).RawData;
        Assert.False(File.Exists(Path.Combine(bench.Gateway.Directory, GatewayService.PortFileName)));

        await using MqttLink link = new(new NetworkSettings("field", "", "127.0.0.1", bench.Gateway.TlsPort, authority, ""), bench.Gateway.A.Urn);
        await using MqttLink astray = new("127.0.0.1", bench.Gateway.TlsPort, bench.Gateway.B.Urn, strangers);
        await using MqttLink misnamed = new("127.0.0.2", bench.Gateway.TlsPort, "urn:dev:ops:32473-d", authority);
        await using MqttLink plain = new("127.0.0.1", bench.Gateway.TlsPort, "urn:dev:ops:32473-e");
        await RunningGateway.UntilAsync(() => link.IsConnected && astray.Disconnects > 0 && misnamed.Disconnects > 0 && plain.Disconnects > 0);

        Assert.False(astray.IsConnected || misnamed.IsConnected || plain.IsConnected);
    }

    [Fact]
    public async Task A_handshake_that_hangs_is_cut()
    {
        await using TlsBench bench = await TlsBench.StartAsync();
        Stopwatch watch = Stopwatch.StartNew();
        await using NetworkStream silent = await bench.ConnectRawAsync();
        await using NetworkStream half = await bench.ConnectRawAsync();
        await half.WriteAsync(new byte[] { 22, 3, 1, 0 }, Stop);

        await AssertClosedAsync(silent);
        await AssertClosedAsync(half);

        Assert.InRange(watch.Elapsed, TlsHandshake.TimeLimit - TimeSpan.FromSeconds(1), TlsHandshake.TimeLimit + TimeSpan.FromSeconds(8));
        await bench.Gateway.StopAsync();
        Assert.Equal(["no handshake within 10 s", "no handshake within 10 s"], bench.Refusals(AppraisalResult.HandshakeFailed));
    }

    [Fact]
    public async Task Handshakes_that_hang_shut_out_neither_the_other_port_nor_another_address()
    {
        await using TlsBench bench = await TlsBench.StartAsync(new GatewayOptions { MaxClients = 4 });
        List<NetworkStream> hanging = [];
        for (int i = 0; i < TlsHandshake.MostOfOneAddress; i++)
        {
            hanging.Add(await bench.ConnectRawAsync());
        }

        await AssertClosedAsync(await bench.ConnectRawAsync());
        NodeClient a = await bench.Gateway.ConnectNodeAsync(bench.Gateway.A);
        await a.KeepNextAsync(Stop);
        await using (SslStream other = await bench.OpenAsync("127.0.0.2"))
        {
            Assert.True(other.IsAuthenticated);
        }

        hanging.ForEach(stream => stream.Dispose());
        using IMqttClient again = await bench.ConnectAsync("again");
        await bench.Gateway.StopAsync();
        Assert.Contains(bench.Refusals(AppraisalResult.HandshakeFailed), detail => detail.Contains("64 handshakes of this address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_of_packets_and_clients_hold_over_TLS_too()
    {
        await using TlsBench bench = await TlsBench.StartAsync(new GatewayOptions { MaxClients = 2 });
        await using (SslStream large = await bench.OpenAsync())
        {
            await large.WriteAsync(new byte[] { 0x10, 0x80, 0x80, 0x80, 0x64 }, Stop);
            await AssertClosedAsync(large);
        }

        using IMqttClient first = await bench.ConnectAsync("first");
        Assert.NotNull(await bench.Gateway.TryConnectAsync("second"));
        await AssertClosedAsync(await bench.ConnectRawAsync());
        Assert.Null(await bench.Gateway.TryConnectAsync("third"));

        await bench.Gateway.StopAsync();
        Assert.Equal((1, 2), (bench.Gateway.CountRefused(AppraisalResult.PacketTooLarge), bench.Gateway.CountRefused(AppraisalResult.TooManyClients)));
    }

    private static async Task AssertClosedAsync(Stream stream)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        byte[] buffer = new byte[256];
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset instead of an orderly end: closed all the same.
        }
    }
}
