namespace Enviro.Node;

/// <summary>The board's serial console, a line at a time. Lines are printable ASCII without their end.</summary>
public interface ISerialConsole
{
    /// <summary>Gives the next whole line that came; false when there is none. A line that is too long comes cut off, so that it fails its check.</summary>
    bool TryReadLine(out string line);

    /// <summary>Writes one line and its end.</summary>
    void WriteLine(string line);
}
