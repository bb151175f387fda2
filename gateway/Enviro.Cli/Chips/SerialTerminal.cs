using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Enviro.Cli;

/// <summary>A serial port of Linux in raw mode, 115,200 baud, 8N1, for questions and answers of one line each.</summary>
internal sealed class SerialTerminal : IDisposable
{
    private const int LongestLine = 4096;
    private const int BaudB115200 = 0x1002; // termios-c_cflag(3) on Linux, all architectures of the generic interface

    private readonly int _descriptor;
    private readonly List<byte> _pending = [];
    private bool _closed;

    private SerialTerminal(string path, int descriptor)
    {
        Path = path;
        _descriptor = descriptor;
    }

    /// <summary>The device's path.</summary>
    internal string Path { get; }

    /// <summary>Opens the port.</summary>
    /// <exception cref="ChipBusException">It cannot be opened, or is no terminal; the message says what to do.</exception>
    internal static SerialTerminal Open(string path)
    {
        // Not as the controlling terminal, and without waiting for a modem's carrier.
        int descriptor = Libc.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec | Libc.NonBlocking);
        if (descriptor < 0)
        {
            throw CannotOpen(path, Marshal.GetLastPInvokeError());
        }

        byte[] settings = new byte[Libc.TermiosLength];
        if (Libc.GetAttributes(descriptor, settings) == 0)
        {
            Libc.MakeRaw(settings);
            if (Libc.SetSpeed(settings, BaudB115200) == 0 && Libc.SetAttributes(descriptor, 0, settings) == 0)
            {
                return new SerialTerminal(path, descriptor);
            }
        }

        _ = Libc.Close(descriptor);
        throw new ChipBusException($"{path} is no serial port. Look which ones there are: ls /dev/ttyACM* /dev/ttyUSB*");
    }

    /// <summary>Sends a line and waits for the answer, without line ends; null when none came in time.</summary>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal string? Ask(string line, TimeSpan limit)
    {
        // Whatever still lies there answers an earlier question that was given up.
        Discard();
        Send(line, limit);
        return ReadLine(limit);
    }

    /// <summary>Forgets whatever has come and was not read.</summary>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal void Discard()
    {
        _pending.Clear();
        while (Receive(TimeSpan.Zero))
        {
            _pending.Clear();
        }
    }

    /// <summary>Sends a line of ASCII and its end.</summary>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal void Send(string line, TimeSpan limit) => Send(Encoding.ASCII.GetBytes(line + "\n"), limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _ = Libc.Close(_descriptor);
        }
    }

    private static ChipBusException CannotOpen(string path, int error) => new(error switch
    {
        Libc.NoSuchFile => $"There is no {path}. Plug it in, and look which ports there are: ls /dev/ttyACM* /dev/ttyUSB*",
        Libc.NotPermitted => $"No permission for {path}. Join the group that owns it, usually: sudo usermod -aG dialout \"$USER\", and log in again.",
        Libc.Busy => $"{path} is in use by another program; end that one first.",
        _ => $"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.",
    });

    private void Send(byte[] bytes, TimeSpan limit)
    {
        Stopwatch waited = Stopwatch.StartNew();
        for (int sent = 0; sent < bytes.Length && Ready(Libc.PollOut, limit - waited.Elapsed);)
        {
            nint written = Libc.Write(_descriptor, bytes[sent..], bytes.Length - sent);
            if (written < 0 && Marshal.GetLastPInvokeError() is not (Libc.Again or Libc.Interrupted))
            {
                throw Gone();
            }

            sent += (int)Math.Max(0, written);
        }
    }

    /// <summary>Waits for the next line, without its end; null when none came in time, or one that no end comes to.</summary>
    /// <exception cref="ChipBusException">The port went away.</exception>
    internal string? ReadLine(TimeSpan limit)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            int end = _pending.IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.Latin1.GetString([.. _pending[..end].Where(value => value is not (0 or (byte)'\r'))]);
                _pending.RemoveRange(0, end + 1);
                return line;
            }

            if (_pending.Count > LongestLine)
            {
                _pending.Clear();
                return null;
            }

            if (!Receive(limit - waited.Elapsed))
            {
                return null;
            }
        }
    }

    private bool Receive(TimeSpan limit)
    {
        if (!Ready(Libc.PollIn, limit))
        {
            return false;
        }

        byte[] buffer = new byte[256];
        nint count = Libc.Read(_descriptor, buffer, buffer.Length);
        if (count > 0)
        {
            _pending.AddRange(buffer.AsSpan(0, (int)count));
            return true;
        }

        if (count < 0 && Marshal.GetLastPInvokeError() is Libc.Again or Libc.Interrupted)
        {
            return true;
        }

        throw Gone();
    }

    private bool Ready(short events, TimeSpan limit)
    {
        Libc.PollDescriptor[] one = [new() { Descriptor = _descriptor, Events = events }];
        return Libc.Poll(one, 1, (int)Math.Max(0, Math.Ceiling(limit.TotalMilliseconds))) > 0;
    }

    private ChipBusException Gone() => new($"{Path} went away: plug it in again, and repeat the command.");
}
