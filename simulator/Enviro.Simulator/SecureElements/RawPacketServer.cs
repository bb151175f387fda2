using System.Net;
using System.Net.Sockets;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

/// <summary>
/// Serves a chip on the loopback interface to one TCP client after another. A client sends what an I2C master would write to the chip,
/// word address first, and <see cref="WakePulse"/> for the wake pulse; each is answered once, in order.
/// </summary>
/// <remarks>
/// Word address 03 is followed by a command packet, whose first byte tells its length; 00, 01 and 02 stand alone. The answer is the
/// chip's response packet, count … CRC, after 03, 00 and the wake pulse, or a single byte that no count can be:
/// <see cref="NotAcknowledged"/> or <see cref="Acknowledged"/>. Behind any other first byte nobody could tell where the next one is,
/// so the connection ends.
/// </remarks>
internal sealed class RawPacketServer : IDisposable
{
    /// <summary>First byte of a frame: the wake pulse. No word address of the chip.</summary>
    internal const byte WakePulse = 0x57;

    /// <summary>Answer: the chip did not acknowledge, as when it sleeps.</summary>
    internal const byte NotAcknowledged = 0x00;

    /// <summary>Answer: the chip acknowledged, and has no response.</summary>
    internal const byte Acknowledged = 0x01;

    private readonly ServedChip _chip;
    private readonly TcpListener _listener;

    private RawPacketServer(ServedChip chip, TcpListener listener)
    {
        _chip = chip;
        _listener = listener;
    }

    /// <summary>The port it listens on.</summary>
    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Listens on a port of the loopback interface; 0 takes a free one.</summary>
    /// <exception cref="ServeException">The port is taken.</exception>
    internal static RawPacketServer Listen(ServedChip chip, int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new RawPacketServer(chip, listener);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new ServeException($"--tcp {port}: {e.Message}. Name another port, or 0 for a free one.", e);
        }
    }

    /// <summary>Serves clients until it is stopped.</summary>
    /// <exception cref="ServeException">The chip can no longer be served.</exception>
    internal async Task ServeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(stop).ConfigureAwait(false);
                client.NoDelay = true;
                await ServeAsync(client.GetStream(), stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // This client is gone, or all are to go; the chip is as the last frame left it.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        byte[] first = new byte[1];
        while (await stream.ReadAsync(first, stop).ConfigureAwait(false) == 1)
        {
            byte[]? answer = first[0] switch
            {
                WakePulse => _chip.Wake() ?? [NotAcknowledged],
                Packet.WordAddressReset => _chip.ReadAgain() ?? [NotAcknowledged],
                Packet.WordAddressSleep or Packet.WordAddressIdle => [_chip.Leave(first[0]) ? Acknowledged : NotAcknowledged],
                Packet.WordAddressCommand => _chip.Talk(await ReadPacketAsync(stream, stop).ConfigureAwait(false)) ?? [NotAcknowledged],
                _ => null,
            };
            if (answer is null)
            {
                return;
            }

            await stream.WriteAsync(answer, stop).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> ReadPacketAsync(NetworkStream stream, CancellationToken stop)
    {
        byte[] count = new byte[1];
        await stream.ReadExactlyAsync(count, stop).ConfigureAwait(false);
        byte[] packet = new byte[Math.Max((byte)1, count[0])];
        packet[0] = count[0];
        await stream.ReadExactlyAsync(packet.AsMemory(1), stop).ConfigureAwait(false);
        return packet;
    }
}
