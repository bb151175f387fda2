namespace Enviro.Simulator.Tests;

/// <summary>Whole fleets in virtual time: what is kept in a kind world and in a mean one, and that a run can be repeated to the byte.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void In_a_world_without_faults_everything_is_kept_and_nothing_is_refused()
    {
        IReadOnlyDictionary<string, long> refused = new Dictionary<string, long>();
        SimulationSetup setup = new() { HasOperator = false, Read = store => refused = store.RefusalCounts() };
        SimulationResult result = Simulator.Simulation.Run(new SimulationPlan { Seed = 1, Nodes = 3, Hours = 12, Faults = FaultKinds.None }, setup);
        Assert.Empty(result.Violations);
        Assert.Equal(result.Readings, result.Accepted);
        Assert.InRange(result.Readings, 3 * 12 * 2, 3 * 14 * 2);
        Assert.Empty(result.Faults);

        // A newcomer's first reading may overtake its evidence.
        Assert.Subset(new HashSet<string> { "UnknownAttester" }, refused.Keys.ToHashSet());
    }

    [Fact]
    public void The_same_plan_gives_the_same_run_to_the_byte_and_another_seed_another()
    {
        SimulationPlan plan = new() { Seed = 9, Nodes = 3, Hours = 12 };
        List<string> first = [];
        List<string> second = [];
        byte[] root = [];
        SimulationResult once = Simulator.Simulation.Run(plan, new SimulationSetup { Read = store => root = store.Tree.RootHash() }, (at, who, what) => first.Add($"{at} {who} {what}"));
        SimulationResult twice = Simulator.Simulation.Run(
            plan, new SimulationSetup { Read = store => Assert.Equal(root, store.Tree.RootHash()) }, (at, who, what) => second.Add($"{at} {who} {what}"));
        Assert.Equal(first, second);
        Assert.Equal(once.TraceHash, twice.TraceHash);
        Assert.NotEqual(once.TraceHash, Simulator.Simulation.Run(plan with { Seed = 10 }).TraceHash);
    }

    [Fact]
    public void A_ledger_that_lost_what_it_acknowledged_is_noticed()
    {
        // The negative control of the oracle: the disk forgets what was synced, which no disk may.
        SimulationSetup setup = new()
        {
            HasOperator = false,
            Begin = simulation =>
            {
                byte[]? old = null;
                string file = SimulatedGateway.Folder + "/ledger.db";
                simulation.Queue.After(4 * 3_600_000, () =>
                {
                    simulation.Gateway.Kill();
                    old = simulation.Gateway.Disk.Read(file);
                });
                simulation.Queue.After(8 * 3_600_000, () =>
                {
                    simulation.Gateway.Kill();
                    simulation.Gateway.Disk.Write(file, old!);
                    simulation.Gateway.Disk.Write(file + "-wal", []);
                });
            },
        };
        SimulationResult result = Simulator.Simulation.Run(new SimulationPlan { Seed = 3, Nodes = 2, Hours = 10, Faults = FaultKinds.None }, setup);
        Assert.Contains(result.Violations, violation => violation.Invariant == Invariant.AcknowledgedIsKept);
        Assert.Contains(result.Violations, violation => violation.Invariant == Invariant.CommittedIsFinal);
    }

    [Fact]
    public void A_fleet_that_cannot_reach_its_gateway_any_more_is_noticed()
    {
        SimulationSetup setup = new() { HasOperator = false, End = simulation => simulation.Queue.After(1, simulation.Network.Close) };
        SimulationResult result = Simulator.Simulation.Run(new SimulationPlan { Seed = 3, Nodes = 2, Hours = 2, Faults = FaultKinds.None }, setup);
        Violation violation = Assert.Single(result.Violations);
        Assert.Equal(Invariant.ProgressResumes, violation.Invariant);
    }
}
