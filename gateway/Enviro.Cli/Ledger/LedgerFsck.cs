using Enviro.Ledger;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro ledger fsck</c>.</summary>
internal static class LedgerFsck
{
    internal static int Run(DirectoryInfo directory, bool repair, bool json) => CommandRunner.Guard(() =>
    {
        IReadOnlyList<FsckFinding> findings = Fsck.Check(directory.FullName);
        if (repair && findings.Any(f => f.Severity == FsckSeverity.Cache))
        {
            Fsck.RebuildCaches(directory.FullName);
            findings = Fsck.Check(directory.FullName);
        }

        if (json)
        {
            WriteJson(findings);
        }
        else
        {
            WriteText(findings);
        }

        return findings.Count == 0 ? ExitCode.Sound : ExitCode.NotSound;
    });

    private static void WriteText(IReadOnlyList<FsckFinding> findings)
    {
        foreach (FsckFinding finding in findings)
        {
            string block = finding.Block is long height ? $" block {height}" : "";
            string entry = finding.Entry is long index ? $" entry {index}" : "";
            AnsiConsole.MarkupLineInterpolated($"{finding.Severity}{block}{entry}: {finding.Text}");
        }

        AnsiConsole.WriteLine(findings.Count == 0 ? "clean" : $"{findings.Count} findings");
        if (findings.Any(f => f.Severity == FsckSeverity.Cache))
        {
            AnsiConsole.WriteLine("Caches can be rebuilt: stop the gateway, then enviro ledger fsck DIR --repair");
        }
    }

    private static void WriteJson(IReadOnlyList<FsckFinding> findings) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("clean", findings.Count == 0);
        writer.WriteStartArray("findings");
        foreach (FsckFinding finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", finding.Severity.ToString());
            writer.WriteNumberOrNull("block", finding.Block);
            writer.WriteNumberOrNull("entry", finding.Entry);
            writer.WriteString("text", finding.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
