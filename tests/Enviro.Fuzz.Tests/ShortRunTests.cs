namespace Enviro.Fuzz.Tests;

/// <summary>
/// A short run over every decoder that faces outsiders, from the corpus in tests/vectors/fuzz. It finds what a change has just broken; what takes longer is
/// for longer runs (tests/Enviro.Fuzz/README.md).
/// </summary>
public class ShortRunTests
{
    private const string Seed = "20261124";

    [Fact]
    public void No_decoder_shows_a_defect_on_the_corpus_nor_on_what_is_made_of_it()
    {
        using TempFolder defects = new();

        FuzzProgram run = FuzzProgram.Run("run", "all", "--seconds", "0.8", "--seed", Seed, "--defects", defects.Path);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Equal(FuzzTargets.All.Select(target => target.Name), run.Targets.Select(target => target.Name));
        Assert.All(run.Targets, target => Assert.True(target.Inputs > 0 && target.Edges >= target.SeedEdges && target.SeedEdges > 0, run.Text));
    }

    [Fact]
    public void A_defect_behind_four_nested_comparisons_is_found_where_coverage_guides_and_not_by_guessing()
    {
        using TempFolder defects = new();
        string[] budget = ["--seconds", "200", "--executions", "400000", "--seed", Seed, "--defects", defects.Path];

        FuzzProgram guided = FuzzProgram.Run(["run", "planted", .. budget]);
        FuzzProgram blind = FuzzProgram.Run(["run", "planted", .. budget, "--blind"]);

        Assert.True(guided.ExitCode == 1, guided.Text);
        Assert.Contains("the planted defect", guided.Text, StringComparison.Ordinal);
        Assert.True(guided.Targets[0].Edges > guided.Targets[0].SeedEdges, guided.Text);
        Assert.True(blind.ExitCode == 0, blind.Text);

        // What is reported repeats itself, and is cut down to the four bytes that matter.
        string file = Assert.Single(Directory.GetFiles(Path.Combine(defects.Path, "planted")));
        Assert.Equal([0xE7, 0x1B, 0x5C, 0xD9], File.ReadAllBytes(file));
        FuzzProgram again = FuzzProgram.Run("repeat", "planted", file);
        Assert.True(again.ExitCode == 1, again.Text);
    }

    [Theory]
    [InlineData("run", "no-such-target")]
    [InlineData("run", "cbor", "--seconds", "much")]
    [InlineData("run", "cbor", "--no-such-option", "1")]
    [InlineData("repeat", "all", "file")]
    [InlineData("fuzz")]
    public void What_makes_no_sense_is_refused_and_not_taken_for_a_clean_run(params string[] arguments) =>
        Assert.Equal(2, FuzzProgram.Run(arguments).ExitCode);
}
