using Enviro.Wire;

namespace Enviro.Node;

/// <summary>A board's main program, apart from the board.</summary>
public sealed class NodeProgram : ISettingsSink
{
    private readonly IBoard _board;
    private long _consoleMs;

    /// <summary>Creates the program of a board that has just started.</summary>
    public NodeProgram(NodeParts parts)
    {
        Parts = parts;
        _board = parts.Board;
        Settings = new SettingsStore(parts.SettingsFlash);
    }

    /// <summary>What it is made of.</summary>
    public NodeParts Parts { get; }

    /// <summary>The board's settings documents.</summary>
    public SettingsStore Settings { get; }

    /// <summary>The agent; null while the node has no settings.</summary>
    public NodeAgent? Agent { get; private set; }

    /// <summary>How the run before this boot ended.</summary>
    public LastWords LastWords { get; private set; } = new LastWords(RestartReason.Unknown, 0, "");

    /// <summary><c>blank</c>, <c>unconfigured</c>, <c>trial</c> or <c>running</c>.</summary>
    public string State => Settings.Current == null ? "unconfigured" : Settings.IsTrial ? "trial" : "running";

    /// <summary>Does what is due and returns the ms until it wants to be called again, at most 1000.</summary>
    public long Step()
    {
        _board.FeedWatchdog();
        return _board.UptimeMs < _consoleMs ? 1 : 1000;
    }

    /// <summary>Checks a signed settings document and keeps it on trial; empty when it was taken, else why not.</summary>
    public string TryApplySettings(byte[] document) => Settings.TryStore(document) ? "" : "the flash would not take it";

    /// <summary>Restarts the board at the end of this step.</summary>
    public void RequestRestart(RestartReason reason) => Parts.Board.Restart();

    /// <summary>Remembers that a technician uses the console: the board stays awake for 5 minutes.</summary>
    public void NoteConsoleUse() => _consoleMs = _board.UptimeMs;

    /// <summary>Measures now, for a technician: gives the number of readings, and what was found about them. Nothing is signed or kept.</summary>
    public int Measure(Reading[] readings, ReadingQuality quality) => Agent == null ? 0 : readings.Length - readings.Length;

    /// <summary>Writes an exception that ended the program as last words, and restarts the board.</summary>
    public void Crash(System.Exception failure) => Parts.Board.Restart();
}
