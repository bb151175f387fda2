using System.CommandLine;
using Enviro.Gateway;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro authority server-certificate</c>.</summary>
internal static class ServerCertificateCommand
{
    internal static Command Create()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Data folder of a gateway, with a certificate authority (see `enviro authority init`)" };
        Option<string[]> hosts = new("--host")
        {
            Description = "Host name or IP address that nodes reach the gateway by, as their settings name it. Give it several times for several; some boards compare names only, not addresses",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int> days = new("--days") { Description = $"How many days it is valid, 1 to {ServerCertificateIssue.MaxDays}", DefaultValueFactory = _ => ServerCertificateIssue.DefaultDays };
        Command command = new("server-certificate", "Certify the gateway's TLS port: tls/server.pem and its key. The same command renews it, for the same key; the gateway reads both when it starts")
        {
            directory, hosts, days,
        };
        command.SetAction(parse => Run(parse.GetRequiredValue(directory), parse.GetRequiredValue(hosts), parse.GetValue(days)));
        return command;
    }

    private static int Run(DirectoryInfo directory, string[] hosts, int days) => CommandRunner.Guard(() =>
    {
        using CertificateAuthority authority = CertificateAuthority.Open(directory.FullName, ChipConfiguration.BuiltIn, TimeProvider.System);
        using ServerCertificate issued = ServerCertificateIssue.Issue(directory.FullName, hosts, days, authority);
        string until = Text.Time(new DateTimeOffset(issued.Certificate.NotAfter).ToUnixTimeMilliseconds());
        AnsiConsole.MarkupLineInterpolated($"Certificate for {string.Join(", ", issued.Hosts)} until {until}: {Path.Combine(directory.FullName, ServerCertificate.CertificateFile)}");
        AnsiConsole.MarkupLineInterpolated($"The gateway reads it when it starts, if tlsPort in {GatewayOptions.FileName} is a port, usually {SiteNetwork.TlsPort}.");
        return ExitCode.Done;
    });
}
