using System.Reflection;
using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Every target there is.</summary>
internal static class FuzzTargets
{
    /// <summary>What faces outsiders; in the order of the list.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. CborTargets.All, .. MessageTargets.All, .. SessionTargets.All, .. AttestationTargets.All, .. CertificateTargets.All, .. LedgerTargets.All,
        .. TransactionTargets.All, .. AppraisalTargets.All, .. TpmTargets.All, .. ConsoleTargets.All, .. MqttTargets.All,
    ];

    /// <summary>Decoders that no target feeds, and why.</summary>
    internal static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["CertificateDates.Parse"] = "three bytes inside a compressed certificate, whose target feeds it",
    };

    private static readonly string[] s_names = ["Parse", "TryParse", "ParseAny", "Decode", "TryDecode", "Open", "TryOpen", "Read", "TryRead", "FromEnvelope", "FromQuote"];

    /// <summary>The target of a name; with "all", every one. The planted defect has to be asked for.</summary>
    internal static FuzzTarget[] Named(string name) =>
        name == "all" ? [.. All] : [.. All.Append(PlantedDefect.Target).Where(target => target.Name == name)];

    /// <summary>
    /// Public methods of the product that make something of bytes, <c>Type.Method</c>: static ones of a decoder's name whose first parameter is bytes, and
    /// those of a session.
    /// </summary>
    internal static IEnumerable<string> DecodersOfProduct()
    {
        Assembly[] assemblies = [typeof(CborReader).Assembly, typeof(BlockHeader).Assembly, typeof(Attest).Assembly, typeof(ReadingAppraisal).Assembly];
        return assemblies
            .SelectMany(assembly => assembly.GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => s_names.Contains(method.Name) && method.GetParameters() is [{ ParameterType: var first }, ..] && IsBytes(first))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Distinct();
    }

    private static bool IsBytes(Type type) => type == typeof(byte[]) || type == typeof(ReadOnlySpan<byte>) || type == typeof(Span<byte>);
}
