using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Enviro.Gateway;

/// <summary>
/// The embedded MQTT broker that nodes talk to (MQTT 3.1.1 and 5). It hands every publication to the pipeline and to nobody else; a client
/// receives only what is addressed to it. What it refuses itself is told like every refusal.
/// </summary>
internal sealed class NodeBroker : IAsyncDisposable
{
    /// <summary>Largest MQTT packet taken: a reading message, its topic and MQTT 5 properties, with room to say "oversized" about the rest.</summary>
    internal const int MaxPacketBytes = 8192;

    private static readonly MqttServerFactory Factory = new();

    private readonly MqttServer _server;
    private readonly LimitedServerAdapter _adapter;
    private readonly TimeProvider _time;
    private readonly Func<Arrival, CancellationToken, Task> _onArrival;
    private readonly Action<RefusedArrival> _onRefused;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, string> _clients = new();
    private bool _disposed;

    internal NodeBroker(
        GatewayOptions options, TimeProvider time, Func<Arrival, CancellationToken, Task> onArrival, Action<RefusedArrival> onRefused, ILogger logger)
    {
        _time = time;
        _onArrival = onArrival;
        _onRefused = onRefused;
        _logger = logger;
        IPEndPoint endpoint = new(IPAddress.Parse(options.ListenAddress), options.ListenPort);
        _adapter = new LimitedServerAdapter(
            endpoint,
            options.MaxClients,
            MaxPacketBytes,
            (remote, size) => Refuse(AppraisalResult.PacketTooLarge, remote?.ToString(), "", $"announced {size} bytes or more"),
            remote => Refuse(AppraisalResult.TooManyClients, remote?.ToString(), "", $"{options.MaxClients} are connected"));
        MqttServerOptions serverOptions = Factory.CreateServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithMaxPendingMessagesPerClient(256)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10))
            .Build();
        _server = Factory.CreateMqttServer(serverOptions, [_adapter]);
        _server.ValidatingConnectionAsync += ValidateConnectionAsync;
        _server.ClientDisconnectedAsync += ForgetClientAsync;
        _server.InterceptingSubscriptionAsync += InterceptSubscriptionAsync;
        _server.InterceptingPublishAsync += InterceptPublishAsync;
    }

    /// <summary>The port listened on.</summary>
    internal int Port => _adapter.LocalEndpoint.Port;

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        _server.Dispose();
        _adapter.Dispose();
    }

    internal Task StartAsync() => _server.StartAsync();

    internal Task SendAsync(Departure departure, CancellationToken stop)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(departure.Topic)
            .WithPayload(departure.Payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        return _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "" }, stop);
    }

    private static string SourceOf(EndPoint? remote, string client) => $"{remote} {PrintableText.Of(client, 64)}";

    private Task ValidateConnectionAsync(ValidatingConnectionEventArgs args)
    {
        string source = SourceOf(args.RemoteEndPoint, args.ClientId);
        if (args.ClientId.Length is 0 or > 128)
        {
            args.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            Refuse(AppraisalResult.InvalidClient, source, "", "no client identifier, or a longer one than 128");
        }
        else if (!_clients.TryAdd(args.ClientId, source))
        {
            // MQTT would let the newcomer take the session over; then anybody could silence a node by its name, which is public. The one that is
            // connected stays; a dead connection ends with its keep-alive, and its node then gets in again.
            args.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            Refuse(AppraisalResult.DuplicateClient, source, "", "a client with this identifier is connected");
        }
        else
        {
            // An ended session leaves nothing behind in the broker: what was not acknowledged is repeated by its node.
            args.SessionItems["source"] = source;
        }

        return Task.CompletedTask;
    }

    private Task ForgetClientAsync(ClientDisconnectedEventArgs args)
    {
        _clients.TryRemove(args.ClientId, out _);
        return Task.CompletedTask;
    }

    private Task InterceptSubscriptionAsync(InterceptingSubscriptionEventArgs args)
    {
        string own = Topics.Prefix + args.ClientId + Topics.Down;
        bool wildcardId = args.ClientId.AsSpan().IndexOfAny("+#/") >= 0;
        if (wildcardId || !args.TopicFilter.Topic.StartsWith(own, StringComparison.Ordinal))
        {
            args.ProcessSubscription = false;
            args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            Refuse(AppraisalResult.SubscriptionRefused, SourceOfClient(args.ClientId), args.TopicFilter.Topic, "a client may subscribe to " + own + "# only");
        }

        return Task.CompletedTask;
    }

    private async Task InterceptPublishAsync(InterceptingPublishEventArgs args)
    {
        if (args.ClientId.Length == 0)
        {
            return;
        }

        // Nothing a client publishes is handed to other clients or retained. Waiting here holds this one client's connection back, and only it:
        // its TCP window fills, and it is served on when the pipeline has room.
        args.ProcessPublish = false;
        Arrival arrival = new(
            args.ApplicationMessage.Topic, args.ApplicationMessage.Payload.ToArray(), SourceOfClient(args.ClientId), _time.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            await _onArrival(arrival, args.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception stopping) when (stopping is OperationCanceledException or ChannelClosedException)
        {
            // Not journaled and not acknowledged: its node keeps it.
            _logger.LogDebug("A publication by {Client} was abandoned while stopping", args.ClientId);
        }
    }

    private string SourceOfClient(string client) => _clients.GetValueOrDefault(client, client);

    private void Refuse(AppraisalResult result, string? source, string topic, string detail) =>
        _onRefused(new RefusedArrival(result, source ?? "", topic, detail, _time.GetUtcNow().ToUnixTimeMilliseconds()));
}
