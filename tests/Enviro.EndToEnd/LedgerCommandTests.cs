using System.Text.Json;

namespace Enviro.EndToEnd;

public sealed class LedgerCommandTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    [Fact]
    public void Fsck_finds_a_demo_ledger_clean()
    {
        ProgramResult text = Programs.Enviro("ledger", "fsck", demo.Data);
        ProgramResult json = Programs.Enviro("ledger", "fsck", demo.Data, "--json");

        Assert.Equal(0, text.ExitCode);
        Assert.Equal("clean\n", text.Out);
        Assert.Equal(0, json.ExitCode);
        Assert.True(json.Json.GetProperty("clean").GetBoolean());
    }

    [Fact]
    public void Fsck_repairs_a_cache_and_nothing_else()
    {
        using TempFolder folder = new();
        string data = LedgerFolder.CopyTo(demo.Data, folder.At("copy"));
        Tampering.Execute(data, "DELETE FROM readings; DELETE FROM head");

        ProgramResult found = Programs.Enviro("ledger", "fsck", data);
        ProgramResult json = Programs.Enviro("ledger", "fsck", data, "--json");
        ProgramResult repaired = Programs.Enviro("ledger", "fsck", data, "--repair");

        Assert.Equal(1, found.ExitCode);
        Assert.Contains("--repair", found.Out, StringComparison.Ordinal);
        Assert.Equal(1, json.ExitCode);
        Assert.All(json.Json.GetProperty("findings").EnumerateArray(), finding => Assert.Equal("Cache", finding.GetProperty("severity").GetString()));
        Assert.NotEmpty(json.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal(0, repaired.ExitCode);
        Assert.Equal(0, Programs.Enviro("ledger", "fsck", data).ExitCode);
        Assert.Equal(0, Programs.Enviro("ledger", "verify", data).ExitCode);
    }

    [Fact]
    public void Fsck_names_a_damaged_entry_and_does_not_repair_it()
    {
        using TempFolder folder = new();
        string data = LedgerFolder.CopyTo(demo.Data, folder.At("copy"));
        Tampering.FlipByte(data, "entries", "message", "idx", demo.FirstReading);

        ProgramResult repaired = Programs.Enviro("ledger", "fsck", data, "--repair", "--json");

        Assert.Equal(1, repaired.ExitCode);
        Assert.Contains(
            repaired.Json.GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("severity").GetString() == "Damage" && finding.GetProperty("entry").GetInt64() == demo.FirstReading);
    }

    [Fact]
    public void Show_lists_the_blocks_a_line_each()
    {
        ProgramResult shown = Programs.Enviro("ledger", "show", demo.Data);

        Assert.Equal(0, shown.ExitCode);
        foreach (JsonElement block in demo.Blocks)
        {
            string start = block.GetProperty("hash").GetString()![..16];
            string line = Assert.Single(shown.Out.Split('\n'), line => line.Contains(start, StringComparison.Ordinal));
            Assert.Contains("TPM quote", line, StringComparison.Ordinal);
            Assert.Contains(block.GetProperty("sealedAt").GetString()!, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_blocks_follow_each_other_and_hold_every_entry_once()
    {
        string previous = new('0', 64);
        long next = 0;
        long counter = 0;
        foreach (JsonElement block in demo.Blocks)
        {
            Assert.Equal(previous, block.GetProperty("previous").GetString());
            Assert.Equal(next, block.GetProperty("firstIndex").GetInt64());
            Assert.True(block.GetProperty("rollbackCounter").GetInt64() > counter);
            previous = block.GetProperty("hash").GetString()!;
            next = block.GetProperty("treeSize").GetInt64();
            counter = block.GetProperty("rollbackCounter").GetInt64();
        }

        Assert.Equal(Enumerable.Range(0, (int)next).Select(index => (long)index), demo.Entries.Select(entry => entry.GetProperty("index").GetInt64()));
    }

    [Fact]
    public void Show_writes_every_value_of_a_block_to_the_digit()
    {
        JsonElement entry = demo.Entries.First(e => e.GetProperty("kind").GetString() == "Reading");
        long index = entry.GetProperty("index").GetInt64();
        long height = demo.Blocks.First(block => block.GetProperty("treeSize").GetInt64() > index).GetProperty("height").GetInt64();

        ProgramResult shown = Programs.Enviro("ledger", "show", demo.Data, "--height", height.Text());

        Assert.Equal(0, shown.ExitCode);
        Assert.Contains(entry.GetProperty("node").GetString()!, shown.Out, StringComparison.Ordinal);
        foreach (JsonElement reading in entry.GetProperty("readings").EnumerateArray())
        {
            string[] words = [reading.GetProperty("name").GetString()!, reading.GetProperty("value").GetRawText(), reading.GetProperty("unit").GetString()!];
            Assert.Contains(shown.Out.Split('\n'), line => words.SequenceEqual(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    [Fact]
    public void Node_list_names_every_node_with_its_last_entry()
    {
        ProgramResult text = Programs.Enviro("node", "list", demo.Data);
        ProgramResult json = Programs.Enviro("node", "list", demo.Data, "--json");

        Assert.Equal(0, text.ExitCode);
        Assert.Equal(0, json.ExitCode);
        JsonElement[] nodes = [.. json.Json.EnumerateArray()];
        Assert.Equal(["Aotizhongxin", "Changping", "Dingling"], nodes.Select(node => node.GetProperty("site").GetString()!).Order());
        foreach (JsonElement node in nodes)
        {
            string urn = node.GetProperty("urn").GetString()!;
            Assert.Single(text.Out.Split('\n'), line => line.Contains(urn, StringComparison.Ordinal) && line.Contains(node.GetProperty("site").GetString()!, StringComparison.Ordinal));
            Assert.Equal(1, node.GetProperty("assuranceLevel").GetInt32());
            long last = demo.Entries.Where(entry => entry.TryGetProperty("node", out JsonElement by) && by.GetString() == urn).Max(entry => entry.GetProperty("index").GetInt64());
            Assert.Equal(last, node.GetProperty("lastEntry").GetInt64());
        }
    }

    [Fact]
    public void Gateway_refusals_counts_what_the_demo_reported()
    {
        ProgramResult json = Programs.Enviro("gateway", "refusals", demo.Data, "--json");

        Assert.Equal(0, json.ExitCode);
        JsonElement report = JsonDocument.Parse(demo.Result.Out.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.Equal(report.GetProperty("refused").ToString(), JsonSerializer.Serialize(json.Json.GetProperty("counts")));
        Assert.Equal(0, Programs.Enviro("gateway", "refusals", demo.Data).ExitCode);
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("ledger", "verify")]
    [InlineData("ledger", "verify", ".", "--jsn")]
    [InlineData("ledger", "show", ".", "--height", "first")]
    [InlineData("ledger", "export-seal", ".")]
    [InlineData("ledger", "export-entry", ".", "--index", "1")]
    [InlineData("ledgers")]
    public void A_wrong_call_ends_with_2_and_points_to_the_help(params string[] arguments)
    {
        ProgramResult result = Programs.Enviro(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("ledger", "verify")]
    [InlineData("ledger", "show")]
    [InlineData("ledger", "fsck")]
    [InlineData("ledger", "fsck", "--repair")]
    [InlineData("node", "list")]
    [InlineData("gateway", "refusals")]
    public void A_folder_without_a_ledger_ends_with_2_and_is_named(string group, string command, params string[] options)
    {
        using TempFolder folder = new();
        foreach (string path in new[] { folder.Folder("empty"), folder.At("missing") })
        {
            ProgramResult result = Programs.Enviro([group, command, path, .. options]);

            Assert.Equal(2, result.ExitCode);
            Assert.Contains(path, result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.Empty(result.Out);
        }

        // To look must not be to make.
        Assert.Empty(Directory.GetFileSystemEntries(folder.At("empty")));
        Assert.False(Directory.Exists(folder.At("missing")));
    }

    [Fact]
    public void A_file_that_is_no_ledger_ends_with_2()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.At("ledger.db"), "this is no database, however long it goes on: " + new string('x', 8192));

        ProgramResult result = Programs.Enviro("ledger", "verify", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(folder.At("ledger.db"), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_ends_with_2_and_says_what_is()
    {
        using TempFolder folder = new();
        ProgramResult block = Programs.Enviro("ledger", "show", demo.Data, "--height", "999");
        ProgramResult seal = Programs.Enviro("ledger", "export-seal", demo.Data, "--height", "999", "--out", folder.At("seal"));
        ProgramResult entry = Programs.Enviro("ledger", "export-entry", demo.Data, "--index", "999", "--out", folder.At("entry"));
        ProgramResult negative = Programs.Enviro("ledger", "export-entry", demo.Data, "--index", "-1", "--out", folder.At("entry"));

        Assert.All([block, seal, entry, negative], result => Assert.Equal(2, result.ExitCode));
        Assert.Contains($"the last is {demo.Blocks.Length - 1}", block.Error, StringComparison.Ordinal);
        Assert.Contains("no block 999", seal.Error, StringComparison.Ordinal);
        Assert.Contains($"the ledger has {demo.Entries.Length}", entry.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", negative.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }
}
