using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Enviro.Verification.Tests;
using Enviro.Wire;
using MQTTnet;
using MQTTnet.Protocol;

namespace Enviro.Gateway.Tests;

/// <summary>A node's side of the link, with a library of its own for MQTT.</summary>
internal sealed class NodeClient
{
    private readonly Channel<(string Topic, byte[] Payload)> _received = Channel.CreateUnbounded<(string Topic, byte[] Payload)>();
    private readonly TestNode _node;

    internal NodeClient(IMqttClient client, TestNode node, Func<byte[]> gatewayKey, byte[]? sharedKey = null)
    {
        Client = client;
        _node = node;
        Side = new NodeSide(node, gatewayKey, sharedKey);
        client.ApplicationMessageReceivedAsync += args =>
        {
            _received.Writer.TryWrite((args.ApplicationMessage.Topic, args.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
    }

    internal IMqttClient Client { get; }

    internal NodeSide Side { get; }

    internal async Task SubscribeAsync(CancellationToken stop)
    {
        foreach (string topic in (string[])[Topics.ChallengeOf(_node.Urn), Topics.SessionOf(_node.Urn)])
        {
            MqttClientSubscribeResult result = await Client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, stop);
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(result.Items).ResultCode);
        }
    }

    /// <summary>Says hello and believes the challenge: there is a session then.</summary>
    internal async Task<Challenge> GreetAsync(CancellationToken stop)
    {
        await PublishAsync(Side.Hello(), stop, Topics.HelloOf(_node.Urn));
        return await AcceptAsync(stop);
    }

    /// <summary>Believes the challenge that answers its hello, whoever carried that.</summary>
    internal async Task<Challenge> AcceptAsync(CancellationToken stop) => Side.Accept(await ReceiveAsync(Topics.ChallengeOf(_node.Urn), stop));

    /// <summary>Publishes at QoS 1; returns when the broker has taken it, which is no acknowledgement yet.</summary>
    internal Task PublishAsync(byte[] payload, CancellationToken stop, string? topic = null) =>
        Client.PublishBinaryAsync(topic ?? Topics.ReadingOf(_node.Urn), payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: stop);

    /// <summary>Publishes the node's next message and waits for the acknowledgement that it is kept.</summary>
    internal async Task KeepNextAsync(CancellationToken stop)
    {
        byte[] message = _node.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await PublishAsync(message, stop);
        Acknowledgement answer = await ReceiveAsync(stop);
        Assert.Equal(SHA256.HashData(message), answer.MessageHash);
        Assert.Equal(Acknowledgement.Kept, answer.Result);
    }

    internal async Task<Acknowledgement> ReceiveAsync(CancellationToken stop)
    {
        DownlinkMessage message = await ReceiveSessionAsync(stop);
        Assert.Equal(DownlinkKind.Acknowledgement, message.Kind);
        return Acknowledgement.Parse(message.Body);
    }

    internal async Task<DownlinkMessage> ReceiveSessionAsync(CancellationToken stop) => Side.Open(await ReceiveAsync(Topics.SessionOf(_node.Urn), stop));

    private async Task<byte[]> ReceiveAsync(string topic, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        (string received, byte[] payload) = await _received.Reader.ReadAsync(limit.Token);
        Assert.Equal(topic, received);
        return payload;
    }
}
