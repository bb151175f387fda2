using System.CommandLine;
using Enviro.Ledger;
using Enviro.Verification;
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
        Option<bool> security = new("--security") { Description = "Only security events: keys, certificates and claims that are not in order, with the identities concerned" };
        Command refusals = new("refusals", "List what the gateway refused: counts by reason, and the last ones with their origin") { directory, last, json, security };
        refusals.SetAction(parse => Refusals(parse.GetRequiredValue(directory), parse.GetValue(last), parse.GetValue(json), parse.GetValue(security)));
        return new Command("gateway", "Look at a gateway's own records") { refusals };
    }

    private static int Refusals(DirectoryInfo directory, int last, bool json, bool security) => CommandRunner.WithLedger(directory, store =>
    {
        // As of one moment: a running gateway adds to both, and what is counted must be listed.
        IReadOnlyList<Refusal> listed = [];
        (string Result, long Count)[] counts = [];
        store.InSnapshot(() =>
        {
            listed = security ? store.SecurityLog(last) : store.LastRefusals(last);
            counts = [.. store.RefusalCounts().Where(count => !security || IsSecurityEvent(count.Key)).Select(count => (count.Key, count.Value))];
        });
        if (json)
        {
            WriteJson(counts, listed);
            return ExitCode.Sound;
        }

        if (counts.Length == 0)
        {
            AnsiConsole.WriteLine(security ? "no security event" : "nothing refused");
        }

        foreach ((string result, long count) in counts)
        {
            AnsiConsole.MarkupLineInterpolated($"{count,10} {result}");
        }

        foreach (Refusal refusal in listed)
        {
            AnsiConsole.MarkupLineInterpolated($"{Text.Time(refusal.AtMs)} {refusal.ResultName} from {refusal.Source} on {refusal.Topic}: {refusal.Detail}");
        }

        return ExitCode.Sound;
    });

    private static bool IsSecurityEvent(string result) => Enum.TryParse(result, out AppraisalResult verdict) && verdict.IsSecurityEvent();

    private static void WriteJson((string Result, long Count)[] counts, IReadOnlyList<Refusal> listed) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("counts");
        foreach ((string result, long count) in counts)
        {
            writer.WriteNumber(result, count);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("last");
        foreach (Refusal refusal in listed)
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
