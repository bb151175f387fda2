using System.CommandLine;
using System.Globalization;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim explore</c>.</summary>
internal static class ExploreCommand
{
    private static readonly TimeSpan MinimiserTime = TimeSpan.FromSeconds(60);

    internal static Command Create()
    {
        Option<string> seeds = new("--seeds", "-s") { Description = "First and last seed, A..B", Required = true, HelpName = "A..B" };
        Option<int?> nodes = new("--nodes", "-n") { Description = "Nodes of each fleet, 1 to 10000; without it the seed says, 1 to 8" };
        Option<int?> hours = new("--hours") { Description = "Hours with faults, 1 to 744; without it the seed says, 6 to 72" };
        Option<string> faults = new("--faults") { Description = $"all, none, or some of: {FaultNames.Known}", DefaultValueFactory = _ => "all", HelpName = "LIST" };
        Option<int> jobs = new("--jobs", "-j") { Description = "Simulations at a time, one thread each", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<int> violations = new("--max-violations") { Description = "Stop after so many seeds with a violation", DefaultValueFactory = _ => 5 };
        Option<int> minimise = new("--minimise") { Description = "Runs to spend on making a seed with a violation small; 0 leaves it as it is", DefaultValueFactory = _ => 60, HelpName = "RUNS" };
        Option<bool> json = new("--json") { Description = "Nothing on standard output but the line of JSON" };
        Command command = new(
            "explore", "Run whole fleets and their gateway in virtual time, a world for each seed, and check every invariant. Exit code 0 all hold, 1 not, 2 could not run. The last line is one JSON object")
        {
            seeds, nodes, hours, faults, jobs, violations, minimise, json,
        };
        command.SetAction(parse => Run(
            new ExploreOptions(
                parse.GetValue(seeds)!,
                parse.GetValue(nodes),
                parse.GetValue(hours),
                parse.GetValue(faults)!,
                parse.GetValue(jobs),
                parse.GetValue(violations),
                parse.GetValue(minimise),
                parse.GetValue(json)),
            Simulation.Run,
            Console.Out,
            Console.Error));
        return command;
    }

    /// <summary>Explores with a given way to run a simulation; returns the exit code.</summary>
    internal static int Run(ExploreOptions options, SimulationRunner run, TextWriter output, TextWriter error)
    {
        if (options.FindMistake() is string mistake)
        {
            error.WriteLine(mistake);
            return 2;
        }

        ExplorationReport report = new Exploration(options, run).Run(error.WriteLine);
        foreach (SimulationResult result in report.Broken)
        {
            // Each seed has an allowance of its own, so that what is found at one does not depend on the others.
            Minimiser minimiser = new(run, options.MinimiserRuns, MinimiserTime, TimeProvider.System, error.WriteLine);
            report.Findings.AddRange(GuardedRun.FirstOfEach(result).Select(violation => minimiser.Shrink(result.Plan, violation)));
        }

        if (!options.Json)
        {
            report.Tell(output);
        }

        output.WriteLine(report.ToJson());
        return report.Findings.Count == 0 ? 0 : 1;
    }

    /// <summary>Virtual time as it is told everywhere.</summary>
    internal static string TimeOf(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
