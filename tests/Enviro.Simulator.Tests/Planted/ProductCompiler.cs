using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Enviro.Simulator.Tests;

/// <summary>
/// Builds single projects of the product with changed sources, as the build does: same files, generated ones included, same references, same name.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="configuration">The folder of the build's outputs, <c>release</c> or <c>debug</c>.</param>
/// <param name="program">The folder of the built program: what its assemblies refer to.</param>
internal sealed partial class ProductCompiler(string root, string configuration, string program)
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly Dictionary<string, Project> _projects = [];

    /// <summary>Builds a project with changes; gives its file name and its bytes.</summary>
    internal (string File, byte[] Bytes) Compile(string folder, IEnumerable<PlantedChange> changes)
    {
        if (!_projects.TryGetValue(folder, out Project? project))
        {
            project = Open(folder);
            _projects.Add(folder, project);
        }

        CSharpCompilation compilation = project.Compilation;
        foreach (IGrouping<string, PlantedChange> file in changes.GroupBy(change => Path.Combine(root, folder, change.File)))
        {
            SyntaxTree old = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == file.Key)
                ?? throw new InvalidOperationException($"There is no {file.Key} any more: a planted bug is in it. Find its new place.");
            string text = file.Aggregate(old.ToString(), Change);
            compilation = compilation.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From(text)));
        }

        using MemoryStream bytes = new();
        EmitResult result = compilation.Emit(bytes, manifestResources: project.Resources);
        string[] errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.ToString())];
        return errors.Length == 0 ? (project.File, bytes.ToArray()) : throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
    }

    private static string Change(string text, PlantedChange change)
    {
        int at = text.IndexOf(change.Original, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(change.Original, at + 1, StringComparison.Ordinal) < 0
            ? text.Replace(change.Original, change.Replacement, StringComparison.Ordinal)
            : throw new InvalidOperationException(
                $"In {change.File} the text to change is {(at < 0 ? "not there any more" : "there more than once")}: {change.Original} Plant the bug where that is done now.");
    }

    private Project Open(string folder)
    {
        string path = Path.Combine(root, folder);
        string name = Path.GetFileName(folder);
        string definition = File.ReadAllText(Path.Combine(path, name + ".csproj"));
        string assembly = AssemblyName().Match(definition) is { Success: true } match ? match.Groups[1].Value : name;
        string built = Path.Combine(program, assembly + ".dll");
        IEnumerable<string> generated = Directory.EnumerateFiles(Path.Combine(root, "artifacts", "obj", name, configuration), "*.cs");
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Concat(generated)
            .Select(file => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(file)), Parsing, file));
        CSharpCompilationOptions options = new(
            definition.Contains("<OutputType>Exe</OutputType>", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create(assembly, trees, References(built), options);
        if (compilation.SyntaxTrees.Any(tree => tree.ToString().Contains("[JsonSerializable(", StringComparison.Ordinal)))
        {
            CSharpGeneratorDriver.Create(Generators("System.Text.Json.SourceGeneration.dll"), parseOptions: Parsing)
                .RunGeneratorsAndUpdateCompilation(compilation, out Compilation extended, out _);
            compilation = (CSharpCompilation)extended;
        }

        return new Project(assembly + ".dll", compilation, Resources(built));
    }

    /// <summary>The framework this test runs on, and everything beside the program but what is built anew.</summary>
    private IEnumerable<MetadataReference> References(string built)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetDirectoryName(file) == framework);
        return platform.Concat(Directory.EnumerateFiles(program, "*.dll").Where(file => file != built)).DistinctBy(Path.GetFileName).Select(file => MetadataReference.CreateFromFile(file));
    }

    /// <summary>The framework's own source generators, from the folder of its reference assemblies.</summary>
    private static IEnumerable<ISourceGenerator> Generators(string file)
    {
        string dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string version = $"{Environment.Version.Major}.{Environment.Version.Minor}.";
        string pack = Directory.EnumerateDirectories(Path.Combine(dotnet, "packs", "Microsoft.NETCore.App.Ref")).Where(folder => Path.GetFileName(folder).StartsWith(version, StringComparison.Ordinal)).Max()
            ?? throw new InvalidOperationException($"There are no reference assemblies of .NET {version}x under {dotnet}.");
        return Assembly.LoadFrom(Path.Combine(pack, "analyzers", "dotnet", "cs", file)).GetTypes()
            .Where(type => typeof(IIncrementalGenerator).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator());
    }

    /// <summary>What the built assembly carries beside its code.</summary>
    private static ResourceDescription[] Resources(string built)
    {
        // Loaded as bytes: the file is replaced later.
        Assembly assembly = Assembly.Load(File.ReadAllBytes(built));
        return [.. assembly.GetManifestResourceNames().Select(name => new ResourceDescription(name, () => assembly.GetManifestResourceStream(name)!, isPublic: true))];
    }

    [GeneratedRegex("<AssemblyName>(.*)</AssemblyName>")]
    private static partial Regex AssemblyName();

    private sealed record Project(string File, CSharpCompilation Compilation, ResourceDescription[] Resources);
}
