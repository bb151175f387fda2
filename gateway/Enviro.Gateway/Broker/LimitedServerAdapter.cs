using System.Net;
using System.Net.Sockets;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace Enviro.Gateway;

/// <summary>
/// Accepts TCP connections for the broker, with the limits the library's own adapter lacks: connections at a time, and bytes a packet.
/// </summary>
internal sealed class LimitedServerAdapter(
    IPEndPoint endpoint, int maxConnections, int maxPacketBytes, Action<EndPoint?, int> onTooLarge, Action<EndPoint?> onTooMany) : IMqttServerAdapter
{
    private const int IdleBeforeProbeS = 60;
    private const int ProbeIntervalS = 10;
    private const int ProbeCount = 3;

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _connections;

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
                $"Cannot listen on {endpoint}: {busy.Message}. Another gateway or broker may hold the port; choose another listenPort in gateway.json.", busy);
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

            if (Interlocked.Increment(ref _connections) > maxConnections)
            {
                Interlocked.Decrement(ref _connections);
                onTooMany(RemoteOf(client));
                client.Dispose();
                continue;
            }

            _ = ServeAsync(client, logger);
        }
    }

    private async Task ServeAsync(Socket socket, IMqttNetLogger logger)
    {
        try
        {
            socket.NoDelay = true;

            // A node that lost its power leaves a connection behind that keeps its name taken; one without an MQTT keep-alive would never end.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleBeforeProbeS);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeIntervalS);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, ProbeCount);
            EndPoint? remote = socket.RemoteEndPoint;
            using PacketLimitStream stream = new(new NetworkStream(socket, ownsSocket: true), maxPacketBytes, size => onTooLarge(remote, size));
            using MqttTcpChannel channel = new(stream, socket.LocalEndPoint, remote, null);
            MqttPacketFormatterAdapter formatter = new(new MqttBufferWriter(4096, 65535));
            using MqttChannelAdapter adapter = new(channel, formatter, logger);
            if (ClientHandler is Func<IMqttChannelAdapter, Task> handler)
            {
                await handler(adapter).ConfigureAwait(false);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One client's connection ended; the broker has told its session.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }
}
