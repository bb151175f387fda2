using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enviro.NanoSubset;

/// <summary>
/// Which test classes of Enviro.Wire and Enviro.Node need nothing that the device lacks but a test framework: they compile, with everything of the tests they
/// use, against the device's libraries, a framework of plain methods and the firmware's sources, and hold no construct that misbehaves.
/// </summary>
internal static class TestClasses
{
    private static readonly string[] s_folders = ["tests/Enviro.Wire.Tests", "tests/Enviro.Node.Tests"];

    /// <summary>What a test framework for the device could offer; a generic method it could not.</summary>
    private const string Framework = """
        global using System;
        global using System.IO;
        global using System.Threading;
        global using Xunit;

        namespace Xunit
        {
            [AttributeUsage(AttributeTargets.Method)] internal class FactAttribute : Attribute { }
            [AttributeUsage(AttributeTargets.Method)] internal class TheoryAttribute : Attribute { }
            [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)] internal class InlineDataAttribute(params object[] values) : Attribute { public object[] Values { get; } = values; }
            internal static class Assert
            {
                internal static void True(bool holds, string message = "") { }
                internal static void False(bool holds, string message = "") { }
                internal static void Equal(object? expected, object? actual) { }
                internal static void NotEqual(object? expected, object? actual) { }
                internal static void Null(object? value) { }
                internal static void NotNull(object? value) { }
                internal static void Same(object? expected, object? actual) { }
                internal static void Empty(Array value) { }
            }
        }
        """;

    /// <summary>Names of the classes with tests, and whether each could run on the device as it stands.</summary>
    public static IReadOnlyList<(string Name, bool Runs)> All()
    {
        CSharpCompilation compilation = Compile(out HashSet<string> tests);
        HashSet<string> broken = [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Location.SourceTree?.FilePath ?? "")];
        Dictionary<string, HashSet<string>> uses = [];
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => tests.Contains(tree.FilePath)))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            if (GenericRule.Find(model).Concat(SyntaxRule.Find(model)).Concat(EnumTextRule.Find(model)).Concat(HashtableKeyRule.Find(model)).Any())
            {
                broken.Add(tree.FilePath);
            }

            uses[tree.FilePath] =
            [
                .. tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
                    .Select(name => model.GetSymbolInfo(name).Symbol)
                    .OfType<INamedTypeSymbol>()
                    .SelectMany(type => type.DeclaringSyntaxReferences)
                    .Select(reference => reference.SyntaxTree.FilePath)
                    .Where(tests.Contains),
            ];
        }

        return
        [
            .. compilation.SyntaxTrees.Where(tree => tests.Contains(tree.FilePath))
                .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Where(HasTests).Select(type => (type.Identifier.Text, Runs: !Reach(tree.FilePath, uses).Overlaps(broken))))
                .OrderBy(type => type.Text, StringComparer.Ordinal),
        ];
    }

    private static HashSet<string> Reach(string file, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> reached = [file];
        Queue<string> open = new(reached);
        while (open.TryDequeue(out string? next))
        {
            foreach (string used in uses[next].Where(reached.Add))
            {
                open.Enqueue(used);
            }
        }

        return reached;
    }

    private static bool HasTests(ClassDeclarationSyntax type) =>
        type.Members.OfType<MethodDeclarationSyntax>().Any(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory"));

    private static CSharpCompilation Compile(out HashSet<string> tests)
    {
        FirmwareProject node = FirmwareProject.Named("Enviro.Node");
        CSharpParseOptions parse = new(FirmwareProject.LanguageVersion());
        SourceFile[] sources =
        [
            .. s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
                .Select(path => new SourceFile(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText(path))),
        ];
        tests = [.. sources.Select(source => source.Path)];

        // The firmware's sources and not its assemblies: tests see what is internal.
        IEnumerable<SourceFile> all = [.. sources, .. FirmwareProject.Named("Enviro.Wire").Sources(), .. node.Sources(), new SourceFile("Framework.cs", Framework)];
        return CSharpCompilation.Create(
            "Tests",
            all.Select(source => CSharpSyntaxTree.ParseText(source.Text, parse, source.Path)),
            node.Listings.Append("System.IO.Streams").Append("System.Threading").Select(DeviceApi.Shared.Reference),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
