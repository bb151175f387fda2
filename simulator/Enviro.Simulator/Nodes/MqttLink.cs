using System.Collections.Concurrent;
using System.Security.Authentication;
using System.Threading.Channels;
using Enviro.Node;
using Enviro.Wire;
using MQTTnet;
using MQTTnet.Protocol;

namespace Enviro.Simulator;

/// <summary>
/// A node's link over MQTT 3.1.1, over TLS where it is given a certificate authority: client identifier = the node's URN, QoS 1 both ways, clean session. The agent polls it from its own
/// thread; connecting, sending and receiving go on behind bounded queues, and what does not fit is refused or counted, as on a board.
/// </summary>
public sealed class MqttLink : ILink, IAsyncDisposable
{
    private const int MaxQueued = 64;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly MqttClientOptions _options;
    private readonly MqttClientSubscribeOptions _downlink;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<MqttApplicationMessage> _up = Channel.CreateBounded<MqttApplicationMessage>(MaxQueued);
    private readonly ConcurrentQueue<(string Topic, byte[] Message)> _down = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private volatile bool _isReady;
    private int _lostDownlink;
    private CancellationTokenSource _connection = new();

    /// <summary>Starts connecting to the broker that a node's settings name, over TLS if they name an authority, and goes on until disposed.</summary>
    public MqttLink(NetworkSettings network, string urn)
        : this(network.Host, network.Port, urn, network.Authority)
    {
    }

    /// <summary>Starts connecting to a broker, and goes on until disposed.</summary>
    /// <param name="host">Broker's host name or address.</param>
    /// <param name="port">Broker's TCP port.</param>
    /// <param name="urn">The node's URN.</param>
    /// <param name="authority">Certificate, DER, of the authority that must vouch for the broker; null or empty for no TLS.</param>
    public MqttLink(string host, int port, string urn, byte[]? authority = null)
    {
        _downlink = new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(Topics.ChallengeOf(urn), MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(Topics.SessionOf(urn), MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithTcpServer(host, port)
            .WithClientId(urn)
            .WithCleanSession()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311)
            .WithTimeout(TimeSpan.FromSeconds(10));
        if (authority is { Length: > 0 })
        {
            PinnedAuthority pinned = new(authority);
            options.WithTlsOptions(tls => tls
                .UseTls()
                .WithTargetHost(host)
                .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
                .WithCertificateValidationHandler(pinned.Accepts));
        }

        _options = options.Build();
        _client.ApplicationMessageReceivedAsync += Receive;
        _client.DisconnectedAsync += EndConnection;
        _run = Task.Run(RunAsync);
    }

    /// <inheritdoc />
    public bool IsConnected => _isReady && _client.IsConnected;

    /// <summary>Downlink messages lost because the node did not fetch them.</summary>
    public int LostDownlink => _lostDownlink;

    /// <summary>Connections lost or refused so far.</summary>
    public int Disconnects { get; private set; }

    /// <summary>Why the last connection was lost or refused; empty while there was none.</summary>
    public string LastError { get; private set; } = "";

    /// <inheritdoc />
    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        MqttApplicationMessage queued = new()
        {
            Topic = topic,
            PayloadSegment = message.AsSpan(offset, count).ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        return IsConnected && _up.Writer.TryWrite(queued);
    }

    /// <inheritdoc />
    public bool TryReceive(out string topic, out byte[] message)
    {
        bool any = _down.TryDequeue(out (string Topic, byte[] Message) next);
        (topic, message) = any ? next : ("", []);
        return any;
    }

    /// <summary>Ends the connection in order and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        if (_client.IsConnected)
        {
            // The broker may have gone in this moment, which is what was wanted.
            await _client.TryDisconnectAsync().ConfigureAwait(false);
        }

        _client.Dispose();
        _connection.Dispose();
        _stop.Dispose();
    }

    private Task Receive(MqttApplicationMessageReceivedEventArgs arrived)
    {
        if (_down.Count < MaxQueued)
        {
            _down.Enqueue((arrived.ApplicationMessage.Topic, System.Buffers.BuffersExtensions.ToArray(arrived.ApplicationMessage.Payload)));
        }
        else
        {
            Interlocked.Increment(ref _lostDownlink);
        }

        return Task.CompletedTask;
    }

    private Task EndConnection(MqttClientDisconnectedEventArgs ended) => _connection.CancelAsync();

    private async Task RunAsync()
    {
        TimeSpan delay = FirstDelay;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _connection.Dispose();
                _connection = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                await _client.ConnectAsync(_options, _stop.Token).ConfigureAwait(false);
                await _client.SubscribeAsync(_downlink, _stop.Token).ConfigureAwait(false);
                delay = FirstDelay;
                _isReady = true;
                await SendAsync(_connection.Token).ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                // Whatever broke the connection, the answer is to connect again: the node repeats what was not acknowledged.
                LastError = broken.Message;
            }
            finally
            {
                _isReady = false;
            }

            Disconnects++;
            await DelayAsync(delay).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task SendAsync(CancellationToken ended)
    {
        while (true)
        {
            MqttApplicationMessage message = await _up.Reader.ReadAsync(ended).ConfigureAwait(false);
            await _client.PublishAsync(message, ended).ConfigureAwait(false);
        }
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Disposed: the loop's condition ends it.
        }
    }
}
