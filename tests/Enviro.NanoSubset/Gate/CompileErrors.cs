using System.Globalization;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Enviro.NanoSubset;

/// <summary>Turns the compiler's errors into reports that say what the device offers in the place of what was written.</summary>
internal static class CompileErrors
{
    /// <summary>A report for every compile error of <paramref name="build"/>; errors with one cause give one report.</summary>
    public static IEnumerable<Violation> Explain(FirmwareBuild build)
    {
        if (build.Errors.Count == 0)
        {
            return [];
        }

        Finding[] causes = [.. build.Compilation.SyntaxTrees.SelectMany(tree => UnsupportedSyntax.Find(build.Compilation.GetSemanticModel(tree)))];
        return build.Errors.SelectMany(error => Explain(build.Compilation, error, causes)).Select(finding => finding.ToViolation()).Distinct();
    }

    private static Finding[] Explain(Compilation compilation, Diagnostic error, Finding[] causes)
    {
        Finding[] within = IsMissingFromLibrary(error) ? Causes(error, causes) : [];
        return within.Length > 0 ? within : [ExplainName(compilation, error)];
    }

    /// <summary>The compiler looks for a library type behind a construct and does not find it: CS0518, CS0656, the tuples' CS8179, …</summary>
    private static bool IsMissingFromLibrary(Diagnostic error) => error.Id is "CS0518" or "CS0656" or "CS8179" or "CS1935" or "CS1969" or "CS1980";

    private static Finding[] Causes(Diagnostic error, Finding[] causes)
    {
        if (error.Location.SourceTree is not { } tree)
        {
            // A volatile field or an anonymous type fails when the assembly is written, with no place given.
            return causes;
        }

        // The place may be the name of a class of which one member is the cause, or a part of the cause.
        TextSpan place = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true).Span;
        Finding[] here = [.. causes.Where(cause => cause.Place.SourceTree == tree)];
        Finding[] inside = [.. here.Where(cause => place.Contains(cause.Place.SourceSpan))];
        return inside.Length > 0
            ? inside
            : [.. here.Where(cause => cause.Place.SourceSpan.Contains(place)).OrderBy(cause => cause.Place.SourceSpan.Length).Take(1)];
    }

    private static Finding ExplainName(Compilation compilation, Diagnostic error)
    {
        string message = error.GetMessage(CultureInfo.InvariantCulture);
        if (error.Location.SourceTree is not { } tree)
        {
            Location first = compilation.SyntaxTrees.Select(source => source.GetRoot().GetLocation()).FirstOrDefault() ?? Location.None;
            return new Finding(first, $"somewhere in {compilation.AssemblyName} does not compile ({error.Id}: {message})", Advice.WhatIsListed);
        }

        SyntaxNode node = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        SemanticModel model = compilation.GetSemanticModel(tree);
        string? instead = Member(model, node) ?? TypeName(node) ?? Overloads(model, node);
        string quoted = Finding.Quote(instead is null ? node : Whole(node));
        return new Finding(error.Location, $"{quoted} does not compile for the device ({error.Id}: {message})", instead ?? Advice.WhatIsListed);
    }

    private static string? Member(SemanticModel model, SyntaxNode node)
    {
        if (node is not SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name || access.Name != name)
        {
            return null;
        }

        ITypeSymbol? type = model.GetTypeInfo(access.Expression).Type ?? model.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol;
        string shown = type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes)) ?? "";
        return Advice.ForMember(shown, name.Identifier.Text);
    }

    /// <summary>
    /// The compiler stops at the first part of a qualified name it does not know; the part that matters may stand further right,
    /// as SHA256 in System.Security.Cryptography.SHA256.
    /// </summary>
    private static string? TypeName(SyntaxNode node) =>
        Whole(node).DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Where(name => name.SpanStart >= node.SpanStart)
            .Reverse()
            .Select(name => Advice.ForType(name.Identifier.Text))
            .FirstOrDefault(advice => advice is not null);

    private static SyntaxNode Whole(SyntaxNode node)
    {
        while (node.Parent is QualifiedNameSyntax or MemberAccessExpressionSyntax)
        {
            node = node.Parent;
        }

        return node;
    }

    private static string? Overloads(SemanticModel model, SyntaxNode node)
    {
        string[] candidates =
        [
            .. model.GetSymbolInfo(node).CandidateSymbols.OfType<IMethodSymbol>()
                .Where(method => !method.Locations.Any(location => location.IsInSource))
                .Select(method => $"`{method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}`"),
        ];
        return candidates.Length == 0 ? null : "what the device has, " + string.Join(" or ", candidates) + ",";
    }
}
