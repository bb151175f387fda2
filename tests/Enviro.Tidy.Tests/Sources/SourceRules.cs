using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enviro.Tidy.Tests;

/// <summary>Limits on a source file's size and the words it may not hold.</summary>
internal static partial class SourceRules
{
    public const int MaxFileLines = 400;
    public const int MaxMethodLines = 60;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private static readonly string[] s_emptyEndings = ["Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Data"];

    /// <summary>Files and methods longer than a reader can hold.</summary>
    public static IEnumerable<string> Sizes(Tree tree) => tree.Ending(".cs").SelectMany(path => Sizes(path, tree.Text(path)));

    /// <summary>Work left undone, names that say nothing, and firmware that is two programs in one.</summary>
    public static IEnumerable<string> Words(Tree tree) => tree.Ending(".cs").SelectMany(path => Words(path, tree.Text(path)));

    private static IEnumerable<string> Sizes(string path, string text)
    {
        int lines = text.TrimEnd().Count(c => c == '\n') + 1;
        if (lines > MaxFileLines)
        {
            yield return $"{path}: {lines} lines; at most {MaxFileLines}.";
        }

        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, s_parse);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(IsMethod))
        {
            // Attributes (the rows of a theory, say) are not the method's doing.
            int start = LineOf(tree, FirstTokenAfterAttributes(node).SpanStart);
            int length = LineOf(tree, node.Span.End) - start + 1;
            if (length > MaxMethodLines)
            {
                yield return $"{path}:{start}: {NameOf(node)} has {length} lines; at most {MaxMethodLines}.";
            }
        }
    }

    private static IEnumerable<string> Words(string path, string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match match in Unfinished().Matches(lines[i]))
            {
                yield return $"{path}:{i + 1}: '{match.Value}' is work left undone; finish it or leave it out.";
            }

            if (path.StartsWith("firmware/", StringComparison.Ordinal) && Conditional().IsMatch(lines[i]))
            {
                yield return $"{path}:{i + 1}: #if in firmware; use a pair X.Nano.cs and X.Net.cs, or a port.";
            }
        }

        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, s_parse);
        foreach (BaseTypeDeclarationSyntax type in tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            string name = type.Identifier.Text;
            if (s_emptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            {
                yield return $"{path}:{LineOf(tree, type.Identifier.SpanStart)}: '{name}' says nothing; name it after what it is in the field.";
            }
        }
    }

    // In two parts each, so that this file passes its own rule.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|NotImplemented" + @"Exception)\b|\bSkip\s*=(?!=)")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s*#\s*(if|elif)\b")]
    private static partial Regex Conditional();

    private static bool IsMethod(SyntaxNode node) => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax;

    private static SyntaxToken FirstTokenAfterAttributes(SyntaxNode node)
    {
        AttributeListSyntax? last = node.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault();
        return last is null ? node.GetFirstToken() : last.GetLastToken().GetNextToken();
    }

    private static int LineOf(SyntaxTree tree, int position) => tree.GetLineSpan(new(position, 0)).StartLinePosition.Line + 1;

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => node.Kind().ToString(),
    };
}
