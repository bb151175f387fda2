using System.Diagnostics;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests;

/// <summary>tpm2-tools: an implementation that shares no code with ours.</summary>
internal static class Tpm2Tools
{
    public static string Run(Swtpm tpm, string tool, params string[] arguments)
    {
        (int exitCode, string output) = TryRun(tool, [.. arguments, "-T", tpm.Tcti]);
        Assert.True(exitCode == 0, $"{tool}: {output}");
        return output;
    }

    public static (int ExitCode, string Output) TryRun(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
