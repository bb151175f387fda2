using Enviro.Node;

namespace Enviro.Simulator.Tests;

/// <summary>Hostile nodes and operators in whole simulations: nothing they do is kept, obeyed or overlooked.</summary>
public sealed class HostileScriptTests
{
    private const int Seeds = 12;

    [Fact]
    public void Fleets_under_attack_and_edited_ledgers_hold_every_invariant()
    {
        SortedDictionary<string, long> faults = new(StringComparer.Ordinal);
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            SimulationPlan plan = new() { Seed = seed, Nodes = 3, Hours = 18, Faults = FaultKinds.HostileNodes | FaultKinds.HostileOperator };
            SimulationResult result = Simulation.Run(plan);
            Assert.True(result.Violations.Count == 0, $"seed {seed}: {string.Join("; ", result.Violations)}");
            foreach ((string name, long times) in result.Faults)
            {
                faults[name] = faults.GetValueOrDefault(name) + times;
            }
        }

        // Rare ones, such as those of a revoked node, need more seeds than a test has time for.
        Assert.Empty(HostileNodes.DownlinkKinds.Select(kind => Counter("hostile", kind.Name)).Except(faults.Keys));
        Assert.True(HostileNodes.Kinds.Count(kind => faults.ContainsKey(Counter("hostile", kind.Name))) > HostileNodes.Kinds.Count * 3 / 4);
        Assert.Contains(faults.Keys, name => name.StartsWith("edit", StringComparison.Ordinal));
    }

    [Fact]
    public void An_attack_repeats_from_its_seed()
    {
        SimulationPlan plan = new() { Seed = 3, Nodes = 2, Hours = 6, Faults = FaultKinds.HostileNodes | FaultKinds.HostileOperator };
        SimulationResult first = Simulation.Run(plan);
        SimulationResult second = Simulation.Run(plan);
        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.Faults, second.Faults);
    }

    [Fact]
    public void A_node_that_forgets_or_obeys_is_told()
    {
        HostileDownlink downlink = new("acknowledgementForged", "urn:dev:ops:32473-a", "", []);
        Assert.Null(downlink.Judge(refused: 1, forgotten: 0));
        Assert.Contains("forgot 1", downlink.Judge(refused: 0, forgotten: 1), StringComparison.Ordinal);
        Assert.Contains("refused 0", downlink.Judge(refused: 0, forgotten: 0), StringComparison.Ordinal);
        Assert.Null((downlink with { MayPass = true }).Judge(refused: 0, forgotten: 1));
        Assert.Equal(0, HostileDownlink.RefusalsOf(new NodeCounters()));
    }

    private static string Counter(string what, string kind) => $"{what}{char.ToUpperInvariant(kind[0])}{kind[1..]}";
}
