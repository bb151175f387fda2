using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Enviro.NanoSubset;

/// <summary>What the code does, as the compiler understood it: conversions and calls that the syntax does not show.</summary>
internal static class Operations
{
    /// <summary>Every operation of a file, each once.</summary>
    public static IEnumerable<IOperation> In(SemanticModel model) =>
        model.SyntaxTree.GetRoot().DescendantNodes()
            .Select(node => model.GetOperation(node))
            .Where(operation => operation is { Parent: null })
            .SelectMany(root => root!.DescendantsAndSelf());

    /// <summary>The value before the conversions around it.</summary>
    public static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }
}
