using System.CommandLine;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro node</c>.</summary>
internal static class NodeCommands
{
    internal static Command Create()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Command list = new("list", "List the enrolled nodes with their last kept message") { directory, json };
        list.SetAction(parse => List(parse.GetRequiredValue(directory), parse.GetValue(json)));
        return new Command("node", "Look at the nodes of a ledger") { list };
    }

    private static int List(DirectoryInfo directory, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        LedgerState state = LedgerState.Fold(store);
        (NodeRecord Node, ReadingLocation? Last)[] nodes = [.. state.Nodes.Values.OrderBy(n => n.Urn, StringComparer.Ordinal).Select(n => (n, store.LastReadingOf(n.Thumbprint)))];
        if (json)
        {
            WriteJson(nodes);
            return ExitCode.Sound;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("urn", "site", "key", "level", "enrolled", "last entry", "boot", "seq");
        foreach ((NodeRecord node, ReadingLocation? last) in nodes)
        {
            table.AddRow(
                Markup.Escape(node.Urn), Markup.Escape(node.Site), Text.Short(node.Thumbprint), $"AL{node.AssuranceLevel}", Text.Time(node.EnrolledAtMs),
                $"{last?.Index}", $"{last?.Boot}", $"{last?.Sequence}");
        }

        AnsiConsole.Write(table);
        return ExitCode.Sound;
    });

    private static void WriteJson((NodeRecord Node, ReadingLocation? Last)[] nodes) => Json.Write(writer =>
    {
        writer.WriteStartArray();
        foreach ((NodeRecord node, ReadingLocation? last) in nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("urn", node.Urn);
            writer.WriteString("site", node.Site);
            writer.WriteHex("thumbprint", node.Thumbprint);
            writer.WriteHex("publicKey", node.PublicKey);
            writer.WriteNumber("assuranceLevel", node.AssuranceLevel);
            writer.WriteTime("enrolledAt", node.EnrolledAtMs);
            writer.WriteNumberOrNull("lastEntry", last?.Index);
            writer.WriteNumberOrNull("lastBoot", last?.Boot);
            writer.WriteNumberOrNull("lastSeq", last?.Sequence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
