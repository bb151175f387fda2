using System.Diagnostics;

namespace Enviro.Benchmarks;

/// <summary>Runs a program and takes what it prints.</summary>
internal static class ChildProcess
{
    /// <summary>Runs to the end and returns the standard output; a program that is missing or fails ends the measurement.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}. {errors.Result}");
    }
}
