using Microsoft.CodeAnalysis;

namespace Enviro.NanoSubset;

/// <summary>
/// Judges whether firmware runs on the device: it must compile against the device's class libraries, use no construct that
/// compiles and then misbehaves, and leave nothing of the kind in the assembly.
/// </summary>
internal static class NanoGate
{
    /// <summary>What is wrong with <paramref name="build"/>, by file and line, each once; empty if it may go on a board.</summary>
    public static IReadOnlyList<Violation> Judge(FirmwareBuild build)
    {
        List<Violation> found = [.. CompileErrors.Explain(build)];
        found.AddRange(Constructs(build).Select(finding => finding.ToViolation()));
        if (found.Count == 0)
        {
            // Only for what the checks of the sources missed: its reports are coarser.
            found.AddRange(IlBackstop.Check(build));
        }

        return [.. found.Distinct().OrderBy(violation => violation.File, StringComparer.Ordinal).ThenBy(violation => violation.Line)];
    }

    private static IEnumerable<Finding> Constructs(FirmwareBuild build)
    {
        foreach (SyntaxTree tree in build.Compilation.SyntaxTrees)
        {
            SemanticModel model = build.Compilation.GetSemanticModel(tree);
            IEnumerable<Finding> findings =
            [
                .. GenericRule.Find(model), .. SyntaxRule.Find(model), .. EnumTextRule.Find(model), .. HashtableKeyRule.Find(model),
            ];
            foreach (Finding finding in findings)
            {
                yield return finding;
            }
        }
    }
}
