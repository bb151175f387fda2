using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Enviro.NanoSubset;

/// <summary>
/// The text of an enum is its number on the device. Refuses the text itself, and boxing an enum anywhere it could become
/// text later; HasFlag, Equals and a Hashtable's key only compare it.
/// </summary>
internal static class EnumTextRule
{
    public const string Instead = "a switch that returns the name, or a cast to int,";

    public static IEnumerable<Finding> Find(SemanticModel model)
    {
        foreach (IOperation operation in Operations.In(model))
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance } when IsEnum(instance):
                case IMethodReferenceOperation { Method.Name: "ToString", Instance: { } target } when IsEnum(target):
                    yield return Refuse(operation, "the text of an enum is its number on the device");
                    break;
                case IInterpolationOperation { Expression: { } part } when IsEnum(Operations.Unconverted(part)):
                    yield return Refuse(operation, "an enum in text is its number on the device");
                    break;
                case IConversionOperation conversion when IsEnum(conversion.Operand) && conversion.Type is { IsReferenceType: true }:
                    if (!OnlyCompares(conversion))
                    {
                        yield return Refuse(conversion, "a boxed enum shows its number on the device");
                    }

                    break;
            }
        }
    }

    private static bool IsEnum(IOperation operation) => operation.Type is { TypeKind: TypeKind.Enum };

    private static bool OnlyCompares(IConversionOperation conversion) => conversion.Parent switch
    {
        IInterpolationOperation => true, // reported as a whole
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "HasFlag" or "Equals" } } => true,
        IArgumentOperation argument => HashtableKeyRule.IsKey(argument),
        IInvocationOperation { TargetMethod.Name: "HasFlag" or "Equals" or "GetHashCode" or "GetType" or "CompareTo" } => true,
        _ => false,
    };

    private static Finding Refuse(IOperation operation, string why) =>
        new(operation.Syntax.GetLocation(), $"{Finding.Quote(operation.Syntax)} ({why})", Instead);
}
