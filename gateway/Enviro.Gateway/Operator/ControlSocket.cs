using System.Net.Sockets;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// The operator's way into a running gateway: a Unix socket in the data folder that only its user may open. It takes signed transactions and hands them to the
/// pipeline's queue; it judges nothing and never touches the ledger itself.
/// </summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    /// <summary>Name of the socket in the data folder.</summary>
    internal const string FileName = "control.sock";

    private const int MaxConnections = 8;
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OutcomeLimit = TimeSpan.FromSeconds(20);

    private readonly string _path;
    private readonly Socket _listener;
    private readonly Func<OperatorRequest, CancellationToken, Task> _enqueue;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _free = new(MaxConnections);
    private readonly Task _accepting;

    private ControlSocket(string path, Socket listener, Func<OperatorRequest, CancellationToken, Task> enqueue, ILogger logger)
    {
        _path = path;
        _listener = listener;
        _enqueue = enqueue;
        _logger = logger;
        _accepting = AcceptAsync();
    }

    /// <summary>
    /// Opens the socket in a data folder; the caller holds the ledger, so a socket that is there already is a dead gateway's. Null, with a line in the log,
    /// where there can be none: the gateway runs without.
    /// </summary>
    internal static ControlSocket? Open(string directory, Func<OperatorRequest, CancellationToken, Task> enqueue, ILogger logger)
    {
        string path = Path.Combine(Path.GetFullPath(directory), FileName);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));

            // Nobody can connect before Listen: there is no moment at which others may.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(MaxConnections);
            return new ControlSocket(path, listener, enqueue, logger);
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            logger.LogWarning(
                "No operator's socket at {Path}: {Failure} `enviro node` and `enviro calibration` can change this ledger only while the gateway is stopped. A shorter path to the data folder may help.",
                path, failure.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        File.Delete(_path);

        // Those still served end by their own limits; the semaphore and the source are left to them.
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(_stop.Token).ConfigureAwait(false);
                Socket client = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                _free.Release();
                _logger.LogWarning("The operator's socket could not accept a connection: {Failure}", failure.Message);
                await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using NetworkStream stream = new(client, ownsSocket: true);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(RequestLimit);
            OperatorOutcome outcome = await AnswerAsync(stream, limit).ConfigureAwait(false);
            await ControlMessage.WriteAsync(stream, ControlMessage.EncodeAnswer(outcome), limit.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked is gone, too slow, or the gateway stops: what was handed on is judged all the same.
            _logger.LogDebug("A connection to the operator's socket ended early: {Cause}", broken.Message);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<OperatorOutcome> AnswerAsync(NetworkStream stream, CancellationTokenSource limit)
    {
        OperatorRequest request;
        try
        {
            request = ControlMessage.ParseRequest(await ControlMessage.ReadAsync(stream, limit.Token).ConfigureAwait(false), "operator");
        }
        catch (WireFormatException malformed)
        {
            _logger.LogWarning("Refused a request at the operator's socket: {Reason}", malformed.Message);
            return OperatorOutcome.Failed($"The gateway does not understand the request ({malformed.Message}): use the enviro of the same version.");
        }

        limit.CancelAfter(OutcomeLimit);
        await _enqueue(request, limit.Token).ConfigureAwait(false);
        return await request.Outcome.WaitAsync(limit.Token).ConfigureAwait(false);
    }
}
