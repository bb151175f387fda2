namespace Enviro.Simulator.Tests;

/// <summary>What can be said on the command lines of explore and replay, and what is said of the rest.</summary>
public sealed class ExploreOptionsTests
{
    private static readonly ExploreOptions Explore = new("1..3", null, null, "all", 1, 5, 60, false);
    private static readonly ReplayOptions Replay = new(1, 2, 6, "all", false, null, null, null, false);

    [Theory]
    [InlineData("1..3", 1, 3)]
    [InlineData("7", 7, 7)]
    [InlineData("0..0", 0, 0)]
    [InlineData("18446744073709551614..18446744073709551615", ulong.MaxValue - 1, ulong.MaxValue)]
    public void A_range_has_its_first_and_its_last_seed(string text, ulong first, ulong last)
    {
        Assert.Equal(new SeedRange(first, last), SeedRange.Parse(text));
        Assert.Null((Explore with { Seeds = text }).FindMistake());
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("1..")]
    [InlineData("..3")]
    [InlineData("3..1")]
    [InlineData("1...3")]
    [InlineData("-1..3")]
    [InlineData("1..3..5")]
    [InlineData("0x1..0x3")]
    [InlineData("1..100000001")]
    [InlineData("0..18446744073709551615")]
    [InlineData("1..18446744073709551616")]
    public void What_is_no_range_is_refused(string text)
    {
        Assert.Null(SeedRange.Parse(text));
        Assert.StartsWith("--seeds must be a first and a last seed, such as 1..1000", (Explore with { Seeds = text }).FindMistake(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_faults_are_the_words_of_their_kinds()
    {
        Assert.Equal(FaultKinds.Power | FaultKinds.HostileNodes | FaultKinds.SecureElements, FaultNames.Parse("power,hostile-nodes,secure-elements"));
        Assert.Equal(FaultKinds.All, FaultNames.Parse("all"));
        Assert.Equal(FaultKinds.None, FaultNames.Parse("none"));
        Assert.Equal(FaultKinds.All, FaultNames.Parse(FaultNames.Known));
        for (int set = 0; set <= (int)FaultKinds.All; set++)
        {
            Assert.Equal((FaultKinds)set, FaultNames.Parse(FaultNames.Of((FaultKinds)set)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("power,")]
    [InlineData("Power")]
    [InlineData("power,all")]
    [InlineData("hostileNodes")]
    [InlineData("4")]
    public void Faults_nobody_knows_are_refused_with_those_that_are_known(string faults)
    {
        Assert.Null(FaultNames.Parse(faults));
        Assert.Contains("hostile-operator", (Explore with { Faults = faults }).FindMistake(), StringComparison.Ordinal);
        Assert.Contains("hostile-operator", (Replay with { Faults = faults }).FindMistake(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 6, 1, 1, 0, "--nodes must be 1 to 10000.")]
    [InlineData(10001, 6, 1, 1, 0, "--nodes must be 1 to 10000.")]
    [InlineData(1, 0, 1, 1, 0, "--hours must be 1 to 744")]
    [InlineData(1, 745, 1, 1, 0, "--hours must be 1 to 744")]
    [InlineData(1, 6, 0, 1, 0, "--jobs must be 1 to 1024.")]
    [InlineData(1, 6, 1, 0, 0, "--max-violations must be 1 or more.")]
    [InlineData(1, 6, 1, 1, -1, "--minimise must be 0 to 10000 runs.")]
    public void A_number_beyond_its_limits_is_refused_with_them(int nodes, int hours, int jobs, int violations, int minimise, string mistake)
    {
        (int exitCode, string[] output, string error) = ScriptedSimulation.Explore(
            new ExploreOptions("1..3", nodes, hours, "all", jobs, violations, minimise, true), (_, _) => throw new InvalidOperationException("nothing may run"));
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.StartsWith(mistake, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", null, "--node: the fleet has 2 nodes, 0 to 1.")]
    [InlineData("mast", null, "--node must be a node's URN, or its number in the fleet from 0.")]
    [InlineData(null, "3", "--reading must be a boot and a sequence number, such as 3/17.")]
    [InlineData(null, "3/x", "--reading must be a boot and a sequence number, such as 3/17.")]
    public void A_story_of_what_is_not_there_is_refused(string? node, string? reading, string mistake)
    {
        (int exitCode, string[] output, string error) = ScriptedSimulation.Replay(
            Replay with { Node = node, Reading = reading }, (_, _) => throw new InvalidOperationException("nothing may run"));
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.StartsWith(mistake, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_alone_says_how_large_its_world_is()
    {
        HashSet<int> nodes = [];
        HashSet<int> hours = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            SimulationPlan plan = SeedPlan.Of(seed, null, null, FaultKinds.All);
            Assert.Equal(plan, SeedPlan.Of(seed, plan.Nodes, plan.Hours, FaultKinds.All));
            Assert.Equal(plan.Hours, SeedPlan.Of(seed, 3, null, FaultKinds.None).Hours);
            nodes.Add(plan.Nodes);
            hours.Add(plan.Hours);
        }

        Assert.Equal(Enumerable.Range(1, 8), nodes.Order());
        Assert.Equal((6, 72), (hours.Min(), hours.Max()));
    }
}
