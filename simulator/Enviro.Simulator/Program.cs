using System.CommandLine;
using Enviro.Simulator;

RootCommand root = new("enviro-sim: simulated nodes and gateways, for demonstrations and tests")
{
    DemoCommand.Create(),
    GatewayCommand.Create(),
};

ParseResult parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parse.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
    }

    await Console.Error.WriteLineAsync("Try: enviro-sim demo --help").ConfigureAwait(false);
    return 2;
}

return await parse.InvokeAsync().ConfigureAwait(false);
