using System.Globalization;

namespace Enviro.Simulator;

/// <summary>What is to be run again, and how much of it told.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Nodes">Nodes of the fleet; null for what the seed says.</param>
/// <param name="Hours">Hours with faults; null for what the seed says.</param>
/// <param name="Faults">The families of faults, as <see cref="FaultNames"/> writes them.</param>
/// <param name="HasTrace">Whether everything that happens is told.</param>
/// <param name="TraceFile">Where it is told; null for standard output.</param>
/// <param name="Node">The node to tell of, by its URN or its number from 0; null for all.</param>
/// <param name="Reading">The reading message to tell of, as BOOT/SEQ; null for all.</param>
/// <param name="Json">Whether standard output has nothing but the line of JSON and what is told.</param>
internal sealed record ReplayOptions(ulong Seed, int? Nodes, int? Hours, string Faults, bool HasTrace, string? TraceFile, string? Node, string? Reading, bool Json)
{
    /// <summary>The plan.</summary>
    internal SimulationPlan Plan => SeedPlan.Of(Seed, Nodes, Hours, FaultNames.Parse(Faults)!.Value);

    /// <summary>Whether anything is told.</summary>
    internal bool Tells => HasTrace || Node is not null || Reading is not null;

    /// <summary>The number of the node in the fleet; null where it is named by its URN or not at all.</summary>
    internal int? NodeIndex => int.TryParse(Node, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        SeedPlan.FindMistake(Nodes, Hours) is { } size ? size
        : SeedPlan.FindMistake(Faults) is { } faults ? faults
        : Node is not null && NodeIndex is null && !Node.StartsWith("urn:", StringComparison.Ordinal) ? "--node must be a node's URN, or its number in the fleet from 0."
        : NodeIndex >= Plan.Nodes ? $"--node: the fleet has {Plan.Nodes} nodes, 0 to {Plan.Nodes - 1}."
        : Reading is not null && ReadingName.Parse(Reading) is null ? "--reading must be a boot and a sequence number, such as 3/17."
        : TraceFile is not null && Directory.Exists(TraceFile) ? $"--trace: {TraceFile} is a folder; name a file."
        : null;
}

/// <summary>A reading message of a node, by boot and sequence number.</summary>
/// <param name="Boot">Its boot.</param>
/// <param name="Sequence">Its sequence number.</param>
internal readonly record struct ReadingName(uint Boot, uint Sequence)
{
    /// <summary>Reads <c>BOOT/SEQ</c>; null where it is none.</summary>
    internal static ReadingName? Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint boot)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint sequence)
            ? new ReadingName(boot, sequence)
            : null;
    }
}
