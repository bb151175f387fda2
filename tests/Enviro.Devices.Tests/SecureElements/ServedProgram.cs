using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Enviro.Devices.Tests;

/// <summary>enviro-sim as a process of its own, serving something until it gets a signal.</summary>
internal static class ServedProgram
{
    internal static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "enviro-sim.dll");
        Assert.True(File.Exists(program), $"{program} is not there: build the tests");
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>The line of JSON that says where it serves.</summary>
    internal static JsonElement FirstLine(Process process)
    {
        string? line = process.StandardOutput.ReadLine();
        Assert.True(line is not null, $"it said nothing: {(line is null ? process.StandardError.ReadToEnd() : "")}");
        return JsonDocument.Parse(line!).RootElement;
    }

    internal static void Send(Process process, int signal) => Assert.Equal(0, SendSignal(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
