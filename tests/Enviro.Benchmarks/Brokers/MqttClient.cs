using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Enviro.Benchmarks;

/// <summary>
/// As much of an MQTT 3.1.1 client as a measurement needs, straight on a socket: two brokers are compared, and what a client library takes would fall
/// on both and hide what differs. For one sender and one receiver at a time.
/// </summary>
internal sealed class MqttClient : IDisposable
{
    private const byte Connect = 0x10;
    private const byte ConnectAcknowledged = 0x20;
    private const byte Publish = 0x30;
    private const byte PublishAcknowledged = 0x40;
    private const byte Subscribe = 0x82;
    private const byte SubscribeAcknowledged = 0x90;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[65536];
    private int _start;
    private int _end;

    /// <summary>Connects and waits until the broker agrees.</summary>
    internal async Task ConnectAsync(int port, string clientId)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);

        // §3.1: protocol name and level 4, clean session, no keep-alive.
        await SendAsync(Packet(Connect, [.. Text("MQTT"), 4, 2, 0, 0, .. Text(clientId)])).ConfigureAwait(false);
        await RequireAsync(ConnectAcknowledged).ConfigureAwait(false);
    }

    /// <summary>Subscribes at QoS 1 and waits until the broker agrees.</summary>
    internal async Task SubscribeAsync(string filter)
    {
        await SendAsync(Packet(Subscribe, [0, 1, .. Text(filter), 1])).ConfigureAwait(false);
        await RequireAsync(SubscribeAcknowledged).ConfigureAwait(false);
    }

    /// <summary>A publication at QoS 1, ready to be sent.</summary>
    internal static byte[] PublicationOf(string topic, byte[] payload, ushort id) =>
        Packet(Publish | 2, [.. Text(topic), (byte)(id >> 8), (byte)id, .. payload]);

    /// <summary>Sends bytes.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> packets)
    {
        while (packets.Length > 0)
        {
            packets = packets[await _socket.SendAsync(packets).ConfigureAwait(false)..];
        }
    }

    /// <summary>
    /// Waits for packets and takes all that are there: how many publications of ours were acknowledged, and how many came to us, which it acknowledges.
    /// </summary>
    internal async Task<(int Acknowledged, int Published)> ReceiveAsync()
    {
        await FillAsync().ConfigureAwait(false);
        int acknowledged = 0;
        List<byte> answers = [];
        int published = 0;
        while (TryTake(out ReadOnlyMemory<byte> body, out byte type))
        {
            if ((type & 0xF0) == PublishAcknowledged)
            {
                acknowledged++;
            }
            else if ((type & 0xF0) == Publish)
            {
                published++;
                if ((type & 0x06) != 0)
                {
                    int topic = 2 + BinaryPrimitives.ReadUInt16BigEndian(body.Span);
                    answers.AddRange([PublishAcknowledged, 2, body.Span[topic], body.Span[topic + 1]]);
                }
            }
        }

        if (answers.Count > 0)
        {
            await SendAsync(answers.ToArray()).ConfigureAwait(false);
        }

        return (acknowledged, published);
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Packet(byte type, byte[] body)
    {
        // §2.2.3: seven bits a byte, the least first.
        List<byte> packet = [type];
        int left = body.Length;
        do
        {
            packet.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            left >>= 7;
        }
        while (left > 0);
        packet.AddRange(body);
        return [.. packet];
    }

    private async Task RequireAsync(byte type)
    {
        while (true)
        {
            if (TryTake(out ReadOnlyMemory<byte> body, out byte taken))
            {
                // Both answers end with a byte that is at most 2 where the broker agrees, and 0 in a CONNACK.
                if (taken == type && body.Span[^1] <= (type == ConnectAcknowledged ? 0 : 2))
                {
                    return;
                }

                throw new InvalidOperationException($"The broker answered 0x{taken:x2} {Convert.ToHexString(body.Span)}.");
            }

            await FillAsync().ConfigureAwait(false);
        }
    }

    private async Task FillAsync()
    {
        _received.AsSpan(_start, _end - _start).CopyTo(_received);
        _end -= _start;
        _start = 0;
        int count = await _socket.ReceiveAsync(_received.AsMemory(_end)).ConfigureAwait(false);
        _end += count > 0 ? count : throw new InvalidOperationException("The broker closed the connection.");
    }

    private bool TryTake(out ReadOnlyMemory<byte> body, out byte type)
    {
        body = default;
        type = _end > _start ? _received[_start] : (byte)0;
        int length = 0;
        int at = _start + 1;
        for (int shift = 0; ; shift += 7, at++)
        {
            if (at >= _end)
            {
                return false;
            }

            length |= (_received[at] & 0x7F) << shift;
            if ((_received[at] & 0x80) == 0)
            {
                at++;
                break;
            }
        }

        if (at + length > _end)
        {
            return false;
        }

        body = _received.AsMemory(at, length);
        _start = at + length;
        return true;
    }
}
