using System.Text.Json;

namespace Enviro.Simulator.Tests;

/// <summary>Replaying: the same run, and the story that was asked for.</summary>
public sealed class ReplayCommandTests
{
    private const string First = "urn:dev:os:1-0";
    private const string Second = "urn:dev:os:1-1";
    private static readonly ReplayOptions Options = new(3, 2, 6, "none", false, null, null, null, true);

    private static readonly (string Who, string What)[] Happenings =
    [
        (First, "publishes aaaaaaaa"),
        (First, "stores boot 1 seq 1 aaaaaaaa"),
        (Second, "stores boot 1 seq 1 bbbbbbbb"),
        (Second, "stores boot 1 seq 10 cccccccc"),
        ("gateway", "keeps aaaaaaaa"),
        ("operator", $"Suspended {Second}: entered"),
        (First, "forgets aaaaaaaa: acknowledged"),
        (Second, "forgets bbbbbbbb: acknowledged"),
    ];

    [Fact]
    public void Without_being_asked_it_tells_no_story()
    {
        (int exitCode, string[] output, _) = ScriptedSimulation.Replay(Options, Run);
        Assert.Equal(0, exitCode);
        using JsonDocument report = JsonDocument.Parse(Assert.Single(output));
        Assert.Equal(
            ["seed", "nodes", "hours", "faults", "nodeHours", "faultsInjected", "readings", "accepted", "violations", "traceHash", "elapsedS"],
            report.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(ScriptedSimulation.Result(Options.Plan).TraceHash, report.RootElement.GetProperty("traceHash").GetString());
    }

    [Fact]
    public void A_whole_story_has_every_line_with_its_time()
    {
        (_, string[] output, _) = ScriptedSimulation.Replay(Options with { HasTrace = true }, Run);
        Assert.Equal(Happenings.Length + 1, output.Length);
        Assert.Equal($"2026-01-01T00:00:01.500Z  {First}  stores boot 1 seq 1 aaaaaaaa", output[1]);
    }

    [Theory]
    [InlineData("0", null, new[] { 0, 1, 6 })]
    [InlineData(Second, null, new[] { 2, 3, 5, 7 })]
    [InlineData(null, "1/1", new[] { 0, 1, 2, 4, 6, 7 })]
    [InlineData("0", "1/1", new[] { 0, 1, 4, 6 })]
    [InlineData("1", "1/10", new[] { 3 })]
    [InlineData("0", "1/10", new int[0])]
    public void A_story_of_a_node_or_a_reading_has_what_is_about_it(string? node, string? reading, int[] lines)
    {
        (_, string[] output, _) = ScriptedSimulation.Replay(Options with { Node = node, Reading = reading }, Run);
        Assert.Equal(lines.Select(line => $"{Happenings[line].Who}  {Happenings[line].What}"), output[..^1].Select(line => line[26..]));
    }

    [Fact]
    public void A_story_can_go_to_a_file_and_a_file_that_cannot_be_written_is_said()
    {
        string folder = Directory.CreateTempSubdirectory("story-").FullName;
        try
        {
            string file = Path.Combine(folder, "story.txt");
            (int exitCode, string[] output, _) = ScriptedSimulation.Replay(Options with { HasTrace = true, TraceFile = file }, Run);
            Assert.Equal(0, exitCode);
            Assert.Single(output);
            Assert.Equal(Happenings.Length, File.ReadAllLines(file).Length);

            (exitCode, output, string error) = ScriptedSimulation.Replay(Options with { HasTrace = true, TraceFile = Path.Combine(folder, "no", "story.txt") }, Run);
            Assert.Equal(2, exitCode);
            Assert.Empty(output);
            Assert.StartsWith("--trace: ", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void A_violation_ends_with_exit_code_1()
    {
        (int exitCode, string[] output, _) = ScriptedSimulation.Replay(Options with { Json = false }, (plan, _) => ScriptedSimulation.Result(plan, Invariant.SaltsAreUnique));
        Assert.Equal(1, exitCode);
        Assert.Equal("2026-01-01T06:00:00.001Z  SaltsAreUnique does not hold: SaltsAreUnique of 3", output[0]);
        Assert.Contains("\"command\":\"enviro-sim replay --seed 3 --nodes 2 --hours 6 --faults none\"", output[^1], StringComparison.Ordinal);
    }

    private static SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller)
    {
        for (int i = 0; i < Happenings.Length; i++)
        {
            teller?.Invoke(SimulationPlan.StartMs + (i * 1500), Happenings[i].Who, Happenings[i].What);
        }

        return ScriptedSimulation.Result(plan);
    }
}
