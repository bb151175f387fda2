using System.CommandLine;
using Enviro.Cli;
using Enviro.Gateway;
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

return await CommandEntry.RunAsync(root, "enviro", args).ConfigureAwait(false);
