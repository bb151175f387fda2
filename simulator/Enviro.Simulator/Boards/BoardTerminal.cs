using System.Collections.Concurrent;
using System.Text;
using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// A board's serial console on a pseudo-terminal. Bytes come in on a thread of their own and wait as lines, as a port's driver keeps them; nothing waits for
/// a host that reads nothing.
/// </summary>
internal sealed class BoardTerminal : ISerialConsole, IDisposable
{
    private const int MaxWaiting = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly PseudoTerminal _terminal;
    private readonly TerminalLink _link;
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly AutoResetEvent _arrived = new(false);
    private readonly Thread _reader;

    private BoardTerminal(PseudoTerminal terminal, TerminalLink link)
    {
        _terminal = terminal;
        _link = link;
        _reader = new Thread(ReadLines) { IsBackground = true, Name = "console" };
        _reader.Start();
    }

    /// <summary>What hosts open.</summary>
    internal string Path => _terminal.Path;

    /// <summary>Signalled when a line has come.</summary>
    internal WaitHandle Arrived => _arrived;

    /// <summary>Opens a pseudo-terminal with a symbolic link to it.</summary>
    /// <exception cref="ServeException">No pseudo-terminal, or the link cannot be made; the message says what to do.</exception>
    internal static BoardTerminal Open(string link)
    {
        PseudoTerminal terminal = PseudoTerminal.Open();
        try
        {
            return new BoardTerminal(terminal, TerminalLink.Make(link, terminal.Path));
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    /// <summary>Forgets the lines that wait: a board that starts has heard nothing yet.</summary>
    internal void Forget() => _lines.Clear();

    public bool TryReadLine(out string line)
    {
        bool any = _lines.TryDequeue(out string? next);
        line = next ?? "";
        return any;
    }

    public void WriteLine(string line)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        limit.CancelAfter(s_patience);
        _terminal.Write(Encoding.ASCII.GetBytes(line + "\n"), limit.Token);
    }

    /// <summary>Closes the terminal and removes the link.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _reader.Join();
        _link.Dispose();
        _terminal.Dispose();
        _arrived.Dispose();
        _closed.Dispose();
    }

    private void ReadLines()
    {
        string tooLong = new('?', ConsoleLine.MaxLength + 1);
        KitLines lines = new(ConsoleLine.MaxLength);
        byte[] buffer = new byte[1024];
        int hostsLeft = 0;
        while (!_closed.IsCancellationRequested)
        {
            ReadOnlySpan<byte> bytes = _terminal.Read(buffer);
            if (hostsLeft != _terminal.HostsLeft)
            {
                hostsLeft = _terminal.HostsLeft;
                lines.Forget();
            }

            foreach (string? line in lines.Add(bytes))
            {
                if (_lines.Count < MaxWaiting)
                {
                    _lines.Enqueue(line ?? tooLong);
                    _arrived.Set();
                }
            }
        }
    }
}
