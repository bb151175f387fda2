using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node pending</c>.</summary>
internal static class NodePending
{
    internal static int Run(DirectoryInfo directory, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        LedgerState state = LedgerState.Fold(store);
        long nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Waiting[] waiting = [.. store.PendingNodes()
            .Where(node => !state.Nodes.ContainsKey(node.Thumbprint))
            .Select(node => new Waiting(node, PendingEvidence.Of(node, state.Policy, nowMs)))];
        if (json)
        {
            Json.Write(writer =>
            {
                writer.WriteStartArray();
                Array.ForEach(waiting, one => WriteJson(writer, one));
                writer.WriteEndArray();
            });
            return ExitCode.Done;
        }

        if (waiting.Length == 0)
        {
            AnsiConsole.WriteLine("no node waits");
        }

        Array.ForEach(waiting, Write);
        return ExitCode.Done;
    });

    /// <summary>Who contests a node's name, in words.</summary>
    internal static string Contest(PendingNode node) => node.ContestedBy!.AsSpan().SequenceEqual(node.Thumbprint)
        ? $"Key {Convert.ToHexStringLower(node.Thumbprint)} also went by another URN"
        : $"Key {Convert.ToHexStringLower(node.Thumbprint)} and key {Convert.ToHexStringLower(node.ContestedBy!)} both claim it";

    private static void Write(Waiting waiting)
    {
        (PendingNode node, PendingEvidence evidence) = waiting;
        AnsiConsole.MarkupLineInterpolated($"[bold]{node.Urn}[/] {node.ResultName}{(node.ContestedBy is null ? "" : ", contested")}");
        AnsiConsole.MarkupLineInterpolated($"   key {Convert.ToHexStringLower(node.Thumbprint)}, short address {ShortAddress.Of(node.PublicKey)}");
        if (node.ContestedBy is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"   {Contest(node)}");
        }

        AnsiConsole.MarkupLineInterpolated($"   boot {node.Boot}, first {Text.Time(node.FirstMs)}, last {Text.Time(node.LastMs)} from {node.Source}");
        AnsiConsole.MarkupLineInterpolated($"   then: {Text.Printable(node.Detail)}");
        AnsiConsole.MarkupLineInterpolated($"   if approved now: {evidence.Describe()}");
        AnsiConsole.MarkupLineInterpolated($"   certificate: {evidence.Certificate?.Describe() ?? "none"}");
    }

    private static void WriteJson(Utf8JsonWriter writer, Waiting waiting)
    {
        (PendingNode node, PendingEvidence evidence) = waiting;
        writer.WriteStartObject();
        writer.WriteString("urn", node.Urn);
        writer.WriteHex("thumbprint", node.Thumbprint);
        writer.WriteHex("publicKey", node.PublicKey);
        writer.WriteString("shortAddress", ShortAddress.Of(node.PublicKey));
        writer.WriteString("result", node.ResultName);
        writer.WriteString("detail", node.Detail);
        writer.WriteString("resultNow", evidence.Result.ToString());
        writer.WriteString("detailNow", evidence.Detail);
        writer.WriteNumberOrNull("assuranceLevelNow", evidence.IsAccepted ? evidence.AssuranceLevel : null);
        CertificateSummary.WriteJson(writer, "certificate", evidence.Certificate);
        writer.WriteHex("contestedBy", node.ContestedBy);
        writer.WriteNumber("boot", node.Boot);
        writer.WriteTime("firstAt", node.FirstMs);
        writer.WriteTime("lastAt", node.LastMs);
        writer.WriteString("source", node.Source);
        writer.WriteEndObject();
    }

    private sealed record Waiting(PendingNode Node, PendingEvidence Evidence);
}
