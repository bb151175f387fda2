using Enviro.Node;

namespace Enviro.Devices.Tests;

/// <summary>A serial cable between a board and a host that answers at once; it can be pulled after any line, and lines can be damaged.</summary>
internal sealed class ConsoleCable : ISerialConsole
{
    private readonly Queue<string> _toBoard = [];

    /// <summary>What the host says to a line of the board's, both without check; null for nothing.</summary>
    internal Func<string, string?>? Host { get; set; }

    /// <summary>Changes lines on their way to the board.</summary>
    internal Func<string, string>? Noise { get; set; }

    /// <summary>Lines, either way, until it is pulled.</summary>
    internal int LinesLeft { get; set; } = int.MaxValue;

    /// <summary>Lines that went over it, either way.</summary>
    internal int Lines { get; private set; }

    /// <summary>What the host heard since <see cref="Send"/>, without checks.</summary>
    internal List<string> Heard { get; } = [];

    internal IEnumerable<string> Facts(string name) => Heard.Where(line => line.StartsWith($"- {name} ", StringComparison.Ordinal)).Select(line => line[(name.Length + 3)..]);

    /// <summary>The host says something.</summary>
    internal void Send(string text)
    {
        Heard.Clear();
        Pass(text);
    }

    /// <summary>Both ends are plugged in anew: nothing of before is on the way.</summary>
    internal void Plug()
    {
        LinesLeft = int.MaxValue;
        Host = null;
        Noise = null;
        _toBoard.Clear();
    }

    public bool TryReadLine(out string line)
    {
        bool any = _toBoard.TryDequeue(out string? next);
        line = next ?? "";
        return any;
    }

    public void WriteLine(string line)
    {
        if (!IsThere())
        {
            return;
        }

        ConsoleLine parsed = ConsoleLine.Parse(line)!;
        Assert.True(parsed.IsChecked, line);
        Heard.Add(parsed.Text);
        if (Host?.Invoke(parsed.Text) is string answer)
        {
            Pass(answer);
        }
    }

    private void Pass(string text)
    {
        if (IsThere())
        {
            string line = ConsoleLine.Format(text);
            _toBoard.Enqueue(Noise?.Invoke(line) ?? line);
        }
    }

    private bool IsThere()
    {
        if (LinesLeft == 0)
        {
            return false;
        }

        LinesLeft--;
        Lines++;
        return true;
    }
}
