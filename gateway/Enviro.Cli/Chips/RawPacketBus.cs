using System.Globalization;
using System.Net.Sockets;
using Enviro.Node;

namespace Enviro.Cli;

/// <summary>
/// A simulated chip behind TCP, as <c>enviro-sim secure-element serve --tcp</c> serves it: what an I2C master would write, word
/// address first, and 57 for the wake pulse; each is answered by the chip's response packet, or by one byte: 00 not
/// acknowledged, 01 acknowledged without a response.
/// </summary>
internal sealed class RawPacketBus : ChipBus
{
    private const byte WakePulse = 0x57;
    private const byte NotAcknowledged = 0x00;
    private const byte Acknowledged = 0x01;
    private const int AnswerLimitMs = 4000;

    private readonly string _place;
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly StoredResponse _response = new();

    private RawPacketBus(string place, TcpClient client)
    {
        _place = place;
        _client = client;
        _client.NoDelay = true;
        _client.ReceiveTimeout = AnswerLimitMs;
        _client.SendTimeout = AnswerLimitMs;
        _stream = client.GetStream();
    }

    /// <summary>Connects to <c>HOST:PORT</c>.</summary>
    /// <exception cref="ChipBusException">Not an address, or nobody listens there; the message says what to do.</exception>
    internal static new RawPacketBus Open(string place)
    {
        int colon = place.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            throw new ChipBusException($"'tcp:{place}' lacks a host or a port from 1 to 65535. Write for example tcp:127.0.0.1:7608.");
        }

        try
        {
            return new RawPacketBus(place, new TcpClient(place[..colon], port));
        }
        catch (SocketException e)
        {
            throw new ChipBusException($"No chip at {place}: {e.Message}. Serve one with: enviro-sim secure-element serve --tcp {port}", e);
        }
    }

    /// <inheritdoc/>
    public override I2cStatus Write(int address, byte[] buffer, int offset, int count)
    {
        if (address == 0)
        {
            Ask([WakePulse]);
            return I2cStatus.NotAcknowledged;
        }

        // No address travels: the way leads to one chip, whatever address it is configured to.
        return count == 0 ? I2cStatus.Ok : Ask(buffer.AsSpan(offset, count).ToArray());
    }

    /// <inheritdoc/>
    public override I2cStatus Read(int address, byte[] buffer, int offset, int count) =>
        _response.Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    protected override void Close() => _client.Dispose();

    private I2cStatus Ask(byte[] frame)
    {
        try
        {
            _stream.Write(frame);
            byte[] first = new byte[1];
            _stream.ReadExactly(first);
            byte[] rest = new byte[Math.Max(0, first[0] - 1)];
            _stream.ReadExactly(rest);
            _response.Set(first[0] is NotAcknowledged or Acknowledged ? [] : [.. first, .. rest]);
            return first[0] == NotAcknowledged ? I2cStatus.NotAcknowledged : I2cStatus.Ok;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ChipBusException($"The chip at {_place} was lost: {e.Message}. Is another client connected? One at a time is served.", e);
        }
    }
}
