using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// A board's main program, apart from the board: settings and their trial, the agent they make, enclosure, supply, clock chip, watchdog, status LED, last
/// words, and sleep. The board's main loop calls <see cref="Step"/>, waits as long as it says and calls again; nothing here waits.
/// </summary>
public sealed partial class NodeProgram : ISettingsSink
{
    /// <summary>Longest wait between two steps in ms: watchdog, LED and console need one.</summary>
    public const int MaxWaitMs = 1_000;

    /// <summary>Wait in ms while the gateway's answer to something is awaited.</summary>
    public const int AnswerWaitMs = 50;

    /// <summary>How long new settings have to reach the gateway before those before are in force again, in ms of one run.</summary>
    public const int TrialMs = 600_000;

    /// <summary>Starts that settings on trial have: the one they were taken for, and 3 restarts within it.</summary>
    public const int MaxTrialStarts = 4;

    /// <summary>How long the gateway is out of reach before the LED says so, and before a board that sleeps gives up until its next wake, in ms.</summary>
    public const int UnreachableMs = 20_000;

    private const int SupplyEveryMs = 10_000;
    private const int MaxRecordAttempts = 3;

    private readonly IBoard _board;
    private readonly BoardRecords _records;
    private readonly SettingsCheck _check;
    private readonly EnclosureLatch _enclosure;
    private readonly SupplySensor _supply;
    private readonly StatusLed _led;
    private readonly NodeConsole? _console;
    private readonly NodeFaults _faults = new NodeFaults();
    private byte[] _thumbprint = [];
    private ISensor[] _sensors = [];
    private ILink? _link;
    private bool _isStarted;
    private int _recordAttempts;
    private uint _adoptions;
    private long _supplyDueMs;
    private long _clockDueMs;

    /// <summary>Creates the program of a board that has just started; raises <see cref="ArgumentException"/> for flash of the wrong geometry.</summary>
    public NodeProgram(NodeParts parts)
    {
        Parts = parts;
        _board = parts.Board;
        Settings = new SettingsStore(parts.SettingsFlash);
        _records = new BoardRecords(parts.RecordFlash);
        Outbox = new Outbox(parts.OutboxFlash);
        _check = new SettingsCheck(parts, Settings);
        _enclosure = new EnclosureLatch(_records);
        _supply = new SupplySensor(parts.Board, parts.SupplyLowMillivolts);
        _led = new StatusLed(parts.Board);
        _console = parts.Console == null ? null : new NodeConsole(parts.Console, this, parts.Provisioner);
    }

    /// <summary>What it is made of.</summary>
    public NodeParts Parts { get; }

    /// <summary>The board's settings documents.</summary>
    public SettingsStore Settings { get; }

    /// <summary>Where messages wait; open once the agent is started.</summary>
    public Outbox Outbox { get; }

    /// <summary>The agent; null while the node has no settings.</summary>
    public NodeAgent? Agent { get; private set; }

    /// <summary>The sensors of the settings in force, the supply voltage last; empty while there are none.</summary>
    public ISensor[] Sensors => _sensors;

    /// <summary>How the run before this boot ended; the same for every wake that continues it.</summary>
    public LastWords LastWords { get; private set; } = new LastWords(RestartReason.Unknown, 0, "");

    /// <summary>COSE Key Thumbprint of the node's key, 32 bytes; empty while the board is blank or its chip does not answer.</summary>
    public byte[] Thumbprint => _thumbprint;

    /// <summary>Why the settings in force make no node; empty when they do.</summary>
    public string SettingsFault { get; private set; } = "";

    /// <summary>Whether there is a connection to the gateway's broker.</summary>
    public bool IsConnected => _link != null && _link.IsConnected;

    /// <summary>Whether messages say that the enclosure was opened.</summary>
    public bool IsEnclosureLatched => _enclosure.IsSet;

    /// <summary>Whether messages say that the supply voltage is low.</summary>
    public bool IsSupplyLow => _supply.IsLow;

    /// <summary><c>blank</c> (no identity), <c>unconfigured</c> (identity, no settings), <c>trial</c> (new settings, gateway not reached yet) or <c>running</c>.</summary>
    public string State
    {
        get
        {
            if (Agent != null)
            {
                return Settings.IsTrial ? "trial" : "running";
            }

            return _thumbprint.Length == 0 ? "blank" : "unconfigured";
        }
    }

    /// <summary>What the status LED says.</summary>
    public LedPattern Pattern { get; private set; } = LedPattern.Running;

    /// <summary>
    /// Does what is due, and returns the ms until it wants to be called again, at most 1000. May call <see cref="IBoard.Restart"/> or
    /// <see cref="IBoard.DeepSleep"/>; where they return, in a test, nothing more is done.
    /// </summary>
    public long Step()
    {
        if (_isOver)
        {
            return MaxWaitMs;
        }

        long nowMs = _board.UptimeMs;
        _board.FeedWatchdog();
        long waitMs = MaxWaitMs;
        if (TryStart(nowMs))
        {
            Watch(nowMs);
            if (Agent != null)
            {
                waitMs = StepAgent(Agent, nowMs);
                StepTrial(Agent, nowMs);
            }
        }

        Pattern = _faults.PatternOf(this, _link, nowMs);
        waitMs = Earlier(waitMs, _led.Step(nowMs, Pattern));
        if (_console != null)
        {
            waitMs = Earlier(waitMs, _console.Step());
        }

        EndIfDue(nowMs);
        return waitMs;
    }

    /// <summary>
    /// Checks a signed settings document and keeps it on trial; the board restarts with it after this step. Empty when it was taken, else why not, in words
    /// for a technician; nothing has changed then.
    /// </summary>
    public string TryApplySettings(byte[] document)
    {
        if (!Settings.IsOpen || _restart != NoRestart)
        {
            return SettingsCheck.BusyFault;
        }

        string fault = _check.FaultOf(document);
        if (fault.Length > 0)
        {
            return fault;
        }

        if (!Settings.TryStore(document))
        {
            return SettingsCheck.FlashFault;
        }

        RequestRestart(RestartReason.SettingsApplied);
        return "";
    }

    /// <summary>
    /// Measures now, for a technician, with the checks a sample goes through, and returns the number of readings; <paramref name="readings"/> has 32 places.
    /// Nothing is signed or kept.
    /// </summary>
    public int Measure(Reading[] readings, ReadingQuality quality)
    {
        quality.Clear();
        return Agent == null ? 0 : Agent.Measure(_board.UptimeMs, readings, quality);
    }

    private static long Earlier(long first, long second) => first < second ? first : second;

    private void Watch(long nowMs)
    {
        if (nowMs >= _supplyDueMs)
        {
            _supplyDueMs = nowMs + SupplyEveryMs;
            _supply.TryRead(out int _);
        }

        if (!_enclosure.Step(_board.TakeEnclosureOpened(), Agent))
        {
            _faults.NoteFlash(nowMs);
        }
    }

    private long StepAgent(NodeAgent agent, long nowMs)
    {
        agent.BoardFlags = (_enclosure.IsSet ? ReadingFlags.EnclosureOpened : 0) | (_supply.IsLow ? ReadingFlags.SupplyLow : 0);
        if (!agent.IsClockSet && nowMs >= _clockDueMs)
        {
            _clockDueMs = nowMs + MaxWaitMs;
            if (_board.TryReadClock(out long unixMs))
            {
                agent.SetTime(nowMs, unixMs);
            }
        }

        long nextMs = agent.Step(nowMs);
        if (agent.Counters.ClockAdoptions != _adoptions)
        {
            // A signature may have passed since the step began.
            _adoptions = agent.Counters.ClockAdoptions;
            _board.TryWriteClock(agent.GetTime(_board.UptimeMs));
        }

        NoteFailedWake(agent, nowMs);
        _faults.Step(agent, nowMs);
        bool awaitsAnswer = _link!.IsConnected && (!agent.IsInSession || !agent.IsIdle);
        long waitMs = nextMs > nowMs ? nextMs - nowMs : 0;
        return Earlier(waitMs, awaitsAnswer ? AnswerWaitMs : MaxWaitMs);
    }
}
