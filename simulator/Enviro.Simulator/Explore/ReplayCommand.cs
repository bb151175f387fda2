using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim replay</c>.</summary>
internal static class ReplayCommand
{
    internal static Command Create()
    {
        Option<ulong> seed = new("--seed", "-s") { Description = "The seed", Required = true, HelpName = "S" };
        Option<int?> nodes = new("--nodes", "-n") { Description = "Nodes of the fleet, 1 to 10000; without it the seed says" };
        Option<int?> hours = new("--hours") { Description = "Hours with faults, 1 to 744; without it the seed says" };
        Option<string> faults = new("--faults") { Description = $"all, none, or some of: {FaultNames.Known}", DefaultValueFactory = _ => "all", HelpName = "LIST" };
        Option<string?> trace = new("--trace") { Description = "Tell everything that happens, or write it to this file", Arity = ArgumentArity.ZeroOrOne, HelpName = "FILE" };
        Option<string?> node = new("--node") { Description = "Tell what one node does and what names it: its URN, or its number in the fleet from 0", HelpName = "URN|INDEX" };
        Option<string?> reading = new("--reading") { Description = "Tell what becomes of one reading message; of which node, --node says", HelpName = "BOOT/SEQ" };
        Option<bool> json = new("--json") { Description = "No summary in words on standard output" };
        Command command = new("replay", "Run the world of one seed again and tell its story. Exit code 0 every invariant holds, 1 not, 2 could not run. The last line is one JSON object")
        {
            seed, nodes, hours, faults, trace, node, reading, json,
        };
        command.SetAction(parse => Run(
            new ReplayOptions(
                parse.GetValue(seed),
                parse.GetValue(nodes),
                parse.GetValue(hours),
                parse.GetValue(faults)!,
                parse.GetResult(trace) is not null,
                parse.GetValue(trace),
                parse.GetValue(node),
                parse.GetValue(reading),
                parse.GetValue(json)),
            Simulation.Run,
            index => FleetChips.Get(index).Urn,
            Console.Out,
            Console.Error));
        return command;
    }

    /// <summary>Replays with a given way to run a simulation; returns the exit code.</summary>
    internal static int Run(ReplayOptions options, SimulationRunner run, Func<int, string> urnOf, TextWriter output, TextWriter error)
    {
        if (options.FindMistake() is string mistake)
        {
            error.WriteLine(mistake);
            return 2;
        }

        long started = Stopwatch.GetTimestamp();
        SimulationResult result;
        try
        {
            result = RunAndTell(options, run, urnOf, output);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"--trace: {failure.Message}");
            return 2;
        }

        if (!options.Json)
        {
            Tell(result, output);
        }

        output.WriteLine(ToJson(result, Stopwatch.GetElapsedTime(started)));
        return result.Violations.Count == 0 ? 0 : 1;
    }

    private static SimulationResult RunAndTell(ReplayOptions options, SimulationRunner run, Func<int, string> urnOf, TextWriter output)
    {
        SimulationPlan plan = options.Plan;
        if (!options.Tells)
        {
            return GuardedRun.Run(run, plan);
        }

        ReadingName? reading = options.Reading is null ? null : ReadingName.Parse(options.Reading);
        StoryFilter filter = new(options.NodeIndex is int index ? urnOf(index) : options.Node, reading);
        if (reading is not null)
        {
            // The same run once before, for the hash of the reading: what comes of it may be told before anything names it.
            GuardedRun.Run(run, plan, (_, who, what) => filter.Learn(who, what));
        }

        using StreamWriter? file = options.TraceFile is null ? null : new StreamWriter(options.TraceFile);
        TextWriter story = file ?? output;
        IOException? failed = null;
        SimulationResult result = GuardedRun.Run(run, plan, (atMs, who, what) =>
        {
            try
            {
                if (failed is null && filter.Includes(who, what))
                {
                    story.WriteLine($"{ExploreCommand.TimeOf(atMs)}  {who}  {what}");
                }
            }
            catch (IOException failure)
            {
                // A full disk is none of the simulation's doing.
                failed = failure;
            }
        });
        return failed is null ? result : throw failed;
    }

    private static void Tell(SimulationResult result, TextWriter output)
    {
        foreach (Violation violation in result.Violations)
        {
            output.WriteLine($"{ExploreCommand.TimeOf(violation.AtMs)}  {violation.Invariant} does not hold: {violation.Detail}");
        }

        output.WriteLine($"seed {result.Plan.Seed}: {result.Plan.Nodes} nodes, {result.Plan.Hours} h, {result.Readings} readings signed, {result.Accepted} in the ledger, {result.Violations.Count} violations");
    }

    private static string ToJson(SimulationResult result, TimeSpan took)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seed", result.Plan.Seed);
            writer.WriteNumber("nodes", result.Plan.Nodes);
            writer.WriteNumber("hours", result.Plan.Hours);
            writer.WriteString("faults", FaultNames.Of(result.Plan.Faults));
            writer.WriteNumber("nodeHours", Math.Round(result.NodeHours, 2));
            ExplorationReport.WriteFaults(writer, result.Faults);
            writer.WriteNumber("readings", result.Readings);
            writer.WriteNumber("accepted", result.Accepted);
            writer.WriteStartArray("violations");
            foreach (Violation violation in result.Violations)
            {
                new ExplorationFinding(result.Plan, violation).Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteString("traceHash", result.TraceHash);
            writer.WriteNumber("elapsedS", Math.Round(took.TotalSeconds, 1));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
