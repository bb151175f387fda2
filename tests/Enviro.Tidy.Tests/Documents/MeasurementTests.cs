namespace Enviro.Tidy.Tests;

public class MeasurementTests
{
    private const string Stamp = "`bash tests/performance.sh --only nodes`, 2026-11-24, load 0.25 before and 2.50 after.";
    private const string Part = $"<!-- measured: nodes -->\n\n| a |\n\n![Nodes](performance/nodes.svg)\n\n{Stamp}\n\n<!-- end: nodes -->\n";
    private const string Chart = "<?xml version=\"1.0\"?><svg><text>Nodes</text></svg>";

    [Fact]
    public void The_page_on_performance_and_its_charts_belong_together() => Complaints.AssertNone(MeasurementRules.Check(Tree.OfRepository));

    [Fact]
    public void A_part_with_its_command_and_its_chart_passes() => Assert.Empty(MeasurementRules.Check(TreeOf(Part)));

    [Theory]
    [InlineData(Stamp, "", "the measured part nodes does not say")]
    [InlineData("2026-11-24", "today", "the measured part nodes does not say")]
    [InlineData("load 0.25 before and 2.50 after", "an idle machine", "the measured part nodes does not say")]
    [InlineData("<!-- end: nodes -->", "", "the measured part nodes has no end")]
    [InlineData("<!-- end: nodes -->", "<!-- measured: other --><!-- end: nodes -->", "the measured part nodes has no end")]
    [InlineData("![Nodes]", "![Entries]", "nodes.svg is no chart with the title \"Entries\"")]
    [InlineData("![Nodes](performance/nodes.svg)", "", "nodes.svg is shown by nothing")]
    public void A_part_that_lost_something_is_refused(string old, string replacement, string words) =>
        Assert.Contains(MeasurementRules.Check(TreeOf(Part.Replace(old, replacement, StringComparison.Ordinal))), complaint => complaint.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void A_part_that_nobody_writes_is_refused() =>
        Complaints.AssertOne(
            "nobody writes the measured part nodes",
            MeasurementRules.Check(Tree.Of((MeasurementRules.Page, Part), ("gateway/docs/performance/nodes.svg", Chart), (MeasurementRules.Writer, "\"ledger\""))));

    [Fact]
    public void A_page_without_measured_parts_is_refused() =>
        Complaints.AssertOne("has no measured part", MeasurementRules.Check(Tree.Of((MeasurementRules.Page, "# Performance"))));

    [Fact]
    public void A_missing_page_is_refused() => Complaints.AssertOne("is missing", MeasurementRules.Check(Tree.Of(("README.md", ""))));

    private static Tree TreeOf(string page) =>
        Tree.Of((MeasurementRules.Page, page), ("gateway/docs/performance/nodes.svg", Chart), (MeasurementRules.Writer, "\"nodes\" \"other\""));
}
