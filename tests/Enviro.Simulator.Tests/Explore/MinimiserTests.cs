namespace Enviro.Simulator.Tests;

/// <summary>A violation's world gets as small as the violation allows, within bounds.</summary>
public sealed class MinimiserTests
{
    private static readonly SimulationPlan Large = new() { Seed = 5, Nodes = 8, Hours = 72, Faults = FaultKinds.All };

    [Theory]
    [InlineData(1, 1, FaultKinds.None)]
    [InlineData(1, 13, FaultKinds.Gateway | FaultKinds.Disk)]
    [InlineData(3, 1, FaultKinds.Power)]
    [InlineData(8, 72, FaultKinds.None)]
    [InlineData(5, 71, FaultKinds.HostileNodes)]
    public void It_ends_at_the_smallest_world_that_still_breaks(int nodes, int hours, FaultKinds faults)
    {
        SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller) =>
            plan.Nodes >= nodes && plan.Hours >= hours && plan.Faults.HasFlag(faults) ? ScriptedSimulation.Result(plan, Invariant.KeptOnce) : ScriptedSimulation.Result(plan);

        Minimiser minimiser = new(Run, 200, TimeSpan.FromMinutes(1), TimeProvider.System, _ => { });
        ExplorationFinding smallest = minimiser.Shrink(Large, Run(Large, null).Violations[0]);
        Assert.Equal(Large with { Nodes = nodes, Hours = hours, Faults = faults }, smallest.Plan);
    }

    [Fact]
    public void Another_violation_is_not_the_same()
    {
        SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller) =>
            ScriptedSimulation.Result(plan, plan.Nodes == 8 ? Invariant.KeptOnce : Invariant.OrderHolds);

        Minimiser minimiser = new(Run, 200, TimeSpan.FromMinutes(1), TimeProvider.System, _ => { });
        ExplorationFinding smallest = minimiser.Shrink(Large, Run(Large, null).Violations[0]);
        Assert.Equal(8, smallest.Plan.Nodes);
        Assert.Equal(Invariant.KeptOnce, smallest.Violation.Invariant);
    }

    [Fact]
    public void What_is_noticed_early_is_tried_with_the_hours_until_then()
    {
        List<int> hours = [];
        SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller)
        {
            hours.Add(plan.Hours);
            return ScriptedSimulation.Result(plan);
        }

        Minimiser minimiser = new(Run, 1, TimeSpan.FromMinutes(1), TimeProvider.System, _ => { });
        minimiser.Shrink(Large, new Violation(Invariant.KeptOnce, SimulationPlan.StartMs + (4 * 3_600_000) + 1, ""));
        Assert.Equal([5], hours);
    }

    [Fact]
    public void Runs_are_bounded_for_all_violations_of_a_seed_together()
    {
        int runs = 0;
        SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller)
        {
            runs++;
            return ScriptedSimulation.Result(plan);
        }

        Minimiser minimiser = new(Run, 12, TimeSpan.FromMinutes(1), TimeProvider.System, _ => { });
        Violation violation = new(Invariant.KeptOnce, SimulationPlan.StartMs, "seen once");
        Assert.Equal(new ExplorationFinding(Large, violation), minimiser.Shrink(Large, violation));
        Assert.Equal(new ExplorationFinding(Large, violation with { Invariant = Invariant.OrderHolds }), minimiser.Shrink(Large, violation with { Invariant = Invariant.OrderHolds }));
        Assert.Equal(12, runs);
    }

    [Fact]
    public void Time_is_bounded()
    {
        EventQueue time = new(0);
        SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller)
        {
            time.RunUntil(time.NowMs + 7_000);
            return ScriptedSimulation.Result(plan);
        }

        Minimiser minimiser = new(Run, 1000, TimeSpan.FromSeconds(60), time, _ => { });
        minimiser.Shrink(Large, new Violation(Invariant.KeptOnce, SimulationPlan.StartMs, ""));
        Assert.Equal(9, minimiser.Runs);
    }
}
