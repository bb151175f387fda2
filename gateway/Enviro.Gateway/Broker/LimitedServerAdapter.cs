using System.Net;
using System.Net.Sockets;
using Enviro.Verification;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace Enviro.Gateway;

/// <summary>
/// Accepts TCP connections of one port for the broker, with the limits the library's own adapter lacks: connections at a time, bytes a packet, and, where
/// it is a port for TLS, handshakes under way.
/// </summary>
/// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
/// <param name="option">The member of gateway.json that says the port.</param>
/// <param name="limit">Connections at a time, over all ports.</param>
/// <param name="tls">Makes TLS of a connection; null for a port without.</param>
/// <param name="onRefused">Told of what is refused.</param>
internal sealed class LimitedServerAdapter(
    IPEndPoint endpoint, string option, ConnectionLimit limit, TlsHandshake? tls, Action<AppraisalResult, EndPoint?, string> onRefused) : IMqttServerAdapter
{
    private const int IdleBeforeProbeS = 60;
    private const int ProbeIntervalS = 10;
    private const int ProbeCount = 3;

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>The endpoint listened on, with the port that was taken when port 0 was asked for.</summary>
    internal IPEndPoint LocalEndpoint => (IPEndPoint)_listener!.LocalEndPoint!;

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        Socket listener = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endpoint);
            listener.Listen(512);
        }
        catch (SocketException busy)
        {
            listener.Dispose();
            throw new GatewayConfigurationException(
                $"Cannot listen on {endpoint}: {busy.Message}. Another gateway or broker may hold the port; choose another {option} in gateway.json.", busy);
        }

        _listener = listener;
        _accepting = AcceptAsync(listener, logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _stop.Dispose();
    }

    private static EndPoint? RemoteOf(Socket client)
    {
        try
        {
            return client.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task AcceptAsync(Socket listener, IMqttNetLogger logger)
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of file handles, or a client that left while it was accepted: the listener itself is sound.
                await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            _ = ServeAsync(client, logger);
        }
    }

    private static void KeepAlive(Socket socket)
    {
        socket.NoDelay = true;

        // A node that lost its power leaves a connection behind that keeps its name taken; one without an MQTT keep-alive would never end.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleBeforeProbeS);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeIntervalS);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, ProbeCount);
    }

    private async Task ServeAsync(Socket socket, IMqttNetLogger logger)
    {
        EndPoint? remote = RemoteOf(socket);
        bool isCounted = false;
        try
        {
            KeepAlive(socket);
            Stream? stream = null;
            if (tls is null)
            {
                stream = new NetworkStream(socket, ownsSocket: true);
            }
            else if (!limit.IsFull)
            {
                // A handshake takes no client's place, so that those which hang shut nobody out of the other port.
                stream = await tls.OpenAsync(socket, remote, _stop.Token).ConfigureAwait(false);
                if (stream is null)
                {
                    return;
                }
            }

            isCounted = limit.TryEnter();
            if (!isCounted || stream is null)
            {
                onRefused(AppraisalResult.TooManyClients, remote, $"{limit.Most} are connected");
                stream?.Dispose();
                return;
            }

            await HandAsync(stream, socket.LocalEndPoint, remote, logger).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One client's connection ended; the broker has told its session.
        }
        finally
        {
            socket.Dispose();
            if (isCounted)
            {
                limit.Leave();
            }
        }
    }

    private async Task HandAsync(Stream stream, EndPoint? local, EndPoint? remote, IMqttNetLogger logger)
    {
        PacketLimitStream limited = new(
            stream, NodeBroker.MaxPacketBytes, size => onRefused(AppraisalResult.PacketTooLarge, remote, $"announced {size} bytes or more"));
        await using (limited.ConfigureAwait(false))
        {
            using LimitedChannel channel = new(limited, local, remote, isSecure: tls is not null);
            MqttPacketFormatterAdapter formatter = new(new MqttBufferWriter(4096, 65535));

            // In one piece: the library would write the payload by itself, which is another call of the system and another record of TLS.
            using MqttChannelAdapter adapter = new(channel, formatter, logger) { AllowPacketFragmentation = false };
            if (ClientHandler is Func<IMqttChannelAdapter, Task> handler)
            {
                await handler(adapter).ConfigureAwait(false);
            }
        }
    }
}
