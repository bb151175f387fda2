using System.Text.Json;

namespace Enviro.EndToEnd;

/// <summary>One small demo run by the real executable, for the tests that only read what it left.</summary>
public sealed class DemoFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Runs the demo.</summary>
    public DemoFixture()
    {
        RecordingFile = _folder.At("recording.csv");
        Recording.WriteSmall(RecordingFile);

        // Six hours in eighteen seconds: a block an hour, so that there is a first, a middle and a last one.
        Result = Programs.Simulator(
            "demo", "--nodes", "3", "--hours", "6", "--speed", "1200", "--replay", RecordingFile, "--data", Data);
        Assert.True(Result.ExitCode == 0, Result.ToString());
        Blocks = LedgerFolder.Blocks(Data);
        Entries = LedgerFolder.Entries(Data);
        Assert.True(Blocks.Length >= 3, $"{Blocks.Length} blocks are too few for these tests\n{Result}");
    }

    /// <summary>The recording it replayed.</summary>
    internal string RecordingFile { get; }

    internal string Data => _folder.At("data");

    internal ProgramResult Result { get; }

    internal JsonElement[] Blocks { get; }

    internal JsonElement[] Entries { get; }

    /// <summary>Index of the first reading.</summary>
    internal long FirstReading => Entries.First(entry => entry.GetProperty("kind").GetString() == "Reading").GetProperty("index").GetInt64();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
