using System.Net;
using System.Net.Sockets;
using Enviro.Simulator;
using Enviro.Wire;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Enviro.Node.Tests;

public sealed class MqttLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Messages_go_up_and_their_answers_come_down_also_after_the_broker_was_away()
    {
        int port = FreePort();
        await using MqttLink link = new("127.0.0.1", port, NodeWorld.Urn);
        Assert.False(link.TryPublish(Topics.ReadingOf(NodeWorld.Urn), [1], 0, 1));

        using (MqttServer broker = await StartAsync(port))
        {
            await EchoAsync(link, 1);
            await broker.StopAsync();
        }

        await UntilAsync(() => !link.IsConnected);
        using (MqttServer broker = await StartAsync(port))
        {
            await EchoAsync(link, 2);
            await broker.StopAsync();
        }

        Assert.True(link.Disconnects > 0);
        Assert.NotEmpty(link.LastError);
        Assert.Equal(0, link.LostDownlink);
    }

    [Fact]
    public async Task Disposing_a_link_that_never_connected_ends_it()
    {
        MqttLink link = new("127.0.0.1", FreePort(), NodeWorld.Urn);
        await link.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(link.IsConnected);
    }

    private static async Task EchoAsync(MqttLink link, byte number)
    {
        await UntilAsync(() => link.IsConnected);
        byte[] message = [0, number, 0];
        Assert.True(link.TryPublish(Topics.ReadingOf(NodeWorld.Urn), message, 1, 1));
        string topic = "";
        byte[] received = [];
        await UntilAsync(() => link.TryReceive(out topic, out received));
        Assert.Equal(Topics.SessionOf(NodeWorld.Urn), topic);
        Assert.Equal([number], received);
        Assert.True(link.TryPublish(Topics.HelloOf(NodeWorld.Urn), message, 0, 2));
        await UntilAsync(() => link.TryReceive(out topic, out received));
        Assert.Equal(Topics.ChallengeOf(NodeWorld.Urn), topic);
        Assert.Equal([0, number], received);
    }

    /// <summary>A broker that answers every reading on the topic of the session, every hello on that of challenges, with its own bytes.</summary>
    private static async Task<MqttServer> StartAsync(int port)
    {
        MqttServerOptions options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointPort(port)
            .Build();
        MqttServer broker = new MqttServerFactory().CreateMqttServer(options);
        broker.InterceptingPublishAsync += async publish =>
        {
            bool isHello = publish.ApplicationMessage.Topic == Topics.HelloOf(NodeWorld.Urn);
            if (isHello || publish.ApplicationMessage.Topic == Topics.ReadingOf(NodeWorld.Urn))
            {
                Assert.Equal(NodeWorld.Urn, publish.ClientId);
                Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, publish.ApplicationMessage.QualityOfServiceLevel);
                MqttApplicationMessage answer = new()
                {
                    Topic = isHello ? Topics.ChallengeOf(NodeWorld.Urn) : Topics.SessionOf(NodeWorld.Urn),
                    Payload = publish.ApplicationMessage.Payload,
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                };
                await broker.InjectApplicationMessage(new InjectedMqttApplicationMessage(answer) { SenderClientId = "gateway" });
            }
        };
        await broker.StartAsync();
        return broker;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!holds())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
