using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro ledger show</c>.</summary>
internal static class LedgerShow
{
    internal static int Run(DirectoryInfo directory, long? height, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        if (height is null)
        {
            ShowBlocks(store, json);
            return ExitCode.Sound;
        }

        if (store.ReadBlock(height.Value) is not StoredBlock block)
        {
            return CommandRunner.Fail($"There is no block {height}; the last is {store.Head?.Height.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.");
        }

        BlockHeader header;
        try
        {
            header = BlockHeader.Parse(block.Header);
        }
        catch (WireFormatException malformed)
        {
            return CommandRunner.Fail($"Block {height} cannot be shown: {malformed.Message}. `enviro ledger verify` says what else is wrong.");
        }

        LedgerState state = LedgerState.Fold(store);
        IEnumerable<EntryView> entries = store.ReadEntries(header.FirstIndex, header.TreeSize - header.FirstIndex).Select(e => EntryView.Of(e, state));
        if (json)
        {
            Json.Write(writer => WriteBlock(writer, block, header, entries));
        }
        else
        {
            WriteBlock(block, header, entries);
        }

        return ExitCode.Sound;
    });

    private static void ShowBlocks(LedgerStore store, bool json)
    {
        if (json)
        {
            Json.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (StoredBlock block in store.ReadBlocks())
                {
                    writer.WriteStartObject();
                    WriteHeader(writer, block);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("height", "entries", "sealed at", "readings from", "to", "counter", "seal", "header hash");
        foreach (StoredBlock block in store.ReadBlocks())
        {
            if (TryParse(block) is not BlockHeader header)
            {
                table.AddRow(block.Height.ToString(System.Globalization.CultureInfo.InvariantCulture), "malformed header", "", "", "", "", "", "");
                continue;
            }

            table.AddRow(
                $"{block.Height}", $"{header.FirstIndex}–{header.TreeSize - 1}", Text.Time(header.SealedAtMs),
                header.EarliestReadingMs == 0 ? "" : Text.Time(header.EarliestReadingMs), header.LatestReadingMs == 0 ? "" : Text.Time(header.LatestReadingMs),
                $"{header.RollbackCounter}", SealKind(block), Text.Short(BlockHeader.HashOf(block.Header)));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{store.EntryCount} entries, {store.EntryCount - store.SealedTreeSize} not sealed yet");
    }

    private static void WriteBlock(StoredBlock block, BlockHeader header, IEnumerable<EntryView> entries)
    {
        AnsiConsole.MarkupLineInterpolated($"Block {block.Height}, sealed {Text.Time(header.SealedAtMs)} by {Text.Short(header.Gateway)}: {SealKind(block)}, counter {header.RollbackCounter}");
        AnsiConsole.MarkupLineInterpolated($"hash     {Convert.ToHexStringLower(BlockHeader.HashOf(block.Header))}");
        AnsiConsole.MarkupLineInterpolated($"previous {Convert.ToHexStringLower(header.Previous)}");
        AnsiConsole.MarkupLineInterpolated($"root     {Convert.ToHexStringLower(header.RootHash)} over {header.TreeSize} entries");
        foreach (EntryView entry in entries)
        {
            AnsiConsole.WriteLine();
            entry.Write(AnsiConsole.Console);
        }
    }

    private static void WriteBlock(Utf8JsonWriter writer, StoredBlock block, BlockHeader header, IEnumerable<EntryView> entries)
    {
        writer.WriteStartObject();
        WriteHeader(writer, block);
        writer.WriteHex("gateway", header.Gateway);
        writer.WriteHex("chainId", header.ChainId);
        writer.WriteStartArray("entries");
        foreach (EntryView entry in entries)
        {
            entry.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteHeader(Utf8JsonWriter writer, StoredBlock block)
    {
        writer.WriteNumber("height", block.Height);
        writer.WriteHex("hash", BlockHeader.HashOf(block.Header));
        if (TryParse(block) is not BlockHeader header)
        {
            writer.WriteString("error", "malformed header");
            return;
        }

        writer.WriteHex("previous", header.Previous);
        writer.WriteNumber("firstIndex", header.FirstIndex);
        writer.WriteNumber("treeSize", header.TreeSize);
        writer.WriteHex("rootHash", header.RootHash);
        writer.WriteTime("sealedAt", header.SealedAtMs);
        writer.WriteTime("earliestReading", header.EarliestReadingMs);
        writer.WriteTime("latestReading", header.LatestReadingMs);
        writer.WriteNumber("rollbackCounter", header.RollbackCounter);
        writer.WriteString("seal", SealKind(block));
    }

    private static BlockHeader? TryParse(StoredBlock block)
    {
        try
        {
            return BlockHeader.Parse(block.Header);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static string SealKind(StoredBlock block)
    {
        try
        {
            return Seal.Parse(block.Seal).IsQuote ? "TPM quote" : "software key, no platform attestation";
        }
        catch (WireFormatException)
        {
            return "malformed";
        }
    }
}
