using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Enviro.EndToEnd;

/// <summary>What a program said and how it ended.</summary>
internal sealed record ProgramResult(string Command, int ExitCode, string Out, string Error)
{
    internal JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Everything, for the message of a failed assertion.</summary>
    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Out}\n{Error}";
}

/// <summary>Runs the real executables, which the build puts beside the tests, and the tools of others.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    internal static ProgramResult Enviro(params string[] arguments) => Run("dotnet", [At("enviro.dll"), .. arguments]);

    internal static ProgramResult Simulator(params string[] arguments) => Run("dotnet", [At("enviro-sim.dll"), .. arguments]);

    internal static ProgramResult Gateway(params string[] arguments) => Run("dotnet", [At("enviro-gateway.dll"), .. arguments]);

    internal static string At(string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        Assert.True(File.Exists(path), $"{path} is not there: build the tests");
        return path;
    }

    internal static ProgramResult Run(string program, params string[] arguments)
    {
        using Process process = new() { StartInfo = StartInfo(program, arguments) };
        StringBuilder output = new();
        StringBuilder error = new();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string command = $"{program} {string.Join(' ', arguments)}";
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not end within {Limit}:\n{output}\n{error}");
        }

        process.WaitForExit();
        return new ProgramResult(command, process.ExitCode, output.ToString(), error.ToString());
    }

    internal static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            text.Append(line).Append('\n');
        }
    }
}
