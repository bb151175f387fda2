using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>How a run ends: restart, with last words, or deep sleep until shortly before the next slot.</summary>
public sealed partial class NodeProgram
{
    /// <summary>How long before the next slot the board wakes, in ms: its start takes time, and its sleep timer is not exact.</summary>
    public const int WakeLeadMs = 3_000;

    /// <summary>Shortest sleep in ms; a shorter one costs more in starting than it saves.</summary>
    public const int MinSleepMs = 10_000;

    /// <summary>How long the board stays awake when everything is acknowledged, in ms, for what the gateway has to say besides.</summary>
    public const int LingerMs = 2_000;

    /// <summary>How long the board stays awake after a technician said something at the console, in ms.</summary>
    public const int ConsoleAwakeMs = 300_000;

    private const int RestartGraceMs = 5_000;
    private const int NoRestart = -1;

    private int _restart = NoRestart;
    private long _restartAskedMs;
    private long _consoleUntilMs;
    private long _busyMs;
    private bool _isOver;

    /// <summary>Whether the board is about to restart.</summary>
    public bool IsRestarting => _restart != NoRestart;

    /// <summary>Restarts the board at the end of a step, with last words: at once, or when the message under way is stored, 5 s later at most.</summary>
    public void RequestRestart(RestartReason reason)
    {
        if (_restart == NoRestart)
        {
            _restart = (int)reason;
            _restartAskedMs = _board.UptimeMs;
        }
    }

    /// <summary>Remembers that a technician uses the console: the board does not sleep for 5 minutes.</summary>
    public void NoteConsoleUse() => _consoleUntilMs = _board.UptimeMs + ConsoleAwakeMs;

    /// <summary>The program ended with an exception: writes it as last words where the flash takes them, and restarts the board.</summary>
    public void Crash(Exception failure)
    {
        try
        {
            _records.TryOpen();
            _records.TryStore(_enclosure.IsSet, true, new LastWords(RestartReason.Exception, UptimeS(), failure.GetType().Name + ": " + failure.Message));
        }
        finally
        {
            _isOver = true;
            _board.Restart();
        }
    }

    private uint UptimeS() => (uint)(_board.UptimeMs / 1_000);

    private void EndIfDue(long nowMs)
    {
        if (_restart != NoRestart)
        {
            if (Agent == null || !Agent.IsSampling || nowMs - _restartAskedMs >= RestartGraceMs)
            {
                KeepWords(new LastWords((RestartReason)_restart, UptimeS(), ""), true, nowMs);
                End();
                _board.Restart();
            }
        }
        else if (Agent != null && MaySleep(Agent, nowMs))
        {
            long durationMs = Agent.NextSlotMs(nowMs) - nowMs - WakeLeadMs;
            if (durationMs >= MinSleepMs)
            {
                End();
                _board.DeepSleep(durationMs);
            }
        }
    }

    private void End()
    {
        _isOver = true;
        _board.SetLed(false);
    }

    /// <summary>
    /// Whether nothing keeps the board awake: no trial, no technician, nothing being measured, and either everything is acknowledged or the gateway has said
    /// nothing for 20 s. Then what waits does so until the next wake.
    /// </summary>
    private bool MaySleep(NodeAgent agent, long nowMs)
    {
        if (!agent.IsIdle || !agent.IsInSession)
        {
            _busyMs = nowMs;
        }

        bool isWanted = Settings.Current != null && Settings.Current.SleepsBetweenSamples && !Settings.IsTrial;
        if (!isWanted || nowMs < _consoleUntilMs || agent.IsSampling)
        {
            return false;
        }

        return nowMs - _busyMs >= LingerMs || nowMs - agent.LastHeardMs >= UnreachableMs;
    }
}
