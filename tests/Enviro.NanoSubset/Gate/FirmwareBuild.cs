using System.Collections.Concurrent;
using System.Text;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Enviro.NanoSubset;

/// <summary>A firmware project compiled as its device build would be: no default references, no global usings.</summary>
internal sealed class FirmwareBuild
{
    private static readonly ConcurrentDictionary<string, FirmwareBuild> s_unchanged = new();

    private FirmwareBuild(FirmwareProject project, IEnumerable<SourceFile> sources)
    {
        // A Debug build: with DEBUG defined, everything the compiler could be given is seen. Firmware has no other #if.
        CSharpParseOptions parse = new(FirmwareProject.LanguageVersion(), preprocessorSymbols: ["DEBUG", "TRACE"]);
        Compilation = CSharpCompilation.Create(
            project.Name,
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, parse, source.Path, Encoding.UTF8)),
            [
                .. project.Listings.Select(DeviceApi.Shared.Reference),
                // A compilation as reference: a project with errors does not hide those of the projects above it.
                .. project.Projects.Select(name => Of(FirmwareProject.Named(name)).Compilation.ToMetadataReference()),
            ],
            new CSharpCompilationOptions(
                // A program without a Main, or with two, does not start.
                project.IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Debug,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));

        using MemoryStream image = new();
        using MemoryStream symbols = new();
        EmitResult result = Compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Image = image.ToArray();
        Symbols = symbols.ToArray();
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>Errors of the whole way to an assembly: some constructs fail only when it is written.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; }

    /// <summary>The assembly; empty if there were errors.</summary>
    public byte[] Image { get; }

    /// <summary>Its portable PDB; empty if there were errors.</summary>
    public byte[] Symbols { get; }

    /// <summary>The project as it stands in the repository; compiled once.</summary>
    public static FirmwareBuild Of(FirmwareProject project) => s_unchanged.GetOrAdd(project.Name, _ => new FirmwareBuild(project, project.Sources()));

    /// <summary>Other sources compiled in the place of <paramref name="project"/>'s.</summary>
    public static FirmwareBuild Of(FirmwareProject project, IEnumerable<SourceFile> sources) => new(project, sources);
}
