using System.CommandLine;
using Enviro.Cli;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    // A file or a pipe has no width: nothing is wrapped for a terminal that is not there.
    AnsiConsole.Profile.Width = 1000;
}

RootCommand root = new("Enviro: environmental readings that anyone can check, from the sensor's pin to the regulator's file.")
{
    LedgerCommands.Create(),
    NodeCommands.Create(),
    GatewayCommands.Create(),
};

ParseResult parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parse.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
    }

    await Console.Error.WriteLineAsync($"Try: {string.Join(' ', ["enviro", .. args.TakeWhile(a => !a.StartsWith('-')).Take(2)])} --help").ConfigureAwait(false);
    return ExitCode.Usage;
}

return await parse.InvokeAsync().ConfigureAwait(false);
