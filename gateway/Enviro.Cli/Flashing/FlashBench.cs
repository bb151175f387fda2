using System.Diagnostics;
using Enviro.Gateway;
using Enviro.Ledger;

namespace Enviro.Cli;

/// <summary>
/// Takes one board after the other through all steps, from a board as it is bought to a node whose reading the gateway has kept. Each step looks at what
/// is there first, so that the same command goes on where an earlier one stopped.
/// </summary>
/// <param name="order">What to do.</param>
/// <param name="authority">The deployment's certificate authority.</param>
/// <param name="configuration">What the boards' chips are configured to.</param>
/// <param name="progress">Told what is under way.</param>
/// <param name="stop">Ends it, and nanoff with it.</param>
internal sealed partial class FlashBench(
    FlashOrder order, CertificateAuthority authority, ChipConfiguration configuration, Action<string> progress, CancellationToken stop)
{
    // Long enough for a board that is up; one that sleeps or is blank is asked again after it was restarted.
    private static readonly TimeSpan FirstAskLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(1);

    private FlashPlace _place = order.Places[0];
    private FlashedBoard _board = new() { Port = "" };

    /// <summary>Takes the board at a place through all steps. What goes wrong is in the result.</summary>
    internal FlashedBoard Flash(FlashPlace place)
    {
        _place = place;
        _board = new FlashedBoard { Port = place.Port };
        try
        {
            BoardIdentity board = HaveFirmware();
            HaveIdentity();
            board = HaveSettings(board);
            SelfTest();
            CheckLive(board);
            WriteLabel();
            _board = _board with { Result = order.GatewayWait > TimeSpan.Zero ? "ready" : "unchecked" };
        }
        catch (FlashException failure)
        {
            _board = _board with { Result = failure.IsRefusal ? "refused" : "failed", Detail = failure.Message };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _board = _board with { Detail = "Interrupted. Run the same command again: it goes on where it stopped." };
        }
        catch (Exception failure) when (failure is IOException or LedgerException or GatewayConfigurationException or UnauthorizedAccessException)
        {
            // A port that went away, a board that is silent, a file that cannot be written: their messages say what to do.
            _board = _board with { Detail = $"{failure.Message} Then run the same command again: it goes on where it stopped." };
        }

        return _board;
    }

    private void Begin(string step)
    {
        stop.ThrowIfCancellationRequested();
        _board = _board with { Step = step };
        progress($"{_place.Port}: {step}");
    }

    private void Note(string what) => progress($"{_place.Port}:   {what}");

    /// <summary>Asks for the board's identity until it answers or the limit is over; null when it does not.</summary>
    private BoardIdentity? AwaitBoard(TimeSpan limit, Func<BoardIdentity, bool> isIt)
    {
        BoardIdentity? last = null;
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < limit;)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using NodeConsoleClient console = NodeConsoleClient.Open(_place.Console);
                while (waited.Elapsed < limit)
                {
                    stop.ThrowIfCancellationRequested();
                    last = console.TryAsk("identify", PollLimit) is { IsDone: true } answer ? BoardIdentity.Of(answer) : null;
                    if (last is not null && isIt(last))
                    {
                        return last;
                    }

                    Pause(last is null ? TimeSpan.Zero : PollLimit);
                }
            }
            catch (ChipBusException) when (waited.Elapsed + PollLimit < limit)
            {
                // A board on USB takes its port with it while it restarts.
                Pause(PollLimit);
            }
        }

        return null;
    }

    private void Pause(TimeSpan time) => stop.WaitHandle.WaitOne(time);
}
