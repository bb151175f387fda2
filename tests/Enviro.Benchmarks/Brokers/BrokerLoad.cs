using System.Diagnostics;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>
/// The same nodes with the same messages at either broker, QoS 1, each node with a window of messages that are not answered yet. Our gateway has
/// answered when its authenticated acknowledgement is back, after the message was verified and is on the disk; the other broker when it acknowledged
/// the publication, and one subscriber must have got every message.
/// </summary>
internal sealed class BrokerLoad : IDisposable
{
    /// <summary>Nodes that are connected, a connection each.</summary>
    internal const int NodeCount = 64;

    private const int Window = 16;

    private readonly bool _isGateway;
    private readonly MqttClient[] _clients;
    private readonly Task<MqttClient>? _subscribing;

    private BrokerLoad(bool isGateway, int port)
    {
        _isGateway = isGateway;
        _clients = [.. Enumerable.Range(0, NodeCount).Select(_ => new MqttClient())];
        _subscribing = isGateway ? null : SubscribeAsync(port);
    }

    /// <summary>Connects the nodes to our gateway; each says hello and has a session.</summary>
    internal static async Task<BrokerLoad> AtGatewayAsync(int port, IReadOnlyList<SampleNode> nodes)
    {
        BrokerLoad load = new(isGateway: true, port);
        for (int i = 0; i < NodeCount; i++)
        {
            MqttClient client = load._clients[i];
            await client.ConnectAsync(port, nodes[i].Urn).ConfigureAwait(false);
            await client.SubscribeAsync($"{Topics.Prefix}{nodes[i].Urn}{Topics.Down}#").ConfigureAwait(false);
            await client.SendAsync(MqttClient.PublicationOf(Topics.HelloOf(nodes[i].Urn), HelloOf(nodes[i]), 1)).ConfigureAwait(false);
            while ((await client.ReceiveAsync().ConfigureAwait(false)).Published == 0)
            {
            }
        }

        return load;
    }

    /// <summary>Connects the nodes, and a subscriber to all they send.</summary>
    internal static async Task<BrokerLoad> AtMosquittoAsync(int port, IReadOnlyList<SampleNode> nodes)
    {
        BrokerLoad load = new(isGateway: false, port);
        for (int i = 0; i < NodeCount; i++)
        {
            await load._clients[i].ConnectAsync(port, nodes[i].Urn).ConfigureAwait(false);
        }

        await load._subscribing!.ConfigureAwait(false);
        return load;
    }

    /// <summary>The messages as packets, those of each node together in their order.</summary>
    internal static byte[][][] PacketsOf(SampleMessage[] messages, IReadOnlyList<SampleNode> nodes)
    {
        ILookup<string, SampleMessage> byNode = messages.ToLookup(message => message.Urn);
        return
        [
            .. nodes.Select(node => byNode[node.Urn]
                .Select((message, i) => MqttClient.PublicationOf(Topics.ReadingOf(node.Urn), message.Bytes, (ushort)(1 + (i % 65535))))
                .ToArray()),
        ];
    }

    /// <summary>Sends everything and returns how long it took until all was answered, in seconds.</summary>
    internal async Task<double> SendAllAsync(byte[][][] packets)
    {
        long start = Stopwatch.GetTimestamp();
        List<Task> tasks = [.. _clients.Select((client, i) => Task.Run(() => SendAsync(client, packets[i])))];
        if (_subscribing is not null)
        {
            MqttClient subscriber = await _subscribing.ConfigureAwait(false);
            tasks.Add(Task.Run(() => CountAsync(subscriber, packets.Sum(list => list.Length))));
        }

        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(2)).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        Array.ForEach(_clients, client => client.Dispose());
        if (_subscribing is { IsCompletedSuccessfully: true })
        {
            _subscribing.Result.Dispose();
        }

        _subscribing?.Dispose();
    }

    private async Task SendAsync(MqttClient client, byte[][] packets)
    {
        int sent = 0;
        int answered = 0;
        while (answered < packets.Length)
        {
            int end = Math.Min(packets.Length, answered + Window);
            if (end > sent)
            {
                await client.SendAsync(packets[sent..end].SelectMany(packet => packet).ToArray()).ConfigureAwait(false);
                sent = end;
            }

            (int acknowledged, int published) = await client.ReceiveAsync().ConfigureAwait(false);
            answered += _isGateway ? published : acknowledged;
        }
    }

    private static async Task CountAsync(MqttClient subscriber, int count)
    {
        for (int received = 0; received < count;)
        {
            received += (await subscriber.ReceiveAsync().ConfigureAwait(false)).Published;
        }
    }

    private static async Task<MqttClient> SubscribeAsync(int port)
    {
        MqttClient subscriber = new();
        await subscriber.ConnectAsync(port, "subscriber").ConfigureAwait(false);
        await subscriber.SubscribeAsync($"{Topics.Prefix}+{Topics.Up}#").ConfigureAwait(false);
        return subscriber;
    }

    private static byte[] HelloOf(SampleNode node) => SignedMessage.Sign(
        node.Key, Hello.ContentType, Hello.EncodePayload(node.Urn, node.Key.PublicKey, RandomNumberGenerator.GetBytes(Hello.NonceLength), boot: 1));
}
