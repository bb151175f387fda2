using System.CommandLine;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro node</c>.</summary>
internal static class NodeCommands
{
    internal static Command Create() => new("node", "Look at the nodes of a ledger, and decide on them")
    {
        List(), Show(), Pending(), Approve(),
        Change("suspend", NodeStatus.Suspended, "Take no readings of a node until it is resumed; it keeps them"),
        Change("resume", NodeStatus.Active, "Take the readings of a suspended node again"),
        Change("revoke", NodeStatus.Revoked, "Take no readings of a node ever again. Final; its URN may then be given to another key by approve"),
        AddShared(), ProvisionCommand.Create(), FlashCommand.Create(), SettingsCommands.Create(),
    };

    private static Command List()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new("list", "List the enrolled nodes with their status, level and last kept message") { directory, json };
        command.SetAction(parse => NodeList.Run(parse.GetRequiredValue(directory), parse.GetValue(json)));
        return command;
    }

    private static Command Show()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Argument<string> node = NodeName.Argument();
        Option<bool> json = LedgerCommands.JsonOption();
        Option<DirectoryInfo?> export = new("--export-certs")
        {
            Description = "Folder to write the certificates of its evidence to: device.pem, chain.pem if others lie between, authority.pem; prints how `openssl verify` takes them",
        };
        Command command = new("show", "Show a node: names, key, level, status, certificate and last attestation") { directory, node, json, export };
        command.SetAction(parse => NodeShow.Run(
            parse.GetRequiredValue(directory), parse.GetRequiredValue(node), parse.GetValue(json), parse.GetValue(export)));
        return command;
    }

    private static Command Pending()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Command command = new("pending", "List the nodes that have shown their evidence and are not enrolled: the verdict then, and what they would be if you approved them now") { directory, json };
        command.SetAction(parse => NodePending.Run(parse.GetRequiredValue(directory), parse.GetValue(json)));
        return command;
    }

    private static Command Approve()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Argument<string> node = new("URN") { Description = "The URN it goes by" };
        Option<string> site = new("--site") { Description = "Where it stands, in words", DefaultValueFactory = _ => "unassigned" };
        Option<string?> reason = new("--reason") { Description = "Why, for the ledger" };
        Option<string?> key = new("--key") { Description = "The key that is meant, needed where two claim the URN: short address, thumbprint, or at least its first 8 digits" };
        Option<bool> without = new("--without-evidence") { Description = "Enrol it on your word alone, as AL0, though its evidence is not accepted" };
        Command command = new("approve", "Enrol a pending node; its evidence is appraised again by the policy in force now") { directory, node, site, reason, key, without };
        command.SetAction(parse => NodeApproval.Run(
            parse.GetRequiredValue(directory), parse.GetRequiredValue(node), parse.GetRequiredValue(site), parse.GetValue(reason), parse.GetValue(key), parse.GetValue(without)));
        return command;
    }

    private static Command Change(string name, NodeStatus status, string description)
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Argument<string> node = NodeName.Argument();
        Option<string> reason = new("--reason") { Description = "Why, for the ledger", Required = true };
        Command command = new(name, description) { directory, node, reason };
        command.SetAction(parse => NodeDecisions.Change(parse.GetRequiredValue(directory), parse.GetRequiredValue(node), status, parse.GetRequiredValue(reason)));
        return command;
    }

    private static Command AddShared()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Argument<string> node = new("URN") { Description = "The URN it will go by" };
        Option<string> site = new("--site") { Description = "Where it stands, in words", Required = true };
        Option<FileInfo?> keyFile = new("--key-file") { Description = "New file to write the key to, readable by you alone, instead of showing it" };
        Command command = new("add-shared", "Enrol a node that cannot sign, with a new key it shares with the gateway; its readings are " + Text.SharedKey) { directory, node, site, keyFile };
        command.SetAction(parse => SharedKeyEnrolment.Run(
            parse.GetRequiredValue(directory), parse.GetRequiredValue(node), parse.GetRequiredValue(site), parse.GetValue(keyFile)));
        return command;
    }
}
