using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A whole board with the node's own main program on it, in virtual time: flash that keeps its content, a battery-backed clock chip or none, power that
/// can go at any moment, inside a flash write too, deep sleep, a watchdog, an enclosure, Wi-Fi that can be out.
/// </summary>
public sealed partial class SimulatedBoard : IDisposable
{
    private readonly ISensorSource _sensors;
    private readonly VirtualClock _clock;
    private readonly Func<NetworkSettings, string, ILink> _connect;
    private NodeProgram? _program;
    private long _startMs;
    private long _fedMs;
    private long _dueMs = long.MaxValue;
    private StartKind _nextStart;
    private RestartReason _nextReason;
    private bool _hasEnded;

    /// <summary>Composes a board without power; <see cref="PowerOn"/> switches it on.</summary>
    /// <param name="geometry">How its flash is divided.</param>
    /// <param name="clock">Its world's time, advanced by this board.</param>
    /// <param name="sensors">Makes its sensors.</param>
    /// <param name="connect">Makes the way to its gateway; called once in every run of the program that has settings, and what it gave before is used no more.</param>
    /// <param name="folder">Folder that keeps its flash over the process; null for flash in memory.</param>
    public SimulatedBoard(
        BoardGeometry geometry, VirtualClock clock, ISensorSource sensors, Func<NetworkSettings, string, ILink> connect, string? folder = null)
    {
        _clock = clock;
        _sensors = sensors;
        _connect = connect;
        OutboxFlash = NewFlash(geometry.OutboxSectors, folder, "outbox");
        SettingsFlash = NewFlash(BoardGeometry.SideSectors, folder, "settings");
        RecordFlash = NewFlash(BoardGeometry.SideSectors, folder, "records");
        CounterFlash = NewFlash(BoardGeometry.SideSectors, folder, "counter");
    }

    /// <summary>Its secure element; null for none.</summary>
    public ISecureElement? Element { get; set; }

    /// <summary>What it claims to run.</summary>
    public FirmwareIdentity Firmware { get; } = new()
    {
        Name = SimulatedFirmware.Name,
        Version = SimulatedFirmware.Version,
        Digest = SimulatedFirmware.Digest,
        HardwareModel = "simulated",
        HardwareVersion = "1",
    };

    /// <summary>Its serial console; null for none.</summary>
    public ISerialConsole? Console { get; set; }

    /// <summary>Provisions its secure element; null for none.</summary>
    public IProvisioner? Provisioner { get; set; }

    /// <summary>Where its messages wait.</summary>
    public SimulatedFlash OutboxFlash { get; }

    /// <summary>Its settings documents.</summary>
    public SimulatedFlash SettingsFlash { get; }

    /// <summary>Its last words and the enclosure's latch.</summary>
    public SimulatedFlash RecordFlash { get; }

    /// <summary>Its boot counter, used with a shared key only.</summary>
    public SimulatedFlash CounterFlash { get; }

    /// <summary>From power, restart or wake to the first step of the program, ms.</summary>
    public long BootMs { get; set; } = 1_500;

    /// <summary>The watchdog's time, ms.</summary>
    public long WatchdogMs { get; set; } = 60_000;

    /// <summary>Supply voltage in mV below which messages say that it is low.</summary>
    public int SupplyLowMillivolts { get; set; } = 3_300;

    /// <summary>Whether the board can tell power from watchdog when it starts, which a real one often cannot.</summary>
    public bool TellsReason { get; set; }

    /// <summary>The running program; null without power, asleep and while it starts.</summary>
    public NodeProgram? Program => _program;

    /// <summary>Called after every step of the program, also one that a power cut ended.</summary>
    public Action<NodeProgram>? Stepped { get; set; }

    /// <summary>Whether it has power.</summary>
    public bool HasPower { get; private set; }

    /// <summary>Whether its program does nothing any more, as one that waits for ever; only the watchdog ends that.</summary>
    public bool IsHung { get; set; }

    /// <summary>Times the power went, by <see cref="PowerOff"/> or inside a flash operation.</summary>
    public int PowerCuts { get; private set; }

    /// <summary>Times the program restarted the board.</summary>
    public int Restarts { get; private set; }

    /// <summary>Times the watchdog did.</summary>
    public int WatchdogResets { get; private set; }

    /// <summary>Times it woke from deep sleep.</summary>
    public int Wakes { get; private set; }

    /// <summary>Gives it power; the program starts after <see cref="BootMs"/>.</summary>
    public void PowerOn()
    {
        foreach (SimulatedFlash flash in new[] { OutboxFlash, SettingsFlash, RecordFlash, CounterFlash })
        {
            flash.RestorePower();
        }

        HasPower = true;
        IsHung = false;
        Schedule(_clock.UnixMs + BootMs, StartKind.Cold, RestartReason.Power);
    }

    /// <summary>Takes the power away: everything but flash and clock chip is gone.</summary>
    public void PowerOff()
    {
        PowerCuts += HasPower ? 1 : 0;
        HasPower = false;
        _program = null;
        _dueMs = long.MaxValue;
    }

    /// <summary>Lets everything happen that is due up to a time, and returns when something is due next, Unix ms; <see cref="long.MaxValue"/> without power.</summary>
    public long RunUntil(long unixMs)
    {
        while (_dueMs <= unixMs)
        {
            _clock.UnixMs = Math.Max(_clock.UnixMs, _dueMs);
            if (_program == null)
            {
                Start();
            }

            Step(_program!);
        }

        _clock.UnixMs = Math.Max(_clock.UnixMs, unixMs);
        return _dueMs;
    }

    /// <summary>Closes the flash.</summary>
    public void Dispose()
    {
        OutboxFlash.Dispose();
        SettingsFlash.Dispose();
        RecordFlash.Dispose();
        CounterFlash.Dispose();
    }

    private static SimulatedFlash NewFlash(int sectors, string? folder, string name)
    {
        string? path = folder is null ? null : Path.Combine(folder, name);
        if (path is not null && !File.Exists(path))
        {
            // Whole or not there, should the process be killed here.
            using (SimulatedFlash blank = new(BoardGeometry.SectorSize, sectors, path + ".new"))
            {
                blank.Wipe();
            }

            File.Move(path + ".new", path);
        }

        return new SimulatedFlash(BoardGeometry.SectorSize, sectors, path);
    }

    private void Schedule(long dueMs, StartKind start, RestartReason reason)
    {
        _program = null;
        _dueMs = dueMs;
        _nextStart = start;
        _nextReason = reason;
    }

    private void Start()
    {
        _startMs = _clock.UnixMs;
        _fedMs = _clock.UnixMs;
        Wakes += _nextStart == StartKind.Wake ? 1 : 0;
        _program = new NodeProgram(new NodeParts(this, _sensors, Firmware, OutboxFlash, SettingsFlash, RecordFlash)
        {
            Element = Element,
            CounterFlash = CounterFlash,
            Console = Console,
            Provisioner = Provisioner,
            StartKind = _nextStart,
            BoardReason = TellsReason ? _nextReason : RestartReason.Unknown,
            SupplyLowMillivolts = SupplyLowMillivolts,
        });
    }

    private void Step(NodeProgram program)
    {
        if (IsHung)
        {
            if (_clock.UnixMs - _fedMs >= WatchdogMs)
            {
                WatchdogResets++;
                IsHung = false;
                Schedule(_clock.UnixMs + BootMs, StartKind.Cold, RestartReason.Watchdog);
            }
            else
            {
                _dueMs = _fedMs + WatchdogMs;
            }

            return;
        }

        try
        {
            _hasEnded = false;
            long waitMs = RunStep(program);
            if (!_hasEnded)
            {
                _dueMs = _clock.UnixMs + Math.Max(1, waitMs);
            }
        }
        catch (PowerCutException)
        {
            PowerOff();
        }
        finally
        {
            Stepped?.Invoke(program);
        }
    }

    /// <summary>One turn of the board's main loop, as a board's own has it.</summary>
    private static long RunStep(NodeProgram program)
    {
        try
        {
            return program.Step();
        }
        catch (Exception failure) when (failure is not (PowerCutException or ServeException))
        {
            program.Crash(failure);
            return NodeProgram.MaxWaitMs;
        }
    }
}
