using System.Globalization;
using System.Text.Json;

namespace Enviro.EndToEnd;

/// <summary>A ledger as the command line tells of it.</summary>
internal static class LedgerFolder
{
    internal static string Text(this long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The headers of all blocks.</summary>
    internal static JsonElement[] Blocks(string directory)
    {
        ProgramResult shown = Programs.Enviro("ledger", "show", directory, "--json");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        return [.. shown.Json.EnumerateArray()];
    }

    /// <summary>All entries, as the blocks show them.</summary>
    internal static JsonElement[] Entries(string directory) =>
        [.. Blocks(directory).SelectMany(block => Block(directory, block.GetProperty("height").GetInt64()).GetProperty("entries").EnumerateArray())];

    internal static JsonElement Block(string directory, long height)
    {
        ProgramResult shown = Programs.Enviro("ledger", "show", directory, "--height", height.Text(), "--json");
        Assert.True(shown.ExitCode == 0, shown.ToString());
        return shown.Json;
    }

    /// <summary>Every value of every reading; fails if one is there twice.</summary>
    internal static HashSet<Measured> Readings(string directory)
    {
        HashSet<Measured> measured = [];
        foreach (JsonElement entry in Entries(directory).Where(entry => entry.GetProperty("kind").GetString() == "Reading"))
        {
            foreach (JsonElement reading in entry.GetProperty("readings").EnumerateArray())
            {
                Measured value = new(
                    entry.GetProperty("site").GetString()!,
                    entry.GetProperty("measuredAt").GetString()!,
                    reading.GetProperty("name").GetString()!,
                    reading.GetProperty("unit").GetString()!,
                    reading.GetProperty("value").GetRawText());
                Assert.True(measured.Add(value), $"{value} is in the ledger twice");
            }
        }

        return measured;
    }

    /// <summary>Copies the database, and nothing else is needed to verify it.</summary>
    internal static string CopyTo(string directory, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string path in Directory.GetFiles(directory, "ledger.db*"))
        {
            File.Copy(path, Path.Combine(target, Path.GetFileName(path)));
        }

        return target;
    }
}
