using Enviro.Verification;
using Enviro.Wire;
using MQTTnet;

namespace Enviro.Gateway.Tests;

/// <summary>Settings with a passphrase, from the file to the node, or not.</summary>
public sealed class SecretDeliveryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_over_TLS_gets_the_document_as_it_was_signed()
    {
        await using TlsBench bench = await TlsBench.StartAsync();
        byte[] document = Issue(bench);
        using IMqttClient client = await bench.ConnectAsync(bench.Gateway.A.Urn);
        NodeClient node = new(client, bench.Gateway.A, () => bench.Gateway.ServiceKey);
        await node.SubscribeAsync(Stop);
        await node.GreetAsync(Stop);

        DownlinkMessage told = await node.ReceiveSessionAsync(Stop);

        Assert.Equal(DownlinkKind.Settings, told.Kind);
        Assert.Equal(document, told.Body);
        await node.KeepNextAsync(Stop);
    }

    [Fact]
    public async Task A_node_without_TLS_goes_on_without_them()
    {
        await using TlsBench bench = await TlsBench.StartAsync();
        Issue(bench);

        NodeClient node = await bench.Gateway.ConnectNodeAsync(bench.Gateway.A);

        await bench.UntilRefusedAsync(AppraisalResult.SettingsWithheld);
        await node.KeepNextAsync(Stop);
        await bench.Gateway.StopAsync();
        Assert.Contains("a passphrase", Assert.Single(bench.Refusals(AppraisalResult.SettingsWithheld)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hello_that_another_carries_over_TLS_does_not_bring_them_to_a_node_without()
    {
        await using TlsBench bench = await TlsBench.StartAsync();
        Issue(bench);
        NodeClient node = new(await bench.Gateway.ConnectAsync(bench.Gateway.A.Urn), bench.Gateway.A, () => bench.Gateway.ServiceKey);
        await node.SubscribeAsync(Stop);
        using IMqttClient carrier = await bench.ConnectAsync("carrier");

        await carrier.PublishBinaryAsync(Topics.HelloOf(bench.Gateway.A.Urn), node.Side.Hello(), MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Stop);

        await bench.UntilRefusedAsync(AppraisalResult.SettingsWithheld);
        await node.AcceptAsync(Stop);
        await node.KeepNextAsync(Stop);
        await bench.Gateway.StopAsync();
        Assert.Equal(["connected without TLS"], bench.Refusals(AppraisalResult.SettingsWithheld));
    }

    [Fact]
    public async Task A_damaged_document_is_told_and_the_node_goes_on()
    {
        await using TlsBench bench = await TlsBench.StartAsync();
        Issue(bench);
        string path = new SettingsFolder(bench.Gateway.Directory).PathOf(bench.Gateway.A.Urn);
        await File.WriteAllBytesAsync(path, [1, 2, 3], Stop);

        NodeClient node = await bench.Gateway.ConnectNodeAsync(bench.Gateway.A);

        await RunningGateway.UntilAsync(() => bench.Gateway.Log.Lines.Any(line => line.Contains("does not get its settings", StringComparison.Ordinal)));
        await node.KeepNextAsync(Stop);
        Assert.Null(bench.Gateway.Service.Failure);
    }

    private static byte[] Issue(TlsBench bench)
    {
        using CertificateAuthority authority = Deployment.Found(bench.Deployed);
        return SettingsIssue.Sign(bench.Gateway.Directory, Deployment.Site(), bench.Gateway.A.Urn, bench.Gateway.A.Thumbprint, authority).Document;
    }
}
