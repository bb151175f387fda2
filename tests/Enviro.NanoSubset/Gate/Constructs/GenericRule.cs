using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enviro.NanoSubset;

/// <summary>
/// Generics compile, because the class library declares a few generic delegates, and then crash or hang the interpreter:
/// a type or method with type parameters of its own, and any use of Func, Action with arguments or EventHandler with one.
/// </summary>
internal static class GenericRule
{
    public const string InsteadOfOwn = "object and a cast, or one type for each element type,";
    public const string InsteadOfDelegate = "a delegate type of your own (`delegate int Name(…);`)";

    public static IEnumerable<Finding> Find(SemanticModel model)
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            switch (node)
            {
                case TypeParameterListSyntax parameters:
                    yield return new Finding(parameters.GetLocation(), $"{Declared(parameters)} (generics crash or hang the device)", InsteadOfOwn);
                    break;
                case GenericNameSyntax name when Resolve(model, name) is { } type:
                    yield return Use(name, type);
                    break;
                case ExpressionSyntax expression when !IsDeclaredElsewhere(model, expression) && TypeOf(model, expression) is { } type:
                    // A lambda or method group given to `var` infers a Func or Action with no generic syntax in sight.
                    yield return Use(expression, type);
                    break;
            }
        }
    }

    /// <summary>A name that was declared in these sources is reported where it was declared, not at every use.</summary>
    public static bool IsDeclaredElsewhere(SemanticModel model, ExpressionSyntax expression) =>
        expression is TypeSyntax or MemberAccessExpressionSyntax
        && model.GetSymbolInfo(expression).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol or IEventSymbol or ITypeSymbol;

    private static INamedTypeSymbol? Resolve(SemanticModel model, GenericNameSyntax name) => model.GetSymbolInfo(name).Symbol switch
    {
        INamedTypeSymbol type => type,
        // The report names the type a generic method stands in; the method itself is quoted from the source.
        IMethodSymbol method => method.ContainingType,
        _ => null,
    };

    private static INamedTypeSymbol? TypeOf(SemanticModel model, ExpressionSyntax expression)
    {
        TypeInfo info = model.GetTypeInfo(expression);
        return Generic(info.Type) ?? Generic(info.ConvertedType);
    }

    private static INamedTypeSymbol? Generic(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Generic(array.ElementType),
        IPointerTypeSymbol pointer => Generic(pointer.PointedAtType),
        INamedTypeSymbol { TypeKind: not TypeKind.Error, IsGenericType: true } named => named,
        _ => null,
    };

    private static Finding Use(ExpressionSyntax place, INamedTypeSymbol type)
    {
        string shown = place is GenericNameSyntax ? place.ToString() : type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        bool isDelegate = type.TypeKind == TypeKind.Delegate;
        return new Finding(place.GetLocation(), $"{Finding.Quote(shown)} (generics crash or hang the device)", isDelegate ? InsteadOfDelegate : InsteadOfOwn);
    }

    private static string Declared(TypeParameterListSyntax parameters) => parameters.Parent switch
    {
        TypeDeclarationSyntax type => Finding.Quote($"{type.Keyword} {type.Identifier}{parameters}"),
        DelegateDeclarationSyntax type => Finding.Quote($"delegate {type.Identifier}{parameters}"),
        MethodDeclarationSyntax method => Finding.Quote($"{method.Identifier}{parameters}()"),
        LocalFunctionStatementSyntax method => Finding.Quote($"{method.Identifier}{parameters}()"),
        _ => Finding.Quote(parameters),
    };
}
