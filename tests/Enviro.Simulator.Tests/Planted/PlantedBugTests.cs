using System.Globalization;

namespace Enviro.Simulator.Tests;

/// <summary>
/// The simulator finds bugs: the product is built with one that was put in, and exploring must show it. Without one, the same way shows none.
/// </summary>
public sealed class PlantedBugTests(PlantedProgram program, ITestOutputHelper told) : IClassFixture<PlantedProgram>
{
    public static TheoryData<PlantedBug> All => [.. VerifierBugs.All, .. NodeBugs.All, .. GatewayBugs.All, .. LedgerBugs.All];

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_planted_bug_breaks_an_invariant(PlantedBug bug)
    {
        PlantedRun run = program.Explore(
            bug.Project,
            bug.Changes,
            "--seeds", $"1..{bug.Seeds}", "--nodes", Text(bug.Nodes), "--hours", Text(bug.Hours), "--faults", FaultNames.Of(bug.Faults), "--max-violations", "1");
        told.WriteLine(run.ToString());
        Assert.True(run.ExitCode == 1, $"{bug.Name}: nothing showed it in {bug.Seeds} seeds; {run}");
        Assert.True(run.Broken().Intersect(bug.Breaks).Any(), $"{bug.Name}: expected {string.Join(" or ", bug.Breaks)}; {run}");
    }

    [Theory]
    [InlineData("gateway/Enviro.Gateway")]
    [InlineData("gateway/Enviro.Ledger")]
    [InlineData("gateway/Enviro.Verification")]
    [InlineData("firmware/Enviro.Node")]
    [InlineData("firmware/Enviro.Wire")]
    public void A_product_that_is_only_built_anew_breaks_none(string project)
    {
        PlantedRun run = program.Explore(project, [], "--seeds", "1..3", "--nodes", "2", "--hours", "12");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Empty(run.Broken());
    }

    [Fact]
    public void A_text_that_is_gone_or_there_twice_fails_loudly()
    {
        Assert.Contains("not there any more", Refused("ForTheSkyIsHollow"), StringComparison.Ordinal);
        Assert.Contains("more than once", Refused("return"), StringComparison.Ordinal);
        Assert.Contains("There is no", Assert.Throws<InvalidOperationException>(() => program.Explore("gateway/Enviro.Ledger", [new("Gone.cs", "a", "b")])).Message, StringComparison.Ordinal);

        string Refused(string text) =>
            Assert.Throws<InvalidOperationException>(() => program.Explore("gateway/Enviro.Ledger", [new("Entries/EntryLeaf.cs", text, "")])).Message;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
