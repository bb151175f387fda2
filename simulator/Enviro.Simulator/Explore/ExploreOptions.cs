namespace Enviro.Simulator;

/// <summary>What is to be explored.</summary>
/// <param name="Seeds">The seeds, as <see cref="SeedRange"/> writes them.</param>
/// <param name="Nodes">Nodes of each fleet; null for what the seed says.</param>
/// <param name="Hours">Hours with faults; null for what the seed says.</param>
/// <param name="Faults">The families of faults, as <see cref="FaultNames"/> writes them.</param>
/// <param name="Jobs">How many simulations run at a time, each on a thread of its own.</param>
/// <param name="MaxViolations">After so many seeds with a violation the rest is left out.</param>
/// <param name="MinimiserRuns">How many runs a seed with a violation may cost to be made small; 0 to leave it as it is.</param>
/// <param name="Json">Whether standard output has nothing but the line of JSON.</param>
internal sealed record ExploreOptions(string Seeds, int? Nodes, int? Hours, string Faults, int Jobs, int MaxViolations, int MinimiserRuns, bool Json)
{
    /// <summary>The families of faults.</summary>
    internal FaultKinds FaultSet => FaultNames.Parse(Faults)!.Value;

    /// <summary>The seeds.</summary>
    internal SeedRange SeedSet => SeedRange.Parse(Seeds)!.Value;

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        SeedRange.Parse(Seeds) is null ? $"--seeds must be a first and a last seed, such as 1..1000, at most {SeedRange.MaxCount} of them."
        : SeedPlan.FindMistake(Nodes, Hours) is { } size ? size
        : SeedPlan.FindMistake(Faults) is { } faults ? faults
        : Jobs is < 1 or > 1024 ? "--jobs must be 1 to 1024."
        : MaxViolations < 1 ? "--max-violations must be 1 or more."
        : MinimiserRuns is < 0 or > 10_000 ? "--minimise must be 0 to 10000 runs."
        : null;
}
