using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enviro.Simulator.Tests;

/// <summary>Stands in for the simulation: its results follow from the plan by a script, at once.</summary>
internal static class ScriptedSimulation
{
    /// <summary>A run in which the given invariants break.</summary>
    internal static SimulationResult Result(SimulationPlan plan, params Invariant[] broken) => new()
    {
        Plan = plan,
        NodeHours = plan.Nodes * plan.Hours,
        Readings = plan.Nodes * plan.Hours * 4,
        Accepted = plan.Nodes * plan.Hours * 3,
        Faults = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["packetLost"] = plan.Hours, ["powerCut"] = 1 },
        Violations = [.. broken.Select(invariant => new Violation(invariant, EndOf(plan), $"{invariant} of {plan.Seed}"))],
        TraceHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.ToString()))),
    };

    /// <summary>Explores and gives exit code, standard output's lines and standard error.</summary>
    internal static (int ExitCode, string[] Output, string Error) Explore(ExploreOptions options, SimulationRunner run)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter error = new(CultureInfo.InvariantCulture);
        int exitCode = ExploreCommand.Run(options, run, output, TextWriter.Synchronized(error));
        return (exitCode, Lines(output), error.ToString());
    }

    /// <summary>Replays and gives exit code, standard output's lines and standard error.</summary>
    internal static (int ExitCode, string[] Output, string Error) Replay(ReplayOptions options, SimulationRunner run)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter error = new(CultureInfo.InvariantCulture);
        int exitCode = ReplayCommand.Run(options, run, index => $"urn:dev:os:1-{index}", output, error);
        return (exitCode, Lines(output), error.ToString());
    }

    private static long EndOf(SimulationPlan plan) => SimulationPlan.StartMs + (plan.Hours * 3_600_000L) + 1;

    private static string[] Lines(StringWriter text) => text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
