using System;
using System.Threading;
using Enviro.Wire;
using nanoFramework.Runtime.Native;

namespace Enviro.Node.Esp32;

/// <summary>
/// Restarts the board when the program has not fed it for 120 s: longer than anything the program waits for, and than provisioning's longest command. It is a timer of
/// the interpreter, which has no managed access to the ESP32's own watchdogs: it catches a program that hangs or waits for good, but not an interpreter that does;
/// those of its threads the firmware's own watchdogs watch.
/// </summary>
internal sealed class Watchdog
{
    /// <summary>How long it may go unfed, in ms.</summary>
    internal const int LimitMs = 120_000;

    private const int CheckEveryMs = 10_000;
    private const int NoteTimeMs = 3_000;

    private readonly object _lock = new object();
    private readonly Timer _timer;
    private long _fedMs;

    /// <summary>Starts watching.</summary>
    internal Watchdog()
    {
        _fedMs = Environment.TickCount64;
        _timer = new Timer(Check, null, CheckEveryMs, CheckEveryMs);
    }

    /// <summary>The program is alive.</summary>
    internal void Feed()
    {
        lock (_lock)
        {
            _fedMs = Environment.TickCount64;
        }
    }

    private void Check(object? state)
    {
        long fedMs;
        lock (_lock)
        {
            fedMs = _fedMs;
        }

        if (Environment.TickCount64 - fedMs < LimitMs)
        {
            return;
        }

        // On a thread of its own: what hangs may be the file system.
        Thread note = new Thread(Note);
        note.Start();
        note.Join(NoteTimeMs);
        Power.RebootDevice();
    }

    private static void Note() => BoardFiles.NoteRestart(RestartReason.Watchdog);
}
