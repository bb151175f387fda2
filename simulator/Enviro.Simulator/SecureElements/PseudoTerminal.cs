using System.Runtime.InteropServices;
using System.Text;

namespace Enviro.Simulator;

/// <summary>
/// The device's end of a pseudo-terminal. Hosts open the other end like a serial port, close it, and open it again; each finds it in
/// raw mode and without what was meant for the one before.
/// </summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int WaitMs = 100;
    private const int NoHostWaitMs = 10;
    private const int InputQueue = 0; // TCIFLUSH

    private readonly int _descriptor;
    private bool _hostSeen;
    private bool _closed;

    private PseudoTerminal(int descriptor, string path)
    {
        _descriptor = descriptor;
        Path = path;
    }

    /// <summary>What hosts open, such as <c>/dev/pts/3</c>.</summary>
    internal string Path { get; }

    /// <summary>Opens a new one.</summary>
    /// <exception cref="ServeException">The system gives none.</exception>
    internal static PseudoTerminal Open()
    {
        int descriptor = Libc.OpenTerminal(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec | Libc.NonBlocking);
        byte[] name = new byte[256];
        if (descriptor < 0 || Libc.Grant(descriptor) != 0 || Libc.Unlock(descriptor) != 0
            || Libc.NameOf(descriptor, name, (nuint)name.Length) != 0)
        {
            throw new ServeException($"The system gives no pseudo-terminal: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. Is /dev/pts mounted?");
        }

        PseudoTerminal terminal = new(descriptor, Encoding.UTF8.GetString(name, 0, Array.IndexOf(name, (byte)0)));
        terminal.Renew();
        return terminal;
    }

    /// <summary>Waits for bytes from a host, up to a tenth of a second; empty when none came.</summary>
    internal ReadOnlySpan<byte> Read(byte[] buffer)
    {
        short events = Wait(Libc.PollIn);
        nint count = (events & Libc.PollIn) != 0 ? Libc.Read(_descriptor, buffer, buffer.Length) : 0;
        if (count > 0)
        {
            _hostSeen = true;
            return buffer.AsSpan(0, (int)count);
        }

        if ((events & Libc.PollHangUp) != 0)
        {
            if (_hostSeen)
            {
                HostsLeft++;
                Renew();
            }

            Thread.Sleep(NoHostWaitMs);
        }

        return [];
    }

    /// <summary>How many hosts have spoken and closed their end; a line begun by one is not continued by the next.</summary>
    internal int HostsLeft { get; private set; }

    /// <summary>Sends bytes to the host. What a host that has left, or reads nothing for a long time, does not take is dropped.</summary>
    internal void Write(ReadOnlySpan<byte> bytes, CancellationToken stop)
    {
        byte[] rest = bytes.ToArray();
        while (rest.Length > 0 && !stop.IsCancellationRequested)
        {
            short events = Wait(Libc.PollOut);
            if ((events & Libc.PollHangUp) != 0)
            {
                return;
            }

            nint written = (events & Libc.PollOut) != 0 ? Libc.Write(_descriptor, rest, rest.Length) : 0;
            rest = rest[(int)Math.Max(0, written)..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _ = Libc.Close(_descriptor);
        }
    }

    private short Wait(short wanted)
    {
        Libc.PollDescriptor[] one = [new() { Descriptor = _descriptor, Events = wanted }];
        return Libc.Poll(one, 1, WaitMs) > 0 ? one[0].Returned : (short)0;
    }

    // From the host's end, for the settings and the unread answers are there: raw, so that nothing is echoed or translated.
    private void Renew()
    {
        _hostSeen = false;
        int host = Libc.Open(Path, Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec | Libc.NonBlocking);
        byte[] settings = new byte[Libc.TermiosLength];
        if (host < 0 || Libc.GetAttributes(host, settings) != 0)
        {
            throw new ServeException($"{Path} cannot be set up: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        Libc.MakeRaw(settings);
        _ = Libc.SetAttributes(host, 0, settings);
        _ = Libc.Flush(host, InputQueue);
        _ = Libc.Close(host);
    }
}
