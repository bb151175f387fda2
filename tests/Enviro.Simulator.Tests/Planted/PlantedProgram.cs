using System.Diagnostics;
using System.Text.Json;

namespace Enviro.Simulator.Tests;

/// <summary>A copy of the built program, of which one assembly at a time is replaced by one with a planted bug.</summary>
public sealed class PlantedProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("planted-").FullName;
    private readonly ProductCompiler _compiler;

    /// <summary>Copies the program.</summary>
    public PlantedProgram()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Enviro.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The repository is not above the test's folder.");
        }

        string built = Path.Combine(root, "artifacts", "bin", "Enviro.Simulator", configuration);
        foreach (string file in Directory.EnumerateFiles(built).Concat(Directory.EnumerateFiles(Path.Combine(built, "runtimes"), "*", SearchOption.AllDirectories)))
        {
            string copy = Path.Combine(_folder, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _compiler = new ProductCompiler(root, configuration, _folder);
    }

    /// <summary>Explores with a changed project; everything else is as it was built.</summary>
    internal PlantedRun Explore(string project, IEnumerable<PlantedChange> changes, params string[] arguments)
    {
        (string file, byte[] bytes) = _compiler.Compile(project, changes);
        string path = Path.Combine(_folder, file);
        byte[] original = File.ReadAllBytes(path);
        try
        {
            File.WriteAllBytes(path, bytes);
            return Run(["explore", "--json", "--jobs", "1", "--minimise", "0", .. arguments]);
        }
        finally
        {
            File.WriteAllBytes(path, original);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, true);

    private PlantedRun Run(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(_folder, "enviro-sim.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Too short a life for what the runtime would learn about it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            process.WaitForExit();
        }

        return new PlantedRun(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>What a run of the program came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record PlantedRun(int ExitCode, string Output, string Error)
{
    /// <summary>The invariants that broke.</summary>
    internal Invariant[] Broken()
    {
        using JsonDocument report = JsonDocument.Parse(Output);
        return [.. report.RootElement.GetProperty("violations").EnumerateArray().Select(violation => Enum.Parse<Invariant>(violation.GetProperty("invariant").GetString()!))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"exit code {ExitCode}{Environment.NewLine}{Output}{Environment.NewLine}{Error}";
}
