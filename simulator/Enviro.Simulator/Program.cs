using System.CommandLine;
using Enviro.Gateway;
using Enviro.Simulator;

RootCommand root = new("enviro-sim: simulated nodes and gateways, for demonstrations and tests")
{
    DemoCommand.Create(),
    ScenarioCommand.Create(),
    GatewayCommand.Create(),
    LoadCommand.Create(),
    SecureElementCommand.Create(),
    BoardCommand.Create(),
    ExploreCommand.Create(),
    ReplayCommand.Create(),
};

TimeSpan? stopLimit = args is ["gateway", ..] ? GatewayHost.StopLimit : null;
return await CommandEntry.RunAsync(root, "enviro-sim", args, stopLimit).ConfigureAwait(false);
