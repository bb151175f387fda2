using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>A board with the node's whole program and somebody at its console.</summary>
internal sealed class ConsoleWorld : ISerialConsole, IDisposable
{
    private readonly Queue<string> _toBoard = [];

    internal ConsoleWorld(bool withPower = true)
    {
        World.Board.Console = this;
        if (withPower)
        {
            World.Board.PowerOn();
            World.RunFor(3_000);
        }
    }

    internal ProgramWorld World { get; } = new();

    internal SimulatedBoard Board => World.Board;

    /// <summary>Every line the board ever wrote, with its check.</summary>
    internal List<string> Everything { get; } = [];

    /// <summary>What it wrote since <see cref="Ask"/>, without checks.</summary>
    internal List<string> Heard { get; } = [];

    /// <summary>Says a line as a program does, and gives the answer.</summary>
    internal List<string> Ask(string text) => Say(ConsoleLine.Format(text));

    /// <summary>Says a line as it is, and gives the answer.</summary>
    internal List<string> Say(string line)
    {
        Heard.Clear();
        _toBoard.Enqueue(line);
        World.RunFor(1_100);
        return Heard;
    }

    /// <summary>Leaves a line for the board to find.</summary>
    internal void Leave(string line) => _toBoard.Enqueue(line);

    /// <summary>The value of one fact of the last answer.</summary>
    internal string Fact(string name) => Assert.Single(Facts(name));

    internal List<string> Facts(string name) =>
        [.. Heard.Where(line => line.StartsWith($"- {name} ", StringComparison.Ordinal)).Select(line => line[(name.Length + 3)..])];

    /// <summary>Sends a document in parts and has it applied; gives the last line of the answer.</summary>
    internal string Transfer(byte[] document)
    {
        Assert.Equal(["ok"], Ask($"settings-begin {document.Length} {ConsoleWord.OfBytes(Wire.Sha256.HashData(document))}"));
        for (int offset = 0; offset < document.Length; offset += 512)
        {
            Assert.Equal(["ok"], Ask($"settings-data {offset} {ConsoleWord.OfBytes(document[offset..Math.Min(offset + 512, document.Length)])}"));
        }

        return Ask("settings-apply")[0];
    }

    /// <summary>Puts settings in force over the console.</summary>
    internal void Configure(Action<Wire.SettingsDocument>? change = null)
    {
        Assert.Equal("ok", Transfer(ProgramWorld.Document(1, change)));
        World.RunFor(10_000);
        Assert.False(Board.Program!.Settings.IsTrial);
    }

    public bool TryReadLine(out string line)
    {
        bool any = _toBoard.TryDequeue(out string? next);
        line = next ?? "";
        return any;
    }

    public void WriteLine(string line)
    {
        Everything.Add(line);
        ConsoleLine parsed = ConsoleLine.Parse(line)!;
        Assert.True(parsed.IsChecked, line);
        Heard.Add(parsed.Text);
    }

    public void Dispose() => World.Dispose();
}
