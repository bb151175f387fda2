using System.CommandLine;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro ledger</c>.</summary>
internal static class LedgerCommands
{
    internal static Argument<DirectoryInfo> Directory() => new("DIR")
    {
        Description = "Data folder of a gateway or of a demo (it holds ledger.db)",
    };

    internal static Option<bool> JsonOption() => new("--json") { Description = "Write one JSON document to standard output" };

    internal static Command Create() => new("ledger", "Verify, look at and export a ledger")
    {
        Verify(), Show(), Fsck(), ExportSeal(), ExportEntry(),
    };

    private static Command Verify()
    {
        Argument<DirectoryInfo> directory = Directory();
        Option<bool> json = JsonOption();
        Option<FileInfo?> pin = new("--pin")
        {
            Description = "A block header kept from before (header.cbor of export-seal); the ledger must contain it. Without one a ledger whose end was cut off cannot be told from a shorter one",
        };
        Command command = new("verify", "Verify every signature, commitment, chain, root and seal, from the first entry to the last. Exit code 0 sound, 1 not sound, 2 could not be verified")
        {
            directory, json, pin,
        };
        command.SetAction(parse => LedgerVerify.Run(parse.GetRequiredValue(directory), parse.GetValue(json), parse.GetValue(pin)));
        return command;
    }

    private static Command Show()
    {
        Argument<DirectoryInfo> directory = Directory();
        Option<bool> json = JsonOption();
        Option<long?> height = new("--height", "-n") { Description = "Show this block with its entries; without it, a line a block" };
        Command command = new("show", "Show the blocks of a ledger, or one block with its readings") { directory, height, json };
        command.SetAction(parse => LedgerShow.Run(parse.GetRequiredValue(directory), parse.GetValue(height), parse.GetValue(json)));
        return command;
    }

    private static Command Fsck()
    {
        Argument<DirectoryInfo> directory = Directory();
        Option<bool> json = JsonOption();
        Option<bool> repair = new("--repair") { Description = "Rebuild what is only a cache of the entries. Entries and blocks are never changed. Stop the gateway first" };
        Command command = new("fsck", "Check the database itself: pages, rows, leaves, roots, caches. Exit code 0 clean, 1 findings, 2 could not be checked") { directory, repair, json };
        command.SetAction(parse => LedgerFsck.Run(parse.GetRequiredValue(directory), parse.GetValue(repair), parse.GetValue(json)));
        return command;
    }

    private static Command ExportSeal()
    {
        Argument<DirectoryInfo> directory = Directory();
        Option<long> height = new("--height", "-n") { Description = "The block", Required = true };
        Option<DirectoryInfo> output = new("--out", "-o") { Description = "Folder to write to; made if it is not there", Required = true };
        Command command = new("export-seal", "Write a block's seal as files that tpm2_checkquote takes: ak.pem, quote.msg, quote.sig, qualifying.hex, header.cbor") { directory, height, output };
        command.SetAction(parse => SealExport.Run(parse.GetRequiredValue(directory), parse.GetRequiredValue(height), parse.GetRequiredValue(output)));
        return command;
    }

    private static Command ExportEntry()
    {
        Argument<DirectoryInfo> directory = Directory();
        Option<long> index = new("--index", "-i") { Description = "The entry", Required = true };
        Option<FileInfo> output = new("--out", "-o") { Description = "File to write the signed message to, byte for byte as it was received", Required = true };
        Option<FileInfo?> key = new("--key", "-k") { Description = "File to write the signer's public key to (PEM)" };
        Command command = new("export-entry", "Write one entry's signed message, and the public key that signed it") { directory, index, output, key };
        command.SetAction(parse => EntryExport.Run(
            parse.GetRequiredValue(directory), parse.GetRequiredValue(index), parse.GetRequiredValue(output), parse.GetValue(key)));
        return command;
    }
}
