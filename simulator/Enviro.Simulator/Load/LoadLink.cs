using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Enviro.Simulator;

/// <summary>
/// One node's MQTT 3.1.1 connection, thin enough for ten thousand of them on one core: QoS 1 both ways, clean session, client identifier = the node's URN, like
/// <see cref="MqttLink"/>. It connects once; a connection that breaks stays broken. Sending may be done by any thread.
/// </summary>
internal sealed class LoadLink : IDisposable
{
    private const int BufferLength = 2048;
    private const ushort KeepAliveS = 60;

    private readonly Stream _stream;
    private readonly byte[] _out = new byte[BufferLength];
    private readonly byte[] _in = new byte[BufferLength];
    private readonly Lock _sending = new();
    private ushort _lastId;

    private LoadLink(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Takes a packet that arrived: its first byte, and what follows its fixed header.</summary>
    internal delegate void PacketHandler(int first, ReadOnlySpan<byte> body);

    /// <summary>When it sent last, <see cref="Environment.TickCount64"/>.</summary>
    internal long LastSentMs { get; private set; }

    /// <summary>Opens the connection to a port of this machine and asks to be let in.</summary>
    /// <param name="port">The gateway's MQTT port.</param>
    /// <param name="certificate">The server's certificate, DER, and no other will do; null for no TLS.</param>
    /// <param name="clientId">The node's URN.</param>
    /// <param name="stop">Ends the attempt.</param>
    internal static async Task<LoadLink> ConnectAsync(int port, byte[]? certificate, string clientId, CancellationToken stop)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (certificate is not null)
            {
                SslStream secured = new(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = "127.0.0.1",
                        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                        RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetRawCertData().AsSpan().SequenceEqual(certificate) == true,
                    },
                    stop).ConfigureAwait(false);
            }

            LoadLink link = new(stream);
            link.Send(MqttPackets.WriteConnect(link._out, clientId, KeepAliveS));
            return link;
        }
        catch
        {
            socket.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Receives until the connection ends, acknowledging every publication before it is handled.</summary>
    internal async Task ReceiveAsync(PacketHandler handle)
    {
        int have = 0;
        while (await _stream.ReadAsync(_in.AsMemory(have), CancellationToken.None).ConfigureAwait(false) is int count and > 0)
        {
            have = Take(have + count, handle);
        }
    }

    /// <summary>Publishes with QoS 1.</summary>
    internal void Publish(string topic, byte[] payload)
    {
        lock (_sending)
        {
            Send(MqttPackets.WritePublish(_out, NextId(), topic, payload));
        }
    }

    /// <summary>Subscribes with QoS 1.</summary>
    internal void Subscribe(params ReadOnlySpan<string> topics)
    {
        lock (_sending)
        {
            Send(MqttPackets.WriteSubscribe(_out, NextId(), topics));
        }
    }

    /// <summary>Keeps the connection alive where nothing else was sent for half of the time that the gateway waits.</summary>
    internal void PingIfIdle(long nowMs)
    {
        if (nowMs - LastSentMs > KeepAliveS * 1000 / 2)
        {
            lock (_sending)
            {
                Send(MqttPackets.WritePing(_out));
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private ushort NextId()
    {
        // 0 is no packet identifier (§2.3.1).
        _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        return _lastId;
    }

    private void Send(int length)
    {
        _stream.Write(_out, 0, length);
        LastSentMs = Environment.TickCount64;
    }

    /// <summary>Handles the packets that are there in full, and returns how many bytes of the next remain, at the start of the buffer.</summary>
    private int Take(int have, PacketHandler handle)
    {
        int at = 0;
        while (true)
        {
            (int header, int body) = MqttPackets.ReadHead(_in.AsSpan(at, have - at));
            if (header + body > BufferLength)
            {
                throw new InvalidDataException($"An MQTT packet of {header + body} bytes, which nobody sends to a node without settings.");
            }

            if (header == 0 || have - at < header + body)
            {
                break;
            }

            Handle(_in[at], _in.AsSpan(at + header, body), handle);
            at += header + body;
        }

        _in.AsSpan(at, have - at).CopyTo(_in);
        return have - at;
    }

    private void Handle(int first, ReadOnlySpan<byte> body, PacketHandler handle)
    {
        if ((first & 0xF0) == MqttPackets.Publish && MqttPackets.ReadPublish(first, body).Id is ushort id and > 0)
        {
            lock (_sending)
            {
                Send(MqttPackets.WritePuback(_out, id));
            }
        }

        handle(first, body);
    }
}
