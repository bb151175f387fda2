using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node list</c>.</summary>
internal static class NodeList
{
    internal static int Run(DirectoryInfo directory, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        LedgerState state = LedgerState.Fold(store);
        long nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Row[] rows = [.. state.Nodes.Values.OrderBy(node => node.Urn, StringComparer.Ordinal).ThenBy(node => node.EnrolledAtMs).Select(node => RowOf(node, store, nowMs))];
        if (json)
        {
            Json.Write(writer =>
            {
                writer.WriteStartArray();
                Array.ForEach(rows, row => WriteJson(writer, row));
                writer.WriteEndArray();
            });
            return ExitCode.Done;
        }

        WriteTable(rows);
        return ExitCode.Done;
    });

    private static Row RowOf(NodeRecord node, LedgerStore store, long nowMs)
    {
        ReadingLocation? last = store.LastReadingOf(node.Thumbprint);
        return new Row(node, last, NodeAssurance.At(node, last?.Boot ?? node.Attestation?.Boot ?? 0, nowMs));
    }

    private static void WriteTable(Row[] rows)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("urn", "site", "key", "status", "level", "attested", "enrolled", "last entry", "boot", "seq");
        foreach (Row row in rows)
        {
            NodeRecord node = row.Node;
            table.AddRow(
                Markup.Escape(node.Urn), Markup.Escape(node.Site), node.Key is null ? "shared" : ShortAddress.Of(node.PublicKey!), StatusOf(node),
                $"AL{node.AssuranceLevel}", Text.Attested(row.Assurance.Freshness), Text.Time(node.EnrolledAtMs), $"{row.Last?.Index}", $"{row.Last?.Boot}", $"{row.Last?.Sequence}");
        }

        AnsiConsole.Write(table);
        if (rows.Any(row => row.Node.Key is null))
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]shared: {Text.SharedKey}[/]");
        }
    }

    internal static string StatusOf(NodeRecord node) => node.Status.ToString().ToLowerInvariant();

    private static void WriteJson(Utf8JsonWriter writer, Row row)
    {
        NodeRecord node = row.Node;
        writer.WriteStartObject();
        writer.WriteString("urn", node.Urn);
        writer.WriteString("site", node.Site);
        writer.WriteHex("thumbprint", node.Thumbprint);
        writer.WriteHex("publicKey", node.PublicKey);
        writer.WriteString("shortAddress", node.PublicKey is null ? null : ShortAddress.Of(node.PublicKey));
        writer.WriteString("keyKind", node.Key is null ? "shared" : "own");
        writer.WriteBoolean("publiclyVerifiable", node.Key is not null);
        writer.WriteString("status", StatusOf(node));
        writer.WriteNumber("assuranceLevel", node.AssuranceLevel);
        writer.WriteString("freshness", row.Assurance.Freshness.ToString().ToLowerInvariant());
        writer.WriteTime("attestedAt", node.Attestation?.AtMs ?? 0);
        writer.WriteTime("enrolledAt", node.EnrolledAtMs);
        writer.WriteNumberOrNull("lastEntry", row.Last?.Index);
        writer.WriteNumberOrNull("lastBoot", row.Last?.Boot);
        writer.WriteNumberOrNull("lastSeq", row.Last?.Sequence);
        writer.WriteEndObject();
    }

    private sealed record Row(NodeRecord Node, ReadingLocation? Last, NodeAssurance Assurance);
}
