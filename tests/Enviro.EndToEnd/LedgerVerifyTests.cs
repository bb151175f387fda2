using System.Text.Json;

namespace Enviro.EndToEnd;

public sealed class LedgerVerifyTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    private long LastBlock => demo.Blocks.Length - 1;

    private long MiddleBlock => demo.Blocks.Length / 2;

    [Fact]
    public void A_ledger_as_it_was_made_is_sound()
    {
        ProgramResult text = Programs.Enviro("ledger", "verify", demo.Data);
        ProgramResult json = Programs.Enviro("ledger", "verify", demo.Data, "--json");

        Assert.True(text.ExitCode == 0, text.ToString());
        Assert.EndsWith("\nsound\n", text.Out, StringComparison.Ordinal);
        Assert.Equal(0, json.ExitCode);
        Assert.True(json.Json.GetProperty("sound").GetBoolean());
        Assert.Equal(demo.Blocks.Length, json.Json.GetProperty("blocks").GetInt32());
        Assert.Equal(demo.Entries.Length, json.Json.GetProperty("entries").GetInt32());
        Assert.Equal(0, json.Json.GetProperty("unsealed").GetInt32());
        Assert.Equal(0, json.Json.GetProperty("softwareSeals").GetInt32());
        Assert.Equal(0, json.Json.GetProperty("missingMessages").GetInt32());
        Assert.Empty(json.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal(demo.Blocks[^1].GetProperty("hash").GetString(), json.Json.GetProperty("headHash").GetString());
    }

    [Theory]
    [InlineData("message", "EntryCommitment")]
    [InlineData("context", "EntryCommitment")]
    [InlineData("message_salt", "EntryCommitment")]
    [InlineData("context_salt", "EntryCommitment")]
    [InlineData("leaf", "EntryCommitment")]
    public void One_bit_of_an_entry_is_found_in_that_entry(string column, string rule)
    {
        long entry = demo.FirstReading + 3;

        AssertFound(data => Tampering.FlipByte(data, "entries", column, "idx", entry), rule, null, entry);
    }

    [Theory]
    [InlineData("header", null)]
    [InlineData("seal", null)]
    public void One_bit_of_a_block_is_found_in_that_block(string column, string? rule) =>
        AssertFound(data => Tampering.FlipByte(data, "blocks", column, "height", MiddleBlock), rule, MiddleBlock, null);

    [Fact]
    public void A_deleted_entry_is_found() => AssertFound(
        data => Tampering.Execute(data, $"DELETE FROM entries WHERE idx = {demo.FirstReading + 2}"), "EntryMissing", null, demo.FirstReading + 2);

    [Fact]
    public void A_deleted_enrolment_is_found() => AssertFound(data => Tampering.Execute(data, "DELETE FROM entries WHERE idx = 2"), "EntryMissing", null, 2);

    [Fact]
    public void A_deleted_charter_is_found() => AssertFound(data => Tampering.Execute(data, "DELETE FROM entries WHERE idx = 0"), "EntryMissing", null, 0);

    [Fact]
    public void The_deleted_last_entry_is_found() => AssertFound(
        data => Tampering.Execute(data, $"DELETE FROM entries WHERE idx = {demo.Entries.Length - 1}"), "EntryMissing", null, demo.Entries.Length - 1);

    [Fact]
    public void Swapped_entries_are_found()
    {
        long first = demo.FirstReading;
        long block = demo.Blocks.First(b => b.GetProperty("treeSize").GetInt64() > first).GetProperty("height").GetInt64();

        AssertFound(data => Swap(data, "entries", "idx", first, first + 1), "RootHash", block, null);
    }

    [Fact]
    public void A_deleted_first_block_is_found() => AssertFound(data => Tampering.Execute(data, "DELETE FROM blocks WHERE height = 0"), "BlockMissing", 0, null);

    [Fact]
    public void A_deleted_middle_block_is_found() => AssertFound(
        data => Tampering.Execute(data, $"DELETE FROM blocks WHERE height = {MiddleBlock}"), "BlockMissing", MiddleBlock, null);

    [Fact]
    public void A_deleted_last_block_is_found() => AssertFound(
        data => Tampering.Execute(data, $"DELETE FROM blocks WHERE height = {LastBlock}"), "BlockMissing", LastBlock, null);

    [Fact]
    public void Swapped_blocks_are_found() => AssertFound(data => Swap(data, "blocks", "height", LastBlock - 1, LastBlock), null, LastBlock - 1, null);

    [Fact]
    public void An_end_cut_off_cleanly_is_found_only_with_a_header_kept_from_before()
    {
        using TempFolder folder = new();
        string data = LedgerFolder.CopyTo(demo.Data, folder.At("cut"));
        long kept = demo.Blocks[^2].GetProperty("treeSize").GetInt64();
        string hash = demo.Blocks[^2].GetProperty("hash").GetString()!;
        Export(LastBlock, folder.At("last"));
        Export(LastBlock - 1, folder.At("before"));
        Tampering.Execute(
            data,
            $"""
            DELETE FROM blocks WHERE height = {LastBlock};
            UPDATE head SET height = {LastBlock - 1}, header_hash = x'{hash}';
            DELETE FROM entries WHERE idx >= {kept};
            """);

        Assert.Equal(0, Programs.Enviro("ledger", "verify", data).ExitCode);
        Assert.Equal(0, Programs.Enviro("ledger", "verify", data, "--pin", folder.At("before", "header.cbor")).ExitCode);
        ProgramResult pinned = Programs.Enviro("ledger", "verify", data, "--pin", folder.At("last", "header.cbor"), "--json");
        Assert.Equal(1, pinned.ExitCode);
        Assert.Contains(pinned.Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("rule").GetString() == "PinnedHeader");
        ProgramResult missing = Programs.Enviro("ledger", "verify", data, "--pin", folder.At("none.cbor"));
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("none.cbor", missing.Error, StringComparison.Ordinal);
    }

    private void Export(long height, string folder) =>
        Assert.Equal(0, Programs.Enviro("ledger", "export-seal", demo.Data, "--height", height.Text(), "--out", folder).ExitCode);

    private static void Swap(string data, string table, string key, long one, long other) => Tampering.Execute(
        data,
        $"""
        UPDATE {table} SET {key} = 1000000 WHERE {key} = {one};
        UPDATE {table} SET {key} = {one} WHERE {key} = {other};
        UPDATE {table} SET {key} = {other} WHERE {key} = 1000000;
        """);

    private void AssertFound(Action<string> tamper, string? rule, long? block, long? entry)
    {
        using TempFolder folder = new();
        string data = LedgerFolder.CopyTo(demo.Data, folder.At("copy"));
        tamper(data);

        ProgramResult text = Programs.Enviro("ledger", "verify", data);
        ProgramResult json = Programs.Enviro("ledger", "verify", data, "--json");

        Assert.Equal(1, text.ExitCode);
        Assert.Contains("\nnot sound: ", text.Out, StringComparison.Ordinal);
        string place = block is null ? $"entry {entry}: " : $"block {block}";
        Assert.Contains(text.Out.Split('\n'), line => line.Contains(place, StringComparison.Ordinal) && (rule is null || line.StartsWith(rule, StringComparison.Ordinal)));
        Assert.Equal(1, json.ExitCode);
        Assert.False(json.Json.GetProperty("sound").GetBoolean());
        Assert.Contains(json.Json.GetProperty("findings").EnumerateArray(), finding => Names(finding, rule, block, entry));
        Assert.Equal(json.Json.GetProperty("findingCount").GetInt32(), json.Json.GetProperty("findings").GetArrayLength());
    }

    private static bool Names(JsonElement finding, string? rule, long? block, long? entry) =>
        (rule is null || finding.GetProperty("rule").GetString() == rule)
        && (block is null || finding.GetProperty("block") is { ValueKind: JsonValueKind.Number } height && height.GetInt64() == block)
        && (entry is null || finding.GetProperty("entry") is { ValueKind: JsonValueKind.Number } index && index.GetInt64() == entry);
}
