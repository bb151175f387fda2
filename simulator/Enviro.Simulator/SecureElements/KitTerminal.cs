using System.Text;

namespace Enviro.Simulator;

/// <summary>Serves a chip by the Kit Protocol on a pseudo-terminal, to one host after another.</summary>
internal sealed class KitTerminal : IDisposable
{
    private readonly PseudoTerminal _terminal;
    private readonly KitProtocol _protocol;
    private readonly TerminalLink? _link;

    private KitTerminal(PseudoTerminal terminal, KitProtocol protocol, TerminalLink? link)
    {
        _terminal = terminal;
        _protocol = protocol;
        _link = link;
    }

    /// <summary>What hosts open.</summary>
    internal string Path => _terminal.Path;

    /// <summary>Opens a pseudo-terminal, with a symbolic link to it if one is wanted.</summary>
    /// <exception cref="ServeException">No pseudo-terminal, or the link cannot be made; the message says what to do.</exception>
    internal static KitTerminal Open(ServedChip chip, string? link)
    {
        PseudoTerminal terminal = PseudoTerminal.Open();
        try
        {
            return new KitTerminal(terminal, new KitProtocol(chip), link is null ? null : TerminalLink.Make(link, terminal.Path));
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    /// <summary>Answers lines until it is stopped.</summary>
    /// <exception cref="ServeException">The chip can no longer be served.</exception>
    internal void Serve(CancellationToken stop)
    {
        KitLines lines = new();
        byte[] buffer = new byte[1024];
        int hostsLeft = 0;
        while (!stop.IsCancellationRequested)
        {
            ReadOnlySpan<byte> bytes = _terminal.Read(buffer);
            if (hostsLeft != _terminal.HostsLeft)
            {
                hostsLeft = _terminal.HostsLeft;
                lines.Forget();
            }

            foreach (string? line in lines.Add(bytes))
            {
                if (_protocol.Answer(line) is string answer)
                {
                    _terminal.Write(Encoding.ASCII.GetBytes(answer + "\n"), stop);
                }
            }
        }
    }

    /// <summary>Closes the terminal and removes the link, unless that has become another's.</summary>
    public void Dispose()
    {
        _link?.Dispose();
        _terminal.Dispose();
    }
}
