using System.Text;

namespace Enviro.Simulator;

/// <summary>
/// Cuts a stream of bytes into lines. Zero bytes and carriage returns are not part of a line; one that is too long is given as null,
/// once, at its end.
/// </summary>
/// <param name="longest">The longest line in characters.</param>
internal sealed class KitLines(int longest = KitLines.Longest)
{
    /// <summary>The longest line of the Kit Protocol: a talk with the 255 bytes that a count can name, and room to spare.</summary>
    internal const int Longest = 600;

    private readonly StringBuilder _line = new();
    private bool _tooLong;

    /// <summary>The lines that end within <paramref name="bytes"/>.</summary>
    internal List<string?> Add(ReadOnlySpan<byte> bytes)
    {
        List<string?> lines = [];
        foreach (byte value in bytes)
        {
            if (value == '\n')
            {
                lines.Add(_tooLong ? null : _line.ToString());
                Forget();
            }
            else if (value is not (0 or (byte)'\r'))
            {
                _tooLong |= _line.Length == longest;
                if (!_tooLong)
                {
                    _line.Append((char)value);
                }
            }
        }

        return lines;
    }

    /// <summary>Drops a line that was begun.</summary>
    internal void Forget()
    {
        _line.Clear();
        _tooLong = false;
    }
}
