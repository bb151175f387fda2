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
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly TestNode _node;

    internal NodeClient(IMqttClient client, TestNode node)
    {
        Client = client;
        _node = node;
        client.ApplicationMessageReceivedAsync += args =>
        {
            _received.Writer.TryWrite(args.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
    }

    internal IMqttClient Client { get; }

    internal async Task SubscribeAsync(CancellationToken stop)
    {
        MqttClientSubscribeResult result = await Client.SubscribeAsync(Topics.AckOf(_node.Urn), MqttQualityOfServiceLevel.AtLeastOnce, stop);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, Assert.Single(result.Items).ResultCode);
    }

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
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        byte[] payload = await _received.Reader.ReadAsync(limit.Token);
        return Assert.IsType<Acknowledgement>(Acknowledgement.Open(payload, _node.DownlinkKey, _node.Thumbprint));
    }
}
