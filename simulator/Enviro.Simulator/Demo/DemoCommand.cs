using System.CommandLine;
using Spectre.Console;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim demo</c>.</summary>
internal static class DemoCommand
{
    private const int WideEnough = 4096;

    internal static Command Create()
    {
        Option<int> nodes = new("--nodes", "-n") { Description = "How many nodes, 1 to 1000", DefaultValueFactory = _ => 12 };
        Option<int> hours = new("--hours") { Description = "How many hours of their time, 1 to 744", DefaultValueFactory = _ => 24 };
        Option<FileInfo?> replay = new("--replay") { Description = "CSV of recorded measurements (station,time,NAME_UNIT…) to replay; without it a made-up daily cycle" };
        Option<DirectoryInfo?> data = new("--data", "-d") { Description = "Data folder; a folder an earlier demo made is replaced. Without it, demo-data beside the program" };
        Option<double?> speed = new("--speed") { Description = "Seconds that pass for the nodes in a real one, 1 to 20000; without it what makes the run last about twenty seconds" };
        Command command = new("demo", "Run nodes, a gateway and a TPM once through, and verify the ledger. Exit code 0 verified, 1 not, 2 could not run. The last line is one JSON object")
        {
            nodes, hours, replay, data, speed,
        };
        command.SetAction((parse, stop) => RunAsync(
            new DemoOptions(parse.GetValue(nodes), parse.GetValue(hours), parse.GetValue(replay), parse.GetValue(data), parse.GetValue(speed)), stop));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        if (options.FindMistake() is string mistake)
        {
            await Console.Error.WriteLineAsync(mistake).ConfigureAwait(false);
            return 2;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
        {
            // A pipe or a file has no edge: a command to copy must not be broken in two.
            console.Profile.Width = WideEnough;
        }

        try
        {
            DemoReport report = await DemoRun.RunAsync(options, console, stop).ConfigureAwait(false);
            console.MarkupLineInterpolated($"Verify it yourself: dotnet run -c Release --project gateway/Enviro.Cli -- ledger verify {report.Directory}");
            Console.WriteLine(report.ToJson());
            return report.Verified ? 0 : 1;
        }
        catch (Exception failure) when (failure is DemoException or Tpm.TpmUnavailableException or Ledger.LedgerException)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.").ConfigureAwait(false);
            return 2;
        }
    }
}
