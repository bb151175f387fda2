using System.CommandLine;
using Enviro.Gateway;

namespace Enviro.Simulator;

/// <summary>
/// <c>enviro-sim gateway</c>: the gateway as it is, but on a scaled clock. It is here and not an option of the gateway itself, which must not be
/// told another time than its machine's.
/// </summary>
internal static class GatewayCommand
{
    internal static Command Create()
    {
        Option<DirectoryInfo> data = new("--data", "-d") { Description = "The gateway's data folder", Required = true };
        Option<DateTimeOffset> realStart = new("--real-start") { Description = "When the scaled clock starts, by the machine's clock (ISO 8601)", Required = true };
        Option<DateTimeOffset> scaledStart = new("--scaled-start") { Description = "What it then shows (ISO 8601)", Required = true };
        Option<double> speed = new("--speed") { Description = "How many scaled seconds pass in a real one", Required = true };
        Command command = new("gateway", "Run a gateway on a scaled clock, for the nodes of a demo") { data, realStart, scaledStart, speed };
        command.SetAction((parse, _) => GatewayHost.RunAsync(
            parse.GetRequiredValue(data).FullName,
            new ScaledTimeProvider(parse.GetValue(realStart), parse.GetValue(scaledStart), parse.GetValue(speed))));
        return command;
    }
}
