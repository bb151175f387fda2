using System.Net;
using System.Net.Sockets;
using Enviro.Ledger;

namespace Enviro.Gateway.Tests;

/// <summary>How a gateway that cannot run ends.</summary>
public sealed class GatewayHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_without_a_configuration_ends_with_2() => Assert.Equal(2, await GatewayHost.RunAsync(_folder, TimeProvider.System));

    [Fact]
    public async Task A_port_in_use_ends_with_2_and_says_so()
    {
        using TcpListener holder = new(IPAddress.Loopback, 0);
        holder.Start();
        GatewayOptions options = new() { Key = "file:keys/gateway.pem", ListenPort = ((IPEndPoint)holder.LocalEndpoint).Port };
        options.Save(_folder);

        Assert.Equal(2, await GatewayHost.RunAsync(_folder, TimeProvider.System));

        await using RunningGateway gateway = await RunningGateway.StartAsync(options);
        Assert.True(gateway.HasEnded);
        Assert.Contains($"Cannot listen on 127.0.0.1:{options.ListenPort}", Assert.IsType<GatewayConfigurationException>(gateway.Service.Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_an_unknown_scheme_ends_with_2()
    {
        new GatewayOptions { Key = "nowhere:", ListenPort = 0 }.Save(_folder);

        Assert.Equal(2, await GatewayHost.RunAsync(_folder, TimeProvider.System));
    }

    [Fact]
    public async Task A_ledger_in_use_ends_with_1()
    {
        new GatewayOptions { Key = "file:keys/gateway.pem", ListenPort = 0 }.Save(_folder);
        using LedgerStore holder = LedgerStore.Create(_folder);

        Assert.Equal(1, await GatewayHost.RunAsync(_folder, TimeProvider.System));
    }

    [Fact]
    public async Task A_TPM_that_is_not_there_ends_with_1()
    {
        new GatewayOptions { Key = "tpm:///nowhere/tpmrm0", ListenPort = 0 }.Save(_folder);

        Assert.Equal(1, await GatewayHost.RunAsync(_folder, TimeProvider.System));
    }

    [Fact]
    public void A_configuration_is_never_overwritten()
    {
        Assert.Equal(0, GatewayHost.Initialize(_folder));
        string written = File.ReadAllText(Path.Combine(_folder, GatewayOptions.FileName));

        Assert.Equal(2, GatewayHost.Initialize(_folder));

        Assert.Equal(written, File.ReadAllText(Path.Combine(_folder, GatewayOptions.FileName)));
        Assert.Empty(GatewayOptions.Load(_folder).Nodes);
    }
}
