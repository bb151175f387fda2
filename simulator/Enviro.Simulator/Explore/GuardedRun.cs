namespace Enviro.Simulator;

/// <summary>Runs a simulation, as <see cref="Simulation.Run(SimulationPlan, Action{long, string, string}?)"/> does.</summary>
/// <param name="plan">What to run.</param>
/// <param name="teller">Takes what happens; null where nobody reads.</param>
internal delegate SimulationResult SimulationRunner(SimulationPlan plan, Action<long, string, string>? teller);

/// <summary>A run that always has a result: an exception that comes out of a simulation is what no part of the product may do.</summary>
internal static class GuardedRun
{
    private const int HashDigits = 64;

    internal static SimulationResult Run(SimulationRunner run, SimulationPlan plan, Action<long, string, string>? teller = null)
    {
        try
        {
            return run(plan, teller);
        }
        catch (Exception failure)
        {
            // It never came to an end, so nothing can be said of it but how it ended.
            return new SimulationResult
            {
                Plan = plan,
                NodeHours = 0,
                Readings = 0,
                Accepted = 0,
                Faults = new SortedDictionary<string, long>(StringComparer.Ordinal),
                Violations = [new Violation(Invariant.NoUnnamedFailure, SimulationPlan.StartMs, failure.ToString())],
                TraceHash = new string('0', HashDigits),
            };
        }
    }

    /// <summary>The first violation of each invariant, in the order in which they were noticed.</summary>
    internal static IReadOnlyList<Violation> FirstOfEach(SimulationResult result) => [.. result.Violations.DistinctBy(violation => violation.Invariant)];
}
