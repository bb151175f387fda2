using System.CommandLine;
using Enviro.Cli;
using Enviro.Gateway;

Enviro.Cli.Text.UnwrapWhereNobodyLooks(Spectre.Console.AnsiConsole.Console, Console.IsOutputRedirected);

RootCommand root = new("Enviro: environmental readings that anyone can check, from the sensor's pin to the regulator's file.")
{
    LedgerCommands.Create(),
    NodeCommands.Create(),
    CalibrationCommands.Create(),
    PolicyCommands.Create(),
    AuthorityCommands.Create(),
    GatewayCommands.Create(),
};

return await CommandEntry.RunAsync(root, "enviro", args).ConfigureAwait(false);
