using System.Globalization;

namespace Enviro.Simulator;

/// <summary>
/// Makes the world of a violation small: fewer hours, nodes and families of faults, as long as the same invariant still breaks. What it ends with need
/// not be the smallest: it stops after so many runs or so long.
/// </summary>
/// <param name="run">Runs a simulation.</param>
/// <param name="maxRuns">How many runs it may take, for all violations of a seed together.</param>
/// <param name="maxTime">How long it may take; a run that has begun is ended.</param>
/// <param name="time">The clock for that.</param>
/// <param name="tell">Takes what it has come to, after each step.</param>
internal sealed class Minimiser(SimulationRunner run, int maxRuns, TimeSpan maxTime, TimeProvider time, Action<string> tell)
{
    private const double HourMs = 3_600_000;

    private readonly long _started = time.GetTimestamp();
    private ExplorationFinding _smallest = null!;

    /// <summary>Runs so far.</summary>
    internal int Runs { get; private set; }

    private bool HasRunsLeft => Runs < maxRuns && time.GetElapsedTime(_started) < maxTime;

    /// <summary>Finds a small world in which the invariant of a violation breaks, and what is found there.</summary>
    internal ExplorationFinding Shrink(SimulationPlan plan, Violation violation)
    {
        _smallest = new ExplorationFinding(plan, violation);

        // What was noticed early needs no more than the time until then.
        int hours = (int)Math.Clamp(Math.Ceiling((violation.AtMs - SimulationPlan.StartMs) / HourMs), 1, plan.Hours);
        TryTake(plan with { Hours = hours });
        SimulationPlan before;
        do
        {
            before = _smallest.Plan;
            Descend(current => current.Hours, (current, smaller) => current with { Hours = smaller });
            Descend(current => current.Nodes, (current, smaller) => current with { Nodes = smaller });
            DropFaults();
        }
        while (HasRunsLeft && _smallest.Plan != before);

        return _smallest;
    }

    /// <summary>Brings a number down to 1 or as far as it goes, in steps that are halved where they are too long.</summary>
    private void Descend(Func<SimulationPlan, int> numberOf, Func<SimulationPlan, int, SimulationPlan> with)
    {
        for (int step = numberOf(_smallest.Plan) / 2; step > 0 && HasRunsLeft; step = Math.Min(step, numberOf(_smallest.Plan) - 1))
        {
            if (!TryTake(with(_smallest.Plan, numberOf(_smallest.Plan) - step)))
            {
                step /= 2;
            }
        }
    }

    private void DropFaults()
    {
        if (TryTake(_smallest.Plan with { Faults = FaultKinds.None }))
        {
            return;
        }

        foreach (FaultKinds family in FaultNames.Each(_smallest.Plan.Faults))
        {
            TryTake(_smallest.Plan with { Faults = _smallest.Plan.Faults & ~family });
        }
    }

    private bool TryTake(SimulationPlan plan)
    {
        if (plan == _smallest.Plan || !HasRunsLeft)
        {
            return false;
        }

        Runs++;
        Violation? same = GuardedRun.Run(run, plan).Violations.FirstOrDefault(violation => violation.Invariant == _smallest.Violation.Invariant);
        if (same is null)
        {
            return false;
        }

        _smallest = new ExplorationFinding(plan, same);
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {plan.Seed}, {same.Invariant}: still with {plan.Nodes} nodes, {plan.Hours} h, faults {FaultNames.Of(plan.Faults)}, after {Runs} runs"));
        return true;
    }
}
