using System.Security.Cryptography;
using System.Text.Json;

namespace Enviro.Simulator.Tests;

/// <summary>Exploring: what is run, what is reported, and that the threads do not show.</summary>
public sealed class ExploreCommandTests
{
    private static readonly ExploreOptions Options = new("1..40", null, null, "all", 4, 100, 0, true);

    [Fact]
    public void The_last_line_is_the_whole_report()
    {
        (int exitCode, string[] output, string error) = ScriptedSimulation.Explore(Options with { Seeds = "5..6", Nodes = 2, Hours = 10 }, (plan, _) => ScriptedSimulation.Result(plan));
        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        using JsonDocument report = JsonDocument.Parse(Assert.Single(output));
        Assert.Equal(
            ["seeds", "nodeHours", "faultsInjected", "readings", "accepted", "violations", "traceHash", "nodeHoursPerSecond", "elapsedS"],
            report.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(2, report.RootElement.GetProperty("seeds").GetInt64());
        Assert.Equal(40, report.RootElement.GetProperty("nodeHours").GetDouble());
        Assert.Equal(160, report.RootElement.GetProperty("readings").GetInt64());
        Assert.Equal(120, report.RootElement.GetProperty("accepted").GetInt64());
        Assert.Equal("""{"packetLost":20,"powerCut":2}""", report.RootElement.GetProperty("faultsInjected").GetRawText());
        Assert.Equal("[]", report.RootElement.GetProperty("violations").GetRawText());

        // The hash over the runs' hashes, in the order of the seeds.
        byte[] hashes = [.. new ulong[] { 5, 6 }.SelectMany(seed => Convert.FromHexString(ScriptedSimulation.Result(SeedPlan.Of(seed, 2, 10, FaultKinds.All)).TraceHash))];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashes)), report.RootElement.GetProperty("traceHash").GetString());
    }

    [Fact]
    public void A_broken_invariant_is_told_with_the_command_that_shows_it_again()
    {
        (int exitCode, string[] output, _) = ScriptedSimulation.Explore(
            Options with { Nodes = 3, Hours = 7, Faults = "packets,power", Json = false },
            (plan, _) => plan.Seed == 17 ? ScriptedSimulation.Result(plan, Invariant.KeptOnce, Invariant.OrderHolds, Invariant.KeptOnce) : ScriptedSimulation.Result(plan));
        Assert.Equal(1, exitCode);
        using JsonDocument report = JsonDocument.Parse(output[^1]);
        JsonElement[] violations = [.. report.RootElement.GetProperty("violations").EnumerateArray()];
        Assert.Equal(["KeptOnce", "OrderHolds"], violations.Select(violation => violation.GetProperty("invariant").GetString()));
        Assert.All(violations, violation => Assert.Equal(17, violation.GetProperty("seed").GetInt32()));
        Assert.Equal("KeptOnce of 17", violations[0].GetProperty("detail").GetString());
        Assert.Equal("enviro-sim replay --seed 17 --nodes 3 --hours 7 --faults power,packets", violations[0].GetProperty("command").GetString());
        Assert.Contains(output, line => line.StartsWith("seed 17: KeptOnce does not hold at 2026-01-01T07:00:00.001Z", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Threads_change_nothing_but_the_times(int jobs)
    {
        // Later seeds are done sooner, so that results come out of order.
        static SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller)
        {
            Thread.Sleep((int)(40 - plan.Seed) % 7);
            return plan.Seed % 4 == 3 ? ScriptedSimulation.Result(plan, Invariant.OnlyAuthentic) : ScriptedSimulation.Result(plan);
        }

        (_, string[] one, _) = ScriptedSimulation.Explore(Options with { Jobs = 1, MaxViolations = 6 }, Run);
        (_, string[] many, _) = ScriptedSimulation.Explore(Options with { Jobs = jobs, MaxViolations = 6 }, Run);
        Assert.Equal(WithoutTimes(one[^1]), WithoutTimes(many[^1]));

        // The sixth such seed is 23: nothing behind it counts, though it may have been run.
        Assert.Contains("\"seeds\":23,", many[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_in_a_simulation_is_what_it_found()
    {
        (int exitCode, string[] output, _) = ScriptedSimulation.Explore(
            Options, (plan, _) => plan.Seed == 2 ? throw new InvalidOperationException("the queue is empty") : ScriptedSimulation.Result(plan));
        Assert.Equal(1, exitCode);
        using JsonDocument report = JsonDocument.Parse(output[^1]);
        Assert.Equal(40, report.RootElement.GetProperty("seeds").GetInt64());
        JsonElement violation = Assert.Single(report.RootElement.GetProperty("violations").EnumerateArray());
        Assert.Equal(2, violation.GetProperty("seed").GetInt32());
        Assert.Equal("NoUnnamedFailure", violation.GetProperty("invariant").GetString());
        Assert.Contains("InvalidOperationException: the queue is empty", violation.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(nameof(An_exception_in_a_simulation_is_what_it_found), violation.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_seed_is_made_small()
    {
        (int exitCode, string[] output, string error) = ScriptedSimulation.Explore(
            Options with { Seeds = "9", Nodes = 8, Hours = 48, MinimiserRuns = 60 },
            (plan, _) => plan.Nodes >= 2 && plan.Faults.HasFlag(FaultKinds.Broker) ? ScriptedSimulation.Result(plan, Invariant.ProgressResumes) : ScriptedSimulation.Result(plan));
        Assert.Equal(1, exitCode);
        Assert.Contains("enviro-sim replay --seed 9 --nodes 2 --hours 1 --faults broker", output[^1], StringComparison.Ordinal);
        Assert.Contains("seed 9, ProgressResumes: still with", error, StringComparison.Ordinal);
    }

    private static string WithoutTimes(string json) => json[..json.IndexOf("\"nodeHoursPerSecond\"", StringComparison.Ordinal)];
}
