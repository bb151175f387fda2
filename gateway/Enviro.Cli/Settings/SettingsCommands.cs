using System.CommandLine;
using Enviro.Gateway;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro node settings</c>.</summary>
internal static class SettingsCommands
{
    internal static Command Create() => new("settings", "What nodes are told of their place and work, signed by the deployment's authority") { Issue(), Show(), Template() };

    private static Command Issue()
    {
        Argument<DirectoryInfo> directory = Folder();
        Option<string> node = Node();
        Option<FileInfo> file = new("--file", "-f") { Description = "The node's site.json (see `enviro node settings template`)", Required = true };
        Option<string?> key = new("--key") { Description = "Thumbprint of the node's key, 64 hexadecimal digits: needed where neither the ledger nor the authority's records know the node" };
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new("issue", "Sign a node's settings with the next version. The gateway delivers them at the node's next session")
        {
            directory, node, file, key, json,
        };
        command.SetAction(parse => SettingsOrder.Run(
            parse.GetRequiredValue(directory), parse.GetRequiredValue(node), parse.GetRequiredValue(file), parse.GetValue(key), parse.GetValue(json)));
        return command;
    }

    private static Command Show()
    {
        Argument<DirectoryInfo> directory = Folder();
        Option<string> node = Node();
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new("show", "Show the settings that were issued last for a node, without passphrase and shared key") { directory, node, json };
        command.SetAction(parse => Show(parse.GetRequiredValue(directory), parse.GetRequiredValue(node), parse.GetValue(json)));
        return command;
    }

    private static Command Template()
    {
        Argument<FileInfo> file = new("FILE") { Description = "File to write; one that is there is left as it is", DefaultValueFactory = _ => new FileInfo(SiteFile.FileName) };
        Command command = new("template", "Write a site.json to start from, with comments") { file };
        command.SetAction(parse => Template(parse.GetRequiredValue(file)));
        return command;
    }

    private static Argument<DirectoryInfo> Folder() => new("DIR") { Description = "Data folder of the node's gateway, with the certificate authority" };

    private static Option<string> Node() => new("--node") { Description = "URN of the node", Required = true };

    private static int Show(DirectoryInfo directory, string urn, bool json) => CommandRunner.Guard(() =>
    {
        if (!SettingsOrder.IsUrn(urn))
        {
            return CommandRunner.Fail(SettingsOrder.NotAUrn);
        }

        SettingsFolder folder = new(directory.FullName);
        if (folder.Find(urn) is not IssuedSettings issued)
        {
            return CommandRunner.Refuse($"No settings were issued for {urn}. Issue them with: enviro node settings issue {directory} --node {urn} --file site.json");
        }

        SettingsFacts facts = new(issued, folder.PathOf(urn));
        if (json)
        {
            facts.WriteJson();
        }
        else
        {
            facts.Print();
        }

        return ExitCode.Done;
    });

    private static int Template(FileInfo file) => CommandRunner.Guard(() =>
    {
        if (file.Exists)
        {
            return CommandRunner.Refuse($"{file.FullName} is there already; it is left as it is.");
        }

        // Its reader may put a passphrase into it.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (StreamWriter writer = new(file.FullName, options))
        {
            writer.Write(SiteTemplate.Text);
        }

        AnsiConsole.MarkupLineInterpolated($"Wrote {file.FullName}. Change it, then: enviro node settings issue DIR --node URN --file {file.FullName}");
        return ExitCode.Done;
    });
}
