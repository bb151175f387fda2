namespace Enviro.NanoSubset;

/// <summary>A few lines of C# judged as if they were a whole firmware project with every listing.</summary>
internal static class Snippet
{
    public const string File = "firmware/Snippet.cs";

    // On the same line as the snippet's first, so that line numbers are the snippet's own.
    private const string Usings = "using System; using System.Collections; using System.Diagnostics; using System.Text; using System.Threading; ";

    public static FirmwareBuild Build(string source) =>
        FirmwareBuild.Of(FirmwareProject.Named("Enviro.Node"), [new SourceFile(File, Usings + source)]);

    /// <summary>Puts statements into a method of a class that also has an enum, a struct and keys to talk about.</summary>
    public static string Method(string statements) =>
        $$"""
        class Sample { void Run(Mode mode, byte[] bytes, string text, Hashtable table, object any, int count) {
        {{statements}}
        } }
        enum Mode { Off, On }
        struct Pair { public int Left; public int Right; }
        class Plain { public int Value; }
        class Equal { public override bool Equals(object? other) { return true; } public override int GetHashCode() { return 1; } }
        """;

    /// <summary>Lines, from 1, that end in the mark "// refused".</summary>
    public static int[] Marked(string source) =>
        [.. source.Split('\n').Index().Where(line => line.Item.TrimEnd().EndsWith("// refused", StringComparison.Ordinal)).Select(line => line.Index + 1)];
}
