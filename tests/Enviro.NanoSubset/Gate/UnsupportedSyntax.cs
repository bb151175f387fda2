using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enviro.NanoSubset;

/// <summary>
/// Language constructs that do not compile for the device. The compiler is the judge; this only says what its message about
/// some missing type means, and where the construct stands when the compiler names no place at all.
/// </summary>
internal static class UnsupportedSyntax
{
    /// <summary>All constructs of a file that may be the cause of a compile error.</summary>
    public static IEnumerable<Finding> Find(SemanticModel model)
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (Explain(model, node) is { } why)
            {
                yield return new Finding(node.GetLocation(), $"{Finding.Quote(node)} ({why.Missing})", why.Instead);
            }
        }
    }

    private static (string Missing, string Instead)? Explain(SemanticModel model, SyntaxNode node) => node switch
    {
        // On a reference type `?` only tells the compiler about null, and works.
        NullableTypeSyntax type when IsValue(model, type.ElementType) => ("there is no Nullable<T>", "a bool beside the value, or `bool Try…(out …)`"),
        ConditionalAccessExpressionSyntax access when IsValue(model, access.WhenNotNull) => ("`?.` to a value needs Nullable<T>", "an `if` with `!= null`"),
        YieldStatementSyntax => ("there are no iterators", "a method that fills an array or an ArrayList"),
        AwaitExpressionSyntax => ("there is no async", "a step that returns when it wants to be called next"),
        QueryExpressionSyntax => ("there is no LINQ", "a loop"),
        TupleTypeSyntax or TupleExpressionSyntax => ("there are no value tuples", "out parameters or a small class"),
        RecordDeclarationSyntax => ("records need IEquatable<T>", "a class or struct with its own members"),
        RangeExpressionSyntax => ("there is no Range", "an offset and a count"),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } => ("there is no Index", "`x[x.Length - n]`"),
        ListPatternSyntax => ("list patterns need Index", "a test of Length and of each element"),
        SpreadElementSyntax => ("a spread needs List<T>", "Array.Copy into an array of the right length"),
        AnonymousObjectCreationExpressionSyntax => ("anonymous types need generics", "a small class"),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.Utf8StringLiteralExpression } => ("there is no ReadOnlySpan", "a byte array"),
        LiteralExpressionSyntax literal when IsDecimal(literal) => Decimal,
        PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.DecimalKeyword } => Decimal,
        MemberDeclarationSyntax member => ExplainModifiers(member.Modifiers),
        LocalFunctionStatementSyntax function => ExplainModifiers(function.Modifiers),
        AnonymousFunctionExpressionSyntax function => ExplainModifiers(function.Modifiers),
        ExpressionSyntax when model.GetTypeInfo(node).Type is IDynamicTypeSymbol => ("there is no dynamic binding", "the type itself, or object and a cast"),
        _ => null,
    };

    private static (string Missing, string Instead) Decimal => ("there is no decimal", "a whole number and a power of ten");

    private static bool IsValue(SemanticModel model, ExpressionSyntax expression) => model.GetTypeInfo(expression).Type is not { IsReferenceType: true };

    private static bool IsDecimal(LiteralExpressionSyntax literal) =>
        literal.IsKind(SyntaxKind.NumericLiteralExpression) && literal.Token.Value is decimal;

    private static (string Missing, string Instead)? ExplainModifiers(SyntaxTokenList modifiers) =>
        modifiers.Any(SyntaxKind.AsyncKeyword) ? ("there is no async", "a step that returns when it wants to be called next")
        : modifiers.Any(SyntaxKind.VolatileKeyword) ? ("there is no volatile", "lock or Interlocked")
        : modifiers.Any(SyntaxKind.RequiredKeyword) ? ("there is no required", "a constructor parameter")
        : null;
}
