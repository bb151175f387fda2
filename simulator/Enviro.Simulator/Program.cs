using System.CommandLine;
using Enviro.Gateway;
using Enviro.Simulator;

RootCommand root = new("enviro-sim: simulated nodes and gateways, for demonstrations and tests")
{
    DemoCommand.Create(),
    GatewayCommand.Create(),
    SecureElementCommand.Create(),
    BoardCommand.Create(),
    ExploreCommand.Create(),
    ReplayCommand.Create(),
};

return await CommandEntry.RunAsync(root, "enviro-sim", args).ConfigureAwait(false);
