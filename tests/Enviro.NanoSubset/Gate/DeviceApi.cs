using System.Collections.Concurrent;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Enviro.NanoSubset;

/// <summary>Reference assemblies made from the listings in a folder, each built once, after those it stands on.</summary>
internal sealed class DeviceApi(string folder)
{
    private readonly ConcurrentDictionary<string, Lazy<PortableExecutableReference>> _built = new();

    /// <summary>The listings kept with the gate.</summary>
    public static DeviceApi Shared { get; } = new(Path.Combine(Repository.Root, "tests", "Enviro.NanoSubset", "Api"));

    /// <summary>The reference assembly of one listing, with the bodies left out.</summary>
    /// <exception cref="InvalidOperationException">The declarations do not compile, or a listing they need is not kept.</exception>
    public PortableExecutableReference Reference(string name) =>
        _built.GetOrAdd(name, key => new Lazy<PortableExecutableReference>(() => Build(key))).Value;

    private PortableExecutableReference Build(string name)
    {
        string path = Path.Combine(folder, name + ".txt");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no listing {path}; Api/README.md says how to add one.");
        }

        ApiListing listing = ApiListing.Parse(File.ReadAllText(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            listing.Name,
            [CSharpSyntaxTree.ParseText(ApiSource.From(listing), new CSharpParseOptions(LanguageVersion.CSharp14), name + ".cs")],
            listing.References.Select(Reference),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        // mscorlib references nothing, so nothing else can tell the compiler which metadata version to write.
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image, options: new EmitOptions(metadataOnly: true, runtimeMetadataVersion: "v4.0.30319"));
        string[] errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        return result.Success && errors.Length == 0
            ? MetadataReference.CreateFromImage(image.ToArray(), filePath: name)
            : throw new InvalidOperationException($"The listing {name} gives declarations that do not compile:\n{string.Join('\n', errors)}");
    }
}
