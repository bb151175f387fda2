namespace Enviro.Simulator.Tests;

/// <summary>
/// A fixed set of seeds, each with every fault there is, as <c>enviro-sim explore --seeds 1..40 --faults all</c> runs them: no invariant is broken, and some of them
/// run again give the same hash.
/// </summary>
public sealed class FixedSeedsTests
{
    private const int Seeds = 40;
    private const int Repeated = 3;

    [Fact]
    public void No_invariant_is_broken_and_the_same_seed_gives_the_same_hash()
    {
        SimulationResult[] results = new SimulationResult[Seeds + Repeated];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
            results[i] = Simulator.Simulation.Run(SeedPlan.Of((ulong)(i % Seeds) + 1, null, null, FaultKinds.All)));
        Assert.Empty(results.SelectMany(result => result.Violations.Select(violation => $"{SeedPlan.CommandOf(result.Plan)}: {violation}")));
        for (int i = 0; i < Repeated; i++)
        {
            Assert.Equal(results[i].TraceHash, results[Seeds + i].TraceHash);
        }

        // Every family struck somewhere, or the set is no measure of anything.
        string[] faults = [.. results.SelectMany(result => result.Faults.Keys).Distinct()];
        string[] families = ["powerCut", "flash", "packet", "partition", "brokerRestart", "clock", "element", "sensor", "gatewayCrash", "disk", "tpm", "hostile", "edit"];
        Assert.All(families, family => Assert.Contains(faults, fault => fault.StartsWith(family, StringComparison.Ordinal)));
    }
}
