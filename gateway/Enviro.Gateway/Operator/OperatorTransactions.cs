using System.Net.Sockets;
using System.Text;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// How an operator's signed transaction becomes an entry: handed to the gateway that runs on the data folder, or, where none runs, appended here under the
/// ledger's own lock. Either way the same register judges it.
/// </summary>
public static class OperatorTransactions
{
    private const int Attempts = 10;

    // sun_path of Linux has 108 bytes with the zero at its end (unix(7)).
    private const int MaxPathLength = 107;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Submits a transaction. A ledger that cannot be opened raises <see cref="LedgerException"/>; a gateway that is starting or stopping is given a few
    /// seconds, and is then told of in the outcome.
    /// </summary>
    /// <param name="directory">The data folder.</param>
    /// <param name="kind">Kind of the entry: an enrolment, a status or a calibration.</param>
    /// <param name="message">The signed message.</param>
    /// <param name="nowMs">The time for the entry's context where this process appends it, Unix ms.</param>
    public static OperatorOutcome Submit(string directory, EntryKind kind, byte[] message, long nowMs)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (TrySend(directory, kind, message) is OperatorOutcome answered)
            {
                return answered;
            }

            try
            {
                using LedgerStore store = LedgerStore.Open(directory);
                return Append(store, LedgerState.Fold(store), kind, message, "operator", nowMs, SystemRandomSource.Instance);
            }
            catch (LedgerException busy) when (busy.Fault == LedgerFault.Locked && attempt < Attempts)
            {
                // A gateway between taking the ledger and opening its socket, or one about to end.
                Thread.Sleep(Pause);
            }
            catch (LedgerException busy) when (busy.Fault == LedgerFault.Locked)
            {
                return OperatorOutcome.Failed(WhyBusy(PathOf(directory), busy));
            }
        }
    }

    /// <summary>Whether the operator may bring entries of this kind this way.</summary>
    internal static bool IsAllowed(EntryKind kind) => kind is EntryKind.NodeEnrolled or EntryKind.NodeStatus or EntryKind.Calibration;

    /// <summary>Judges a transaction, appends it, and folds it into the state once it is on the disk.</summary>
    internal static OperatorOutcome Append(LedgerStore store, LedgerState state, EntryKind kind, byte[] message, string source, long nowMs, IRandomSource random)
    {
        if (!IsAllowed(kind))
        {
            return OperatorOutcome.Failed($"Entries of kind {(int)kind} do not come from the operator's commands.");
        }

        RegisterResult verdict = state.Check(kind, message);
        if (verdict != RegisterResult.Accepted)
        {
            return new OperatorOutcome(verdict, null, "");
        }

        EntryContext context = new() { ReceivedAtMs = nowMs, Source = source };

        // COMMIT POINT: the state follows the disk, never the other way round.
        long index = store.Append([Entry.Create(kind, message, context.Encode(), random)]);
        state.Apply(kind, message);
        return new OperatorOutcome(verdict, index, "");
    }

    /// <summary>Asks a running gateway; null where none listens.</summary>
    private static OperatorOutcome? TrySend(string directory, EntryKind kind, byte[] message)
    {
        string path = PathOf(directory);
        if (!Fits(path) || !File.Exists(path))
        {
            return null;
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            // What a killed gateway left behind.
            return null;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            return OperatorOutcome.Failed($"This user may not talk to the gateway at {path}: run the command as the gateway's user.");
        }

        catch (SocketException failure)
        {
            return OperatorOutcome.Failed($"The gateway cannot be reached at {path}: {failure.Message}. Nothing was entered; repeat the command.");
        }

        return Exchange(socket, kind, message);
    }

    private static string PathOf(string directory) => Path.Combine(Path.GetFullPath(directory), ControlSocket.FileName);

    private static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= MaxPathLength;

    private static string WhyBusy(string path, LedgerException busy) => Fits(path)
        ? $"Another program holds this ledger and does not listen at {path}. If a gateway runs, its log says why; stop it, repeat the command, and start it again ({busy.Message})"
        : $"A gateway holds this ledger, and {path} is longer than the {MaxPathLength} bytes that a socket's name may have. Start the gateway with a shorter path to the same folder, a symbolic link will do, and name that path here; or stop it and repeat the command.";

    private static OperatorOutcome Exchange(Socket socket, EntryKind kind, byte[] message)
    {
        const string unknown = "Whether it was entered is unknown; look with `enviro node list` before you repeat it.";
        using CancellationTokenSource limit = new(AnswerLimit);
        using NetworkStream stream = new(socket);
        try
        {
            Task<byte[]> exchange = Task.Run(
                async () =>
                {
                    await ControlMessage.WriteAsync(stream, ControlMessage.EncodeRequest(kind, message), limit.Token).ConfigureAwait(false);
                    return await ControlMessage.ReadAsync(stream, limit.Token).ConfigureAwait(false);
                },
                limit.Token);
            return ControlMessage.ParseAnswer(exchange.GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            return OperatorOutcome.Failed($"The gateway did not answer in {AnswerLimit.TotalSeconds} s. {unknown}");
        }
        catch (Exception broken) when (broken is IOException or WireFormatException)
        {
            return OperatorOutcome.Failed($"The gateway ended the connection ({broken.Message}). {unknown}");
        }
    }
}
