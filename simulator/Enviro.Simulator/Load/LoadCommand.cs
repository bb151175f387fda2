using System.CommandLine;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim load</c>.</summary>
internal static class LoadCommand
{
    private const int UsageExitCode = 2;

    internal static Command Create()
    {
        Option<int> nodes = new("--nodes", "-n") { Description = $"How many nodes, 1 to {LoadOptions.MaxNodes}", DefaultValueFactory = _ => 100 };
        Option<string> rate = new("--rate", "-r") { Description = "Messages a second of all nodes together; 0 or max: each node's next as soon as the one before is acknowledged", DefaultValueFactory = _ => "max" };
        Option<int> seconds = new("--seconds", "-s") { Description = "How long messages are sent and measured, in seconds", DefaultValueFactory = _ => 10 };
        Option<int> warmUp = new("--warm-up") { Description = "How long they are sent before that, in seconds", DefaultValueFactory = _ => 0 };
        Option<bool> tls = new("--tls") { Description = "Connect over TLS" };
        Option<bool> tpm = new("--tpm") { Description = "Seal with a swtpm instead of a key in a file" };
        Option<bool> json = new("--json") { Description = "Progress as JSON objects, a line each" };
        Option<bool> compare = new("--compare-openssl") { Description = "Run `openssl speed -seconds 2 ecdsap256` before and after, and give the ratio" };
        Option<string?> processors = new("--gateway-processors") { Description = "Hold the gateway to these processors, as taskset -c takes them" };
        Option<DirectoryInfo?> data = new("--data", "-d") { Description = "Data folder; a folder an earlier load made is replaced. Without it, load-data beside the program" };
        Command command = new("load", "Put a real gateway under load, over sockets, and compare what it kept with what was sent. Exit code 0 fine, 1 loss or disagreement, 2 could not run. The last line is one JSON object")
        {
            nodes, rate, seconds, warmUp, tls, tpm, json, compare, processors, data,
        };
        command.SetAction((parse, stop) => LoadOptions.ParseRate(parse.GetValue(rate)!) is int messages
            ? RunAsync(
                new LoadOptions(
                    parse.GetValue(nodes), messages, parse.GetValue(seconds), parse.GetValue(warmUp), parse.GetValue(tls), parse.GetValue(tpm), parse.GetValue(json),
                    parse.GetValue(compare), parse.GetValue(processors), parse.GetValue(data)),
                stop)
            : FailAsync("--rate must be a number of messages a second, or max."));
        return command;
    }

    private static async Task<int> RunAsync(LoadOptions options, CancellationToken stop)
    {
        if (options.FindMistake() is string mistake)
        {
            return await FailAsync(mistake).ConfigureAwait(false);
        }

        try
        {
            LoadReport report = await LoadRun.RunAsync(options, Console.Error, stop).ConfigureAwait(false);
            Console.WriteLine(report.ToJson());
            return report.IsFine ? 0 : 1;
        }
        catch (Exception failure) when (failure is DemoException or Tpm.TpmUnavailableException or Ledger.LedgerException)
        {
            return await FailAsync(failure.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("Stopped before the end.").ConfigureAwait(false);
        }
    }

    private static async Task<int> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync(why).ConfigureAwait(false);
        return UsageExitCode;
    }
}
