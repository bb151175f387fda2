using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Enviro.Fuzz.Tests;

/// <summary>One line of a run: what came of a target.</summary>
internal sealed record TargetLine(string Name, long Inputs, int SeedEdges, int Edges);

/// <summary>Runs the fuzzer as whoever uses it does.</summary>
internal sealed partial class FuzzProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    private FuzzProgram(int exitCode, string text)
    {
        ExitCode = exitCode;
        Text = text;
        Targets = [.. Line().Matches(text).Select(ToLine)];
    }

    internal int ExitCode { get; }

    internal string Text { get; }

    internal TargetLine[] Targets { get; }

    internal static FuzzProgram Run(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Enviro.Fuzz.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        Task<string> text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The fuzzer did not end within {s_limit}.");
        }

        return new FuzzProgram(process.ExitCode, text.Result);
    }

    private static TargetLine ToLine(Match match) => new(
        match.Groups[1].Value, long.Parse(match.Groups[2].Value, null), int.Parse(match.Groups[3].Value, null), int.Parse(match.Groups[4].Value, null));

    [GeneratedRegex(@"^(\S+) +(\d+) inputs .* (\d+) -> +(\d+) edges", RegexOptions.Multiline)]
    private static partial Regex Line();
}
