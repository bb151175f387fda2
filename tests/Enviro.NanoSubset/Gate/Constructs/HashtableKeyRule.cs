using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Enviro.NanoSubset;

/// <summary>
/// The device's Hashtable never asks a key for its own Equals and GetHashCode: an entry under a struct, or under a class
/// with equality of its own, is never found again (Guid aborts). Strings, whole numbers, enums, char, bool and double work.
/// </summary>
internal static class HashtableKeyRule
{
    public const string Instead = "a string or a whole number made from the value";

    public static IEnumerable<Finding> Find(SemanticModel model) =>
        from argument in Operations.In(model).OfType<IArgumentOperation>()
        where IsKey(argument)
        let key = Operations.Unconverted(argument.Value)
        where key.Type is not null && !Works(key.Type)
        select new Finding(key.Syntax.GetLocation(), $"{Finding.Quote(key.Syntax)} as a Hashtable key ({Why(key.Type!)})", Instead);

    /// <summary>Whether the argument is the key of a Hashtable's indexer, Add, Contains or Remove.</summary>
    public static bool IsKey(IArgumentOperation argument) =>
        argument.Parameter is { Name: "key", ContainingSymbol.ContainingType: { Name: "Hashtable" or "IDictionary" } owner }
        && owner.ContainingNamespace.ToDisplayString() == "System.Collections";

    private static string Why(ITypeSymbol type) =>
        $"a {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} is not found again on the device";

    private static bool Works(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return true;
        }

        if (type.IsValueType)
        {
            return type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Double
                or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64);
        }

        return type.SpecialType is SpecialType.System_String or SpecialType.System_Object || !HasOwnEquality(type);
    }

    private static bool HasOwnEquality(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (at.GetMembers().OfType<IMethodSymbol>().Any(method => method is { IsOverride: true, Name: "Equals" or "GetHashCode" }))
            {
                return true;
            }
        }

        return false;
    }
}
