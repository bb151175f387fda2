using System.Globalization;

namespace Enviro.Simulator;

/// <summary>What a seed runs, and how a command line says it.</summary>
internal static class SeedPlan
{
    private const int MostNodes = 8;
    private const int LeastHours = 6;
    private const int MostHours = 72;

    /// <summary>
    /// The plan of a seed. What is not given follows from the seed: 1 to 8 nodes, 6 to 72 hours; so a seed alone is enough to run the same again.
    /// </summary>
    internal static SimulationPlan Of(ulong seed, int? nodes, int? hours, FaultKinds faults)
    {
        SimulationRandom size = new SimulationRandom(seed).Fork("size");
        int ownNodes = (int)size.Between(1, MostNodes);
        int ownHours = (int)size.Between(LeastHours, MostHours);
        return new SimulationPlan { Seed = seed, Nodes = nodes ?? ownNodes, Hours = hours ?? ownHours, Faults = faults };
    }

    /// <summary>What is wrong with a size; null when nothing is.</summary>
    internal static string? FindMistake(int? nodes, int? hours) =>
        nodes is < 1 or > SimulationPlan.MaxNodes ? $"--nodes must be 1 to {SimulationPlan.MaxNodes}."
        : hours is < 1 or > SimulationPlan.MaxHours ? $"--hours must be 1 to {SimulationPlan.MaxHours} (a month)."
        : null;

    /// <summary>What is wrong with a list of faults; null when nothing is.</summary>
    internal static string? FindMistake(string faults) =>
        FaultNames.Parse(faults) is null ? $"--faults must be all, none, or names separated by commas, of: {FaultNames.Known}." : null;

    /// <summary>The command that runs a plan again.</summary>
    internal static string CommandOf(SimulationPlan plan) => string.Create(
        CultureInfo.InvariantCulture, $"enviro-sim replay --seed {plan.Seed} --nodes {plan.Nodes} --hours {plan.Hours} --faults {FaultNames.Of(plan.Faults)}");
}
