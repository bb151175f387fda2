using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
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
    private readonly LimitedServerAdapter? _plain;
    private readonly LimitedServerAdapter? _tls;
    private readonly TimeProvider _time;
    private readonly Func<Arrival, CancellationToken, Task> _onArrival;
    private readonly Action<RefusedArrival> _onRefused;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ConnectedClient> _clients = new();
    private readonly ConcurrentDictionary<string, ConnectedClient>.AlternateLookup<ReadOnlySpan<char>> _clientsByName;
    private volatile bool _isSendingSecret;
    private bool _disposed;

    internal NodeBroker(
        GatewayOptions options,
        ServerCertificate? certificate,
        TimeProvider time,
        Func<Arrival, CancellationToken, Task> onArrival,
        Action<RefusedArrival> onRefused,
        ILogger logger)
    {
        _time = time;
        _onArrival = onArrival;
        _onRefused = onRefused;
        _logger = logger;
        _clientsByName = _clients.GetAlternateLookup<ReadOnlySpan<char>>();
        ConnectionLimit limit = new(options.MaxClients);
        if (options.ListenPort is int port)
        {
            _plain = new LimitedServerAdapter(EndpointOf(options.ListenAddress, port), "listenPort", limit, null, RefuseConnection);
        }

        if (certificate is not null && options.TlsPort is int tlsPort)
        {
            TlsHandshake handshake = new(certificate.ToOptions(), (remote, why) => RefuseConnection(AppraisalResult.HandshakeFailed, remote, why));
            _tls = new LimitedServerAdapter(EndpointOf(options.TlsListenAddress ?? options.ListenAddress, tlsPort), "tlsPort", limit, handshake, RefuseConnection);
        }

        MqttServerOptions serverOptions = Factory.CreateServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithMaxPendingMessagesPerClient(256)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10))
            .Build();
        _server = Factory.CreateMqttServer(serverOptions, [.. new[] { _plain, _tls }.OfType<IMqttServerAdapter>()]);
        _server.ValidatingConnectionAsync += ValidateConnectionAsync;
        _server.ClientDisconnectedAsync += ForgetClientAsync;
        _server.InterceptingSubscriptionAsync += InterceptSubscriptionAsync;
        _server.InterceptingUnsubscriptionAsync += ForgetSubscriptionAsync;
        _server.InterceptingPublishAsync += InterceptPublishAsync;
        _server.InterceptingClientEnqueueAsync += InterceptEnqueueAsync;
    }

    /// <summary>The port listened on without TLS; null where there is none.</summary>
    internal int? Port => _plain?.LocalEndpoint.Port;

    /// <summary>The port listened on for TLS; null where there is none.</summary>
    internal int? TlsPort => _tls?.LocalEndpoint.Port;

    /// <summary>Where it listens, in words.</summary>
    internal string Endpoints => string.Join(" and ", new[] { _plain is null ? "" : $"{_plain.LocalEndpoint}", _tls is null ? "" : $"{_tls.LocalEndpoint} (TLS)" }.Where(text => text.Length > 0));

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        _server.Dispose();
        _plain?.Dispose();
        _tls?.Dispose();
    }

    internal Task StartAsync() => _server.StartAsync();

    /// <summary>Publishes one answer to its node. One at a time; a secret one reaches no client without TLS.</summary>
    internal Task SendAsync(Departure departure, CancellationToken stop)
    {
        if (!_clientsByName.TryGetValue(ClientOf(departure.Topic), out ConnectedClient? client))
        {
            // It has gone: what was not acknowledged is repeated when it is back.
            return Task.CompletedTask;
        }

        if (!client.IsDirect)
        {
            return InjectAsync(departure, stop);
        }

        if (departure.IsSecret && !client.IsSecure)
        {
            Refuse(AppraisalResult.SettingsWithheld, client.Source, departure.Topic, "connected without TLS");
        }
        else
        {
            client.Deliver(departure.Topic, departure.Payload);
        }

        return Task.CompletedTask;
    }

    /// <summary>Has the library find whom an answer is for.</summary>
    private async Task InjectAsync(Departure departure, CancellationToken stop)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(departure.Topic)
            .WithPayload(departure.Payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        _isSendingSecret = departure.IsSecret;
        try
        {
            await _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = "" }, stop).ConfigureAwait(false);
        }
        finally
        {
            _isSendingSecret = false;
        }
    }

    private static IPEndPoint EndpointOf(string address, int port) => new(IPAddress.Parse(address), port);

    /// <summary>The client that an answer is for: none but the one of this name may subscribe to its topic.</summary>
    private static ReadOnlySpan<char> ClientOf(string topic)
    {
        ReadOnlySpan<char> rest = topic.AsSpan(Topics.Prefix.Length);
        int end = rest.IndexOf(Topics.Down);
        return end < 0 ? rest : rest[..end];
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
        else if (!_clients.TryAdd(args.ClientId, new ConnectedClient(source, args.IsSecureConnection, args.ProtocolVersion < MqttProtocolVersion.V500)))
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
        else if (_clients.TryGetValue(args.ClientId, out ConnectedClient? client))
        {
            client.Subscribe(args.Session, args.TopicFilter.Topic, args.TopicFilter.QualityOfServiceLevel);
        }

        return Task.CompletedTask;
    }

    private Task ForgetSubscriptionAsync(InterceptingUnsubscriptionEventArgs args)
    {
        _clients.GetValueOrDefault(args.ClientId)?.Unsubscribe(args.Topic);
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
        ConnectedClient? client = _clients.GetValueOrDefault(args.ClientId);
        Arrival arrival = new(
            args.ApplicationMessage.Topic,
            args.ApplicationMessage.Payload.ToArray(),
            client?.Source ?? args.ClientId,
            _time.GetUtcNow().ToUnixTimeMilliseconds(),
            client?.IsSecure == true);
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

    /// <summary>
    /// The last word on a secret: whoever says hello for a node is not always the client that is connected under its name, and that one's connection counts.
    /// </summary>
    private Task InterceptEnqueueAsync(InterceptingClientApplicationMessageEnqueueEventArgs args)
    {
        if (_isSendingSecret && _clients.GetValueOrDefault(args.ReceiverClientId) is not { IsSecure: true })
        {
            args.AcceptEnqueue = false;
            Refuse(AppraisalResult.SettingsWithheld, SourceOfClient(args.ReceiverClientId), args.ApplicationMessage.Topic, "connected without TLS");
        }

        return Task.CompletedTask;
    }

    private string SourceOfClient(string client) => _clients.GetValueOrDefault(client)?.Source ?? client;

    private void RefuseConnection(AppraisalResult result, EndPoint? remote, string detail) => Refuse(result, remote?.ToString(), "", detail);

    private void Refuse(AppraisalResult result, string? source, string topic, string detail) =>
        _onRefused(new RefusedArrival(result, source ?? "", topic, detail, _time.GetUtcNow().ToUnixTimeMilliseconds()));
}
