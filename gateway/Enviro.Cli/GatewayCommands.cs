using System.CommandLine;
using Enviro.Ledger;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro gateway</c>.</summary>
internal static class GatewayCommands
{
    internal static Command Create()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Option<int> last = new("--last", "-n") { Description = "How many of the last ones to list", DefaultValueFactory = _ => 20 };
        Command refusals = new("refusals", "List what the gateway refused: counts by reason, and the last ones with their origin") { directory, last, json };
        refusals.SetAction(parse => Refusals(parse.GetRequiredValue(directory), parse.GetValue(last), parse.GetValue(json)));
        return new Command("gateway", "Look at a gateway's own records") { refusals };
    }

    private static int Refusals(DirectoryInfo directory, int last, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        if (json)
        {
            WriteJson(store, last);
            return ExitCode.Sound;
        }

        if (store.RefusalCounts().Count == 0)
        {
            AnsiConsole.WriteLine("nothing refused");
        }

        foreach ((string result, long count) in store.RefusalCounts())
        {
            AnsiConsole.MarkupLineInterpolated($"{count,10} {result}");
        }

        foreach (Refusal refusal in store.LastRefusals(last))
        {
            AnsiConsole.MarkupLineInterpolated($"{Text.Time(refusal.AtMs)} {refusal.ResultName} from {refusal.Source} on {refusal.Topic}: {refusal.Detail}");
        }

        return ExitCode.Sound;
    });

    private static void WriteJson(LedgerStore store, int last) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("counts");
        foreach ((string result, long count) in store.RefusalCounts())
        {
            writer.WriteNumber(result, count);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("last");
        foreach (Refusal refusal in store.LastRefusals(last))
        {
            writer.WriteStartObject();
            writer.WriteTime("at", refusal.AtMs);
            writer.WriteString("result", refusal.ResultName);
            writer.WriteString("source", refusal.Source);
            writer.WriteString("topic", refusal.Topic);
            writer.WriteString("detail", refusal.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
