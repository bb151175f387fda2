using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim run</c>.</summary>
internal static class ScenarioCommand
{
    private const int WideEnough = 4096;
    private const int UsageExitCode = 2;

    private static readonly TimeSpan PatienceOfPeople = TimeSpan.FromSeconds(2);

    internal static Command Create()
    {
        Argument<string?> scenario = new("scenario")
        {
            Description = "Name of a scenario, or path of a file of one's own",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<ulong?> seed = new("--seed") { Description = "Where all randomness comes from; without it the scenario's own seed" };
        Option<DirectoryInfo?> charts = new("--charts") { Description = "Folder for charts of the readings, SVG" };
        Option<bool> json = new("--json") { Description = "Only the JSON object" };
        Option<bool> list = new("--list") { Description = "Say which scenarios there are" };
        Command command = new("run", "Run a scenario and check what it expects. Exit code 0 all holds, 1 not, 2 could not run. The last line is one JSON object")
        {
            scenario, seed, charts, json, list,
        };
        command.SetAction(parse => parse.GetValue(list)
            ? List(parse.GetValue(json))
            : Run(parse.GetValue(scenario), parse.GetValue(seed), parse.GetValue(charts), parse.GetValue(json), Console.Out));
        return command;
    }

    /// <summary>Runs a scenario and writes the JSON object to <paramref name="output"/>; returns the exit code.</summary>
    internal static int Run(string? nameOrPath, ulong? seed, DirectoryInfo? charts, bool isJsonOnly, TextWriter output)
    {
        if (nameOrPath is null)
        {
            return Refuse("Which scenario? `enviro-sim run --list` says which there are.");
        }

        try
        {
            Scenario scenario = ScenarioReader.Load(ScenarioFolder.Find(nameOrPath));
            Stopwatch watch = Stopwatch.StartNew();
            ScenarioOutcome outcome = new ScenarioRun(scenario, seed ?? scenario.Seed, isJsonOnly ? null : Teller(scenario.Name, watch)).Run();
            IReadOnlyList<string> drawn = charts is null ? [] : ReadingChart.WriteAll(outcome, charts);
            ScenarioReport report = new(outcome, drawn, watch.Elapsed.TotalSeconds);
            if (!isJsonOnly)
            {
                report.Write(ErrorConsole());
            }

            output.WriteLine(report.ToJson());
            return report.Holds ? 0 : 1;
        }
        catch (Exception failure) when (failure is ScenarioException or SimulationException or IOException or UnauthorizedAccessException)
        {
            return Refuse(failure.Message);
        }
    }

    private static int List(bool isJsonOnly)
    {
        try
        {
            Scenario[] scenarios = [.. ScenarioFolder.Paths.Select(ScenarioReader.Load)];
            if (!isJsonOnly)
            {
                Table table = new Table().Border(TableBorder.Simple).AddColumns("name", "shows");
                foreach (Scenario scenario in scenarios)
                {
                    table.AddRow(Markup.Escape(scenario.Name), Markup.Escape(scenario.Shows));
                }

                ErrorConsole().Write(table);
            }

            Console.WriteLine(ToJson(scenarios));
            return 0;
        }
        catch (ScenarioException failure)
        {
            return Refuse(failure.Message);
        }
    }

    private static string ToJson(IEnumerable<Scenario> scenarios)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("scenarios");
            foreach (Scenario scenario in scenarios)
            {
                writer.WriteStartObject();
                writer.WriteString("name", scenario.Name);
                writer.WriteString("shows", scenario.Shows);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Says how far a run is, once in a while, to people who have waited already.</summary>
    private static Action<double> Teller(string name, Stopwatch watch)
    {
        TimeSpan next = PatienceOfPeople;
        return share =>
        {
            if (watch.Elapsed >= next)
            {
                next = watch.Elapsed + PatienceOfPeople;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {share * 100:0} %"));
            }
        };
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return UsageExitCode;
    }

    private static IAnsiConsole ErrorConsole()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
        {
            // A pipe or a file has no edge: a line must not be broken in two.
            console.Profile.Width = WideEnough;
        }

        return console;
    }
}
