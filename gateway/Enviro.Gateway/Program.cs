using System.CommandLine;
using Enviro.Gateway;

Option<DirectoryInfo> data = new("--data", "-d")
{
    Description = "The gateway's data folder: configuration, keys and ledger",
    Required = true,
};

Command run = new("run", "Run the gateway until it is told to stop (SIGINT or SIGTERM); what is journaled is sealed then") { data };
run.SetAction((parse, _) => GatewayHost.RunAsync(parse.GetRequiredValue(data).FullName, TimeProvider.System));

Command init = new("init", "Write a gateway.json to start from") { data };
init.SetAction(parse => GatewayHost.Initialize(parse.GetRequiredValue(data).FullName));

RootCommand root = new("Enviro gateway: verifies signed readings, journals them, and seals them into blocks") { run, init };
return await CommandEntry.RunAsync(root, "enviro-gateway", args, GatewayHost.StopLimit).ConfigureAwait(false);
