using System.Diagnostics;
using SharpFuzz;

namespace Enviro.Fuzz;

/// <summary>A copy of the program's folder whose product assemblies tell which branches they take; the build itself stays as it is.</summary>
internal sealed class InstrumentedCopy : IDisposable
{
    private static readonly string[] s_assemblies = ["Enviro.Wire", "Enviro.Node", "Enviro.Tpm", "Enviro.Ledger", "Enviro.Verification", "enviro-gateway"];

    private readonly string _folder;

    private InstrumentedCopy(string folder) => _folder = folder;

    internal string Program => Path.Combine(_folder, "Enviro.Fuzz.dll");

    /// <summary>Makes the copy in a new temporary folder.</summary>
    internal static InstrumentedCopy Make() => Make(Directory.CreateTempSubdirectory("enviro-fuzz-").FullName);

    /// <summary>Makes the copy in a folder.</summary>
    internal static InstrumentedCopy Make(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        foreach (string assembly in s_assemblies)
        {
            Fuzzer.Instrument(Path.Combine(folder, $"{assembly}.dll"), static _ => true, Options.Value);
        }

        // Of this program only what has a planted defect: the engine would count its own branches.
        InstrumentedCopy copy = new(folder);
        Fuzzer.Instrument(copy.Program, type => type.StartsWith(typeof(PlantedDefect).FullName!, StringComparison.Ordinal), Options.Value);
        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs the copy, which writes to this console, and returns its exit code.</summary>
    internal int Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. arguments]);

        // What is instrumented is slow until it is optimised, and most of a short run would be over by then.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
