using System.Runtime.InteropServices;

namespace Enviro.Simulator;

/// <summary>What commands have in common that serve something until they are told to stop.</summary>
internal static class ServeRun
{
    /// <summary>Serves until SIGINT, SIGTERM or SIGHUP cancels the source. Exit code 0 stopped, 2 could not serve, with one line that says why.</summary>
    internal static int UntilSignal(Action<CancellationTokenSource> serve)
    {
        using CancellationTokenSource ended = new();
        PosixSignalRegistration[] signals =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                ended.Cancel();
            })),
        ];
        try
        {
            serve(ended);
            return 0;
        }
        catch (ServeException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 2;
        }
        finally
        {
            Array.ForEach(signals, signal => signal.Dispose());
        }
    }
}
