using System.CommandLine;
using Enviro.Cli;
using Spectre.Console;

Enviro.Cli.Text.UnwrapWhereNobodyLooks(AnsiConsole.Console, Console.IsOutputRedirected);
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
