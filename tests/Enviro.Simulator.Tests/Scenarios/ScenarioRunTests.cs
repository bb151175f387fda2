using System.Text.Json;

namespace Enviro.Simulator.Tests;

/// <summary>The scenarios that come with the program hold, and what is sabotaged is named.</summary>
public sealed class ScenarioRunTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("valley")]
    [InlineData("city-winter")]
    [InlineData("river-spill")]
    [InlineData("bad-radio")]
    [InlineData("replay")]
    public void What_a_scenario_expects_holds(string name)
    {
        Scenario scenario = ScenarioReader.Load(ScenarioFolder.Find(name));
        ScenarioOutcome outcome = new ScenarioRun(scenario, scenario.Seed).Run();
        foreach (ExpectationResult result in outcome.Results)
        {
            output.WriteLine($"{result.Holds} {result.Expectation}: {result.Found}");
        }

        Assert.All(outcome.Results, result => Assert.True(result.Holds, $"{result.Expectation}: {result.Found}"));
    }

    [Fact]
    public void The_list_has_every_scenario_and_each_has_its_test()
    {
        Assert.Equal(["bad-radio", "city-winter", "replay", "river-spill", "valley"], ScenarioFolder.Paths.Select(path => ScenarioReader.Load(path).Name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_gives_another()
    {
        ScenarioOutcome first = ScenarioText.Run(ScenarioText.Small, 5);
        ScenarioOutcome again = ScenarioText.Run(ScenarioText.Small, 5);
        Assert.Equal(first.TraceHash, again.TraceHash);
        Assert.Equal(ReadingChart.ToSvg(first, "pm25"), ReadingChart.ToSvg(again, "pm25"));
        Assert.NotEqual(first.TraceHash, ScenarioText.Run(ScenarioText.Small, 6).TraceHash);
    }

    [Fact]
    public void A_limit_that_is_not_reached_is_named()
    {
        string text = ScenarioText.Own("valley").Replace("each: 22:00-06:00, above: 100 ug/m3", "each: 22:00-06:00, above: 900 ug/m3", StringComparison.Ordinal);
        AssertOneFails(text, "peak of pm25 at farm every day 22:00 to 06:00 above 900 ug/m3");
    }

    [Fact]
    public void Readings_that_are_not_there_are_named()
    {
        // The farm has no power in one of the nights: its peak is not found, and its hole is.
        string text = ScenarioText.Own("valley").Replace(
            "faults:", "faults:\n  - power-out: { station: farm, from: 2026-06-03 20:30, to: 2026-06-04 07:00 }", StringComparison.Ordinal);
        AssertOneFails(text, "peak of pm25 at farm", "a reading at every interval of farm");
    }

    [Fact]
    public void A_sensor_that_is_wrong_without_being_expected_is_named()
    {
        string text = ScenarioText.Own("city-winter").Replace(
            "faults:", "faults:\n  - sensor: { station: market, sensor: bme280, fault: no-answer, from: 2026-01-05 10:00, to: 2026-01-05 11:00 }", StringComparison.Ordinal);
        AssertOneFails(text, "no flag at market, station-square");
    }

    [Fact]
    public void The_command_says_so_by_its_exit_code_and_in_one_line_of_JSON()
    {
        string folder = Directory.CreateTempSubdirectory("scenario-").FullName;
        try
        {
            string path = Path.Combine(folder, "own.yaml");
            File.WriteAllText(path, ScenarioText.Small);
            (int code, JsonElement said) = RunCommand(path, new DirectoryInfo(Path.Combine(folder, "charts")));
            Assert.Equal(0, code);
            Assert.True(said.GetProperty("holds").GetBoolean());
            Assert.Equal(said.GetProperty("signed").GetInt64(), said.GetProperty("accepted").GetInt64());
            Assert.Equal(10, said.GetProperty("charts").GetArrayLength());
            Assert.All(said.GetProperty("charts").EnumerateArray(), chart => Assert.Contains("<svg", File.ReadAllText(chart.GetString()!), StringComparison.Ordinal));

            File.WriteAllText(path, ScenarioText.Small.Replace("below: 30 ug/m3", "above: 30 ug/m3", StringComparison.Ordinal));
            (code, said) = RunCommand(path, null);
            Assert.Equal(1, code);
            JsonElement failed = Assert.Single(said.GetProperty("expectations").EnumerateArray(), one => !one.GetProperty("holds").GetBoolean());
            Assert.Equal("peak of pm25 at farm above 30 ug/m3", failed.GetProperty("expected").GetString());

            File.WriteAllText(path, "name: own");
            Assert.Equal(2, ScenarioCommand.Run(path, null, null, true, TextWriter.Null));
            Assert.Equal(2, ScenarioCommand.Run("no-such-scenario", null, null, true, TextWriter.Null));
            Assert.Equal(2, ScenarioCommand.Run(null, null, null, true, TextWriter.Null));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static (int Code, JsonElement Said) RunCommand(string path, DirectoryInfo? charts)
    {
        using StringWriter said = new();
        int code = ScenarioCommand.Run(path, null, charts, true, said);
        return (code, JsonDocument.Parse(said.ToString().Trim()).RootElement);
    }

    private static void AssertOneFails(string text, params string[] expected)
    {
        string[] failed = [.. ScenarioText.Run(text).Results.Where(result => !result.Holds).Select(result => result.Expectation)];
        Assert.Equal(expected.Length, failed.Length);
        Assert.All(expected.Zip(failed), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }
}
