using System.Diagnostics;
using System.Reflection;

namespace Enviro.Gateway.Tests;

/// <summary>The program <c>enviro</c>, run as people and scripts do.</summary>
internal static class EnviroCommand
{
    internal sealed record Outcome(int ExitCode, string Output, string Errors);

    internal static Task<Outcome> RunAsync(params string[] arguments) => RunToolAsync("dotnet", [Program, .. arguments]);

    internal static async Task<Outcome> RunToolAsync(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    private static string Program => typeof(EnviroCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "EnviroProgram").Value!;
}
