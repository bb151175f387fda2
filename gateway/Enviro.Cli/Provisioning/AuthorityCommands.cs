using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Gateway;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro authority</c>.</summary>
internal static class AuthorityCommands
{
    internal static Command Create() => new("authority", "The certificate authority that vouches for a deployment's nodes, and for its gateway") { Init(), Show(), ServerCertificateCommand.Create() };

    private static Command Init()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Data folder of a gateway, or any other folder" };
        Option<string?> key = new("--key")
        {
            Description = "Its key: file:keys/certificate-authority.pem, tpm:///dev/tpmrm0 or another TPM; without it, where the gateway's own key is",
        };
        Option<string> name = new("--name") { Description = "Its name: common name of its certificate, and name of the file in trust/", DefaultValueFactory = _ => "enviro-authority" };
        Option<uint> enterprise = new("--enterprise")
        {
            Description = "The deployment's IANA private enterprise number, of which node URNs are made; without it, the one for examples",
            DefaultValueFactory = _ => NodeUrn.ExampleEnterprise,
        };
        Command command = new("init", "Make a certificate authority: key, self-signed certificate in trust/, records in authority/") { directory, key, name, enterprise };
        command.SetAction(parse => Init(
            parse.GetRequiredValue(directory), parse.GetValue(key), parse.GetRequiredValue(name), parse.GetValue(enterprise)));
        return command;
    }

    private static Command Show()
    {
        Argument<DirectoryInfo> directory = new("DIR") { Description = "Data folder with a certificate authority" };
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new("show", "Show the certificate authority, and the configuration digest of the chips it certifies") { directory, json };
        command.SetAction(parse => Show(parse.GetRequiredValue(directory), parse.GetValue(json)));
        return command;
    }

    private static int Init(DirectoryInfo directory, string? key, string name, uint enterprise) => CommandRunner.Guard(() =>
    {
        AuthorityOptions made = AuthoritySetup.Create(directory.FullName, key, name, enterprise, DateTimeOffset.UtcNow);
        AnsiConsole.MarkupLineInterpolated($"Certificate authority \"{made.Name}\", key {made.Key}, enterprise number {made.Enterprise}");
        AnsiConsole.MarkupLineInterpolated($"Its certificate: {AuthoritySetup.CertificatePath(directory.FullName, made.Name)}");
        if (made.Enterprise == NodeUrn.ExampleEnterprise)
        {
            Console.Error.WriteLine($"{NodeUrn.ExampleEnterprise} is the enterprise number for examples. A deployment names its nodes by its own: --enterprise N.");
        }

        return ExitCode.Done;
    });

    private static int Show(DirectoryInfo directory, bool json) => CommandRunner.Guard(() =>
    {
        if (AuthoritySetup.Find(directory.FullName) is not AuthorityOptions options)
        {
            return CommandRunner.Refuse($"{directory.FullName} has no certificate authority. Make one with: enviro authority init {directory.FullName}");
        }

        string path = AuthoritySetup.CertificatePath(directory.FullName, options.Name);
        using X509Certificate2 certificate = AuthoritySetup.LoadCertificate(path);
        (string Name, string Value)[] facts =
        [
            ("name", options.Name),
            ("key", options.Key),
            ("enterprise", options.Enterprise.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("certificate", path),
            ("sha256", Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))),
            ("validTo", Text.Time(new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds())),
            ("configuration", Convert.ToHexStringLower(ChipConfiguration.BuiltIn.DigestOfAtecc608B())),
        ];
        if (json)
        {
            WriteJson(facts);
        }
        else
        {
            foreach ((string name, string value) in facts)
            {
                AnsiConsole.MarkupLineInterpolated($"{name,-14} {value}");
            }
        }

        return ExitCode.Done;
    });

    private static void WriteJson((string Name, string Value)[] facts) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        foreach ((string name, string value) in facts)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });
}
