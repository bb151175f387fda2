namespace Enviro.Node;

/// <summary>The lines that come in, and one that was read too early and is read again.</summary>
internal sealed class ConsoleInput
{
    private readonly ISerialConsole _console;
    private string? _putBack;

    internal ConsoleInput(ISerialConsole console)
    {
        _console = console;
    }

    /// <summary>Gives the next line; false when there is none.</summary>
    internal bool TryRead(out string line)
    {
        if (_putBack == null)
        {
            return _console.TryReadLine(out line);
        }

        line = _putBack;
        _putBack = null;
        return true;
    }

    /// <summary>Has a line read again as the next one.</summary>
    internal void PutBack(string line) => _putBack = line;
}
