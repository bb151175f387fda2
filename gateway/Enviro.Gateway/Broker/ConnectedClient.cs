using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Enviro.Gateway;

/// <summary>
/// A client that is connected. An answer is handed to the session of the one client it can be for: the library would ask every client in turn whether it has subscribed, which
/// for ten thousand nodes takes longer than verifying the message. For any number of threads.
/// </summary>
/// <param name="source">Where it is connected from, for the record.</param>
/// <param name="isSecure">Whether it is connected over TLS.</param>
/// <param name="isDirect">Whether answers may be handed to it: a client of MQTT 5 may number its subscriptions, which only the library knows.</param>
internal sealed class ConnectedClient(string source, bool isSecure, bool isDirect)
{
    private readonly Lock _lock = new();
    private volatile Subscription[] _subscriptions = [];
    private MqttSessionStatus? _session;

    internal string Source { get; } = source;

    internal bool IsSecure { get; } = isSecure;

    internal bool IsDirect { get; } = isDirect;

    /// <summary>The client subscribes; it has one session for as long as it is connected.</summary>
    internal void Subscribe(MqttSessionStatus session, string filter, MqttQualityOfServiceLevel quality)
    {
        lock (_lock)
        {
            _session = session;
            _subscriptions = [.. _subscriptions.Where(other => other.Filter != filter), new Subscription(filter, quality)];
        }
    }

    internal void Unsubscribe(string filter)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other.Filter != filter)];
        }
    }

    /// <summary>Puts a message into the client's queue, with the best quality of service of the subscriptions it falls under, if it falls under one.</summary>
    internal void Deliver(string topic, byte[] payload)
    {
        MqttQualityOfServiceLevel? quality = null;
        foreach (Subscription subscription in _subscriptions)
        {
            if (!(quality >= subscription.Quality) && MqttTopicFilterComparer.Compare(topic, subscription.Filter) == MqttTopicFilterCompareResult.IsMatch)
            {
                quality = subscription.Quality;
            }
        }

        if (quality is { } granted && _session is { } session)
        {
            // What does not fit the queue is dropped, as by the library: the node repeats what is not answered.
            MqttApplicationMessage message = new()
            {
                Topic = topic,
                PayloadSegment = payload,
                QualityOfServiceLevel = granted < MqttQualityOfServiceLevel.AtLeastOnce ? granted : MqttQualityOfServiceLevel.AtLeastOnce,
            };
            session.TryEnqueueApplicationMessage(message, out _);
        }
    }

    private sealed record Subscription(string Filter, MqttQualityOfServiceLevel Quality);
}
