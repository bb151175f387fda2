using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enviro.NanoSubset;

/// <summary>
/// Constructs that compile for the device and then crash it (arrays of several dimensions), throw (bodies in interfaces,
/// stackalloc) or silently do nothing (fixed, checked).
/// </summary>
internal static class SyntaxRule
{
    public const string InsteadOfRank = "an array of arrays (`int[][]`) or one array and index arithmetic";
    public const string InsteadOfInterfaceBody = "an abstract interface member and a body in each class";
    public const string InsteadOfStackalloc = "`new byte[…]`, kept in a field if the call is frequent,";
    public const string InsteadOfFixed = "an array and an index";
    public const string InsteadOfChecked = "a comparison before the arithmetic";

    public static IEnumerable<Finding> Find(SemanticModel model)
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (Judge(node) is { } finding)
            {
                yield return finding;
            }

            if (node is ExpressionSyntax expression && HasRank(model, expression))
            {
                yield return Refuse(node, "(an array of several dimensions crashes the device)", InsteadOfRank);
            }

            if (node is MemberDeclarationSyntax { Parent: InterfaceDeclarationSyntax } member && HasBody(model, member))
            {
                yield return Refuse(member, "(a body in an interface throws on the device)", InsteadOfInterfaceBody);
            }
        }
    }

    private static Finding? Judge(SyntaxNode node) => node switch
    {
        ArrayRankSpecifierSyntax { Rank: > 1 } => Refuse(node.Parent!, "(an array of several dimensions crashes the device)", InsteadOfRank),
        StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax =>
            Refuse(node, "(stackalloc throws on the device)", InsteadOfStackalloc),
        FixedStatementSyntax statement => Refuse(statement, "(fixed pins nothing on the device)", InsteadOfFixed),
        BaseFieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.FixedKeyword) =>
            Refuse(field, "(a fixed buffer has no room on the device)", InsteadOfFixed),
        CheckedExpressionSyntax or CheckedStatementSyntax when IsChecked(node) =>
            Refuse(node, "(checked never throws on the device)", InsteadOfChecked),
        OperatorDeclarationSyntax { CheckedKeyword.RawKind: not 0 } or ConversionOperatorDeclarationSyntax { CheckedKeyword.RawKind: not 0 } =>
            Refuse(node, "(checked never throws on the device)", InsteadOfChecked),
        _ => null,
    };

    private static bool IsChecked(SyntaxNode node) => node.Kind() is SyntaxKind.CheckedExpression or SyntaxKind.CheckedStatement;

    private static bool HasRank(SemanticModel model, ExpressionSyntax expression)
    {
        // `new[,] { … }` has no rank specifier; a variable is reported where it is declared.
        return expression is not TypeSyntax
            && !GenericRule.IsDeclaredElsewhere(model, expression)
            && model.GetTypeInfo(expression).Type is IArrayTypeSymbol { Rank: > 1 };
    }

    private static bool HasBody(SemanticModel model, MemberDeclarationSyntax member) =>
        model.GetDeclaredSymbol(member) is IMethodSymbol or IPropertySymbol or IEventSymbol
        && model.GetDeclaredSymbol(member) is { IsAbstract: false, IsStatic: false };

    private static Finding Refuse(SyntaxNode node, string why, string instead) =>
        new(node.GetLocation(), $"{Finding.Quote(node)} {why}", instead);
}
