using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Enviro.Tpm;

/// <summary>The raw command socket of swtpm: commands and responses follow one another with no framing but their own size field.</summary>
internal sealed class SocketChannel : ITpmChannel
{
    private const int HeaderSize = 10;

    private readonly Socket _socket;
    private readonly string _address;
    private bool _broken;

    private SocketChannel(Socket socket, string address)
    {
        _socket = socket;
        _address = address;
    }

    public static SocketChannel OpenTcp(string host, int port, TimeSpan timeout) =>
        Open(
            new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
            new DnsEndPoint(host, port),
            $"tpm+tcp://{host}:{port}",
            timeout);

    public static SocketChannel OpenUnix(string path, TimeSpan timeout)
    {
        UnixDomainSocketEndPoint endPoint;
        try
        {
            endPoint = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new TpmConfigurationException($"the socket path {path} is longer than the operating system takes; use a shorter one");
        }

        return Open(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), endPoint, $"tpm+unix://{path}", timeout);
    }

    private static SocketChannel Open(Socket socket, EndPoint endPoint, string address, TimeSpan timeout)
    {
        socket.SendTimeout = socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
        try
        {
            using CancellationTokenSource limit = new(timeout);
            socket.ConnectAsync(endPoint, limit.Token).AsTask().GetAwaiter().GetResult();
            return new SocketChannel(socket, address);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new TpmUnavailableException($"no TPM answers at {address} ({e.Message}): start swtpm there or correct the address", e);
        }
    }

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        if (_broken)
        {
            throw new TpmUnavailableException($"the connection to {_address} failed earlier; open it again");
        }

        // Until the whole response is in, the stream may hold half of one, which must not be taken for the next.
        _broken = true;
        try
        {
            for (int sent = 0; sent < command.Length;)
            {
                sent += _socket.Send(command[sent..]);
            }

            byte[] response = ReceiveResponse();
            _broken = false;
            return response;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new TpmUnavailableException(
                $"the TPM at {_address} did not answer within {_socket.ReceiveTimeout / 1000.0} s: "
                + "it is wedged, or another client holds it (swtpm serves one at a time)",
                e);
        }
        catch (SocketException e)
        {
            throw new TpmUnavailableException($"the connection to {_address} broke ({e.Message}): see whether swtpm still runs", e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private byte[] ReceiveResponse()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        Receive(header);
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header[2..]);
        if (size is < HeaderSize or > TpmChannel.MaxMessageSize)
        {
            throw new TpmProtocolException($"{_address} announced a response of {size} bytes; is it a TPM?");
        }

        byte[] response = new byte[size];
        header.CopyTo(response);
        Receive(response.AsSpan(HeaderSize));
        return response;
    }

    private void Receive(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int received = _socket.Receive(buffer);
            if (received == 0)
            {
                throw new TpmUnavailableException($"{_address} closed the connection: see whether swtpm still runs");
            }

            buffer = buffer[received..];
        }
    }
}
