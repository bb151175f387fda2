using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Enviro.Gateway;

/// <summary>
/// Makes TLS of a TCP connection, with a limit to its time and to how many are under way: connections whose handshake hangs take no client's place, and
/// those of one address leave room for the others'. For any number of threads.
/// </summary>
internal sealed class TlsHandshake(SslServerAuthenticationOptions options, Action<EndPoint?, string> onRefused)
{
    /// <summary>Most handshakes under way at a time. A board takes 1 to 3 s for its share of one.</summary>
    internal const int Most = 512;

    /// <summary>Most of one address: many nodes may stand behind one.</summary>
    internal const int MostOfOneAddress = 64;

    /// <summary>How long one may take.</summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    // The first byte of a record that carries a handshake (RFC 8446 §5.1).
    private const byte HandshakeRecord = 22;
    private const byte MqttConnect = 0x10;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _underWay = [];
    private int _count;

    /// <summary>The stream of a connection once TLS is up; null where none came about, which is told. Then the socket is closed.</summary>
    internal async Task<SslStream?> OpenAsync(Socket socket, EndPoint? remote, CancellationToken stop)
    {
        IPAddress address = (remote as IPEndPoint)?.Address ?? IPAddress.None;
        if (Begin(address) is string full)
        {
            return Refuse(socket, remote, full);
        }

        SslStream? secured = null;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeLimit);
        try
        {
            // Looked at and left there: a client that speaks plain MQTT is told apart from one whose TLS is wrong.
            byte[] first = new byte[1];
            if (await socket.ReceiveAsync(first, SocketFlags.Peek, limit.Token).ConfigureAwait(false) == 0)
            {
                return Refuse(socket, remote, "closed before a handshake");
            }

            if (first[0] != HandshakeRecord)
            {
                return Refuse(socket, remote, first[0] == MqttConnect ? "MQTT without TLS: that client belongs to listenPort, or must be told to use TLS" : $"no TLS: begins with 0x{first[0]:x2}");
            }

            secured = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
            await secured.AuthenticateAsServerAsync(options, limit.Token).ConfigureAwait(false);
            SslStream done = secured;
            secured = null;
            return done;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Refuse(socket, remote, string.Create(CultureInfo.InvariantCulture, $"no handshake within {TimeLimit.TotalSeconds:0} s"));
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException or SocketException)
        {
            return Refuse(socket, remote, Innermost(failed));
        }
        finally
        {
            if (secured is not null)
            {
                await secured.DisposeAsync().ConfigureAwait(false);
            }

            End(address);
        }
    }

    private static string Innermost(Exception failed) => failed.InnerException is { } inner ? Innermost(inner) : failed.Message;

    private SslStream? Refuse(Socket socket, EndPoint? remote, string why)
    {
        socket.Dispose();
        onRefused(remote, why);
        return null;
    }

    private string? Begin(IPAddress address)
    {
        lock (_lock)
        {
            int ofAddress = _underWay.GetValueOrDefault(address);
            if (_count >= Most || ofAddress >= MostOfOneAddress)
            {
                return ofAddress >= MostOfOneAddress ? $"{MostOfOneAddress} handshakes of this address are under way" : $"{Most} handshakes are under way";
            }

            _count++;
            _underWay[address] = ofAddress + 1;
            return null;
        }
    }

    private void End(IPAddress address)
    {
        lock (_lock)
        {
            _count--;
            if (--_underWay[address] == 0)
            {
                _underWay.Remove(address);
            }
        }
    }
}
