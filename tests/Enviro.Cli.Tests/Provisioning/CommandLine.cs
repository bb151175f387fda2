using System.Diagnostics;

namespace Enviro.Cli.Tests;

/// <summary>Runs programs as people do, and <c>enviro</c> in a folder of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "enviro.dll");

    internal string Folder { get; } = Directory.CreateTempSubdirectory("enviro-provisioning-").FullName;

    /// <summary>What a program said and how it ended.</summary>
    internal sealed record Ended(int Code, string Output, string Errors)
    {
        internal Ended Expect(int code)
        {
            Assert.True(Code == code, $"exit code {Code}, not {code}\n{Output}\n{Errors}");
            return this;
        }
    }

    /// <summary>Runs <c>enviro</c>; the first argument after the command words is the folder.</summary>
    internal Ended Enviro(string command, params string[] arguments) => Run("dotnet", [Program, .. command.Split(' '), Folder, .. arguments]);

    internal static Ended Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Ended(process.ExitCode, output, errors.Result);
    }

    internal string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
