using System.Diagnostics;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Verification;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro ledger verify</c>.</summary>
internal static class LedgerVerify
{
    internal static int Run(DirectoryInfo directory, bool json, FileInfo? pin) => CommandRunner.WithLedger(directory, store =>
    {
        byte[]? pinned = pin is null ? null : File.ReadAllBytes(pin.FullName);
        long started = Stopwatch.GetTimestamp();
        VerificationReport report = VerifyWithProgress(store, pinned);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (json)
        {
            Json.Write(writer => WriteJson(writer, report, elapsed));
        }
        else
        {
            WriteText(report, elapsed);
        }

        return report.IsSound ? ExitCode.Sound : ExitCode.NotSound;
    });

    private static VerificationReport VerifyWithProgress(LedgerStore store, byte[]? pinned)
    {
        long total = store.EntryCount;
        if (!CommandRunner.Errors.Profile.Capabilities.Interactive)
        {
            return LedgerVerifier.Verify(store, pinned, new LineProgress(total));
        }

        return CommandRunner.Errors.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("Verifying entries", maxValue: total);
            return LedgerVerifier.Verify(store, pinned, new EntryProgress(task));
        });
    }

    private static void WriteText(VerificationReport report, TimeSpan elapsed)
    {
        IAnsiConsole console = AnsiConsole.Console;
        foreach (Finding finding in report.Findings)
        {
            console.MarkupLineInterpolated($"[red]{finding.Rule}[/] {Place(finding)}{finding.Text}");
        }

        if (report.FindingCount > report.Findings.Count)
        {
            console.MarkupLineInterpolated($"… and {report.FindingCount - report.Findings.Count} more findings.");
        }

        if (report.ChainId is byte[] chainId)
        {
            console.MarkupLineInterpolated($"Chain {Convert.ToHexStringLower(chainId)}");
        }

        if (report.HeadHash is byte[] head)
        {
            console.MarkupLineInterpolated($"Head  {Convert.ToHexStringLower(head)}");
        }

        console.MarkupLineInterpolated(
            $"{report.Blocks} blocks, {report.Entries} entries ({report.ReadingMessages} reading messages of {report.Nodes} nodes), {report.Unsealed} not sealed yet, {report.MissingMessages} messages missing in gaps, {elapsed.TotalSeconds:0.0} s");
        if (report.SoftwareSeals > 0)
        {
            console.MarkupLineInterpolated($"[yellow]{report.SoftwareSeals} blocks: software key, no platform attestation[/]");
        }

        WriteAssurance(console, report);
        if (report.IsSound)
        {
            console.MarkupLineInterpolated($"Proved: {report.Proved}");
            console.MarkupLine("[green]sound[/]");
        }
        else
        {
            console.MarkupLineInterpolated($"[red]not sound[/]: {report.FindingCount} findings");
        }
    }

    private static void WriteAssurance(IAnsiConsole console, VerificationReport report)
    {
        if (report.Attestations > 0 || report.SuspendedNodes + report.RevokedNodes > 0)
        {
            console.MarkupLineInterpolated(
                $"{report.Attestations} pieces of evidence appraised again; of {report.Nodes} nodes {report.AttestedNodes} attested, {report.SuspendedNodes} suspended, {report.RevokedNodes} revoked");
        }

        foreach (AssuranceCount count in report.Assurances)
        {
            console.MarkupLineInterpolated($"{count.ReadingMessages} reading messages AL{count.AssuranceLevel}, {Text.Attested(count.Freshness)}");
        }

        if (report.MacReadings > 0)
        {
            console.MarkupLineInterpolated($"[yellow]{report.MacReadings} reading messages {Text.SharedKey}[/]");
        }

        if (report.Calibrations > 0)
        {
            console.MarkupLineInterpolated($"{report.Calibrations} calibrations, which correct {report.CorrectedReadings} readings");
        }

        QualityView.Write(console, report.Quality);
    }

    private static string Place(Finding finding)
    {
        string block = finding.Height is long height ? $"block {height} " : "";
        string entry = finding.Index is long index ? $"entry {index} " : "";
        return block + entry is { Length: > 0 } place ? place.TrimEnd() + ": " : "";
    }

    private static void WriteJson(Utf8JsonWriter writer, VerificationReport report, TimeSpan elapsed)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("sound", report.IsSound);
        writer.WriteHex("chainId", report.ChainId);
        writer.WriteHex("headHash", report.HeadHash);
        writer.WriteNumber("blocks", report.Blocks);
        writer.WriteNumber("entries", report.Entries);
        writer.WriteNumber("readingMessages", report.ReadingMessages);
        writer.WriteNumber("nodes", report.Nodes);
        writer.WriteNumber("unsealed", report.Unsealed);
        writer.WriteNumber("missingMessages", report.MissingMessages);
        writer.WriteNumber("softwareSeals", report.SoftwareSeals);
        WriteAssurance(writer, report);
        writer.WriteNumber("elapsedMs", (long)elapsed.TotalMilliseconds);
        writer.WriteNumber("findingCount", report.FindingCount);
        writer.WriteStartArray("findings");
        foreach (Finding finding in report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", finding.Rule.ToString());
            writer.WriteNumberOrNull("block", finding.Height);
            writer.WriteNumberOrNull("entry", finding.Index);
            writer.WriteString("text", finding.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAssurance(Utf8JsonWriter writer, VerificationReport report)
    {
        writer.WriteNumber("attestations", report.Attestations);
        writer.WriteNumber("attestedNodes", report.AttestedNodes);
        writer.WriteNumber("suspendedNodes", report.SuspendedNodes);
        writer.WriteNumber("revokedNodes", report.RevokedNodes);
        writer.WriteStartArray("assurances");
        foreach (AssuranceCount count in report.Assurances)
        {
            writer.WriteStartObject();
            writer.WriteNumber("assuranceLevel", count.AssuranceLevel);
            writer.WriteString("freshness", count.Freshness.ToString());
            writer.WriteNumber("readingMessages", count.ReadingMessages);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("macReadings", report.MacReadings);
        writer.WriteNumber("calibrations", report.Calibrations);
        writer.WriteNumber("correctedReadings", report.CorrectedReadings);
        QualityView.Write(writer, report.Quality);
        writer.WriteString("proved", report.Proved);
    }

    /// <summary>A line now and then where no bar can be drawn, such as a log.</summary>
    private sealed class LineProgress(long total) : IProgress<long>
    {
        private long _nextLine = Environment.TickCount64 + 2000;

        public void Report(long value)
        {
            if (Environment.TickCount64 >= _nextLine)
            {
                Console.Error.WriteLine($"{value} of {total} entries verified");
                _nextLine = Environment.TickCount64 + 10_000;
            }
        }
    }

    private sealed class EntryProgress(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
