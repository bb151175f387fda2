using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What one node of a fleet is.</summary>
internal sealed record FleetNodeOptions
{
    /// <summary>Its secure element.</summary>
    internal required FleetChip Chip { get; init; }

    /// <summary>Public key of the gateway it believes.</summary>
    internal required byte[] GatewayKey { get; init; }

    /// <summary>Makes its sensors in its world's time.</summary>
    internal required Func<VirtualClock, ISensor[]> Sensors { get; init; }

    /// <summary>From one message to the next, s.</summary>
    internal required int SampleIntervalS { get; init; }

    /// <summary>Sectors of its outbox.</summary>
    internal int Sectors { get; init; } = 32;

    /// <summary>Whether it sleeps between samples, as one on a battery does.</summary>
    internal bool Sleeps { get; init; }

    /// <summary>Whether a clock chip tells it the time when it starts.</summary>
    internal bool HasClockChip { get; init; } = true;
}

/// <summary>
/// A node of a fleet: the firmware's agent on its chip, flash and sensors, driven by the event queue; and every way in which its own parts can fail.
/// </summary>
internal sealed partial class FleetNode : ILink, IDisposable
{
    private const int SectorSize = 4096;
    private const int MaxReceived = 64;
    private const long WorthSleepingMs = 30_000;
    private const long WakeLeadMs = 2_000;

    private readonly EventQueue _queue;
    private readonly SimulatedNetwork _network;
    private readonly Oracle _oracle;
    private readonly FaultLog _faults;
    private readonly FleetNodeOptions _options;
    private readonly SimulatedAtecc608 _chip;
    private readonly SimulatedI2cBus _bus = new();
    private readonly Queue<(string Topic, byte[] Payload)> _received = new();
    private readonly SimulatedNode _node;
    private readonly Alarm _step;
    private readonly Alarm _powerOn;
    private readonly Alarm _wake;
    private long _busMs;

    internal FleetNode(int index, FleetNodeOptions options, EventQueue queue, SimulatedNetwork network, Oracle oracle, FaultLog faults, SimulationRandom random)
    {
        Index = index;
        _options = options;
        _queue = queue;
        _network = network;
        _oracle = oracle;
        _faults = faults;
        _random = random;
        Source = $"10.0.{index / 250}.{(index % 250) + 1}:40000 {options.Chip.Urn}";
        _chip = SimulatedAtecc608.Restore(options.Chip.Snapshot);
        _chip.FastSigning = true;
        _bus.Attach(_chip);
        Flash = new SimulatedFlash(SectorSize, options.Sectors);
        VirtualClock clock = new();
        FaultySensor[] sensors = [.. options.Sensors(clock).Select(sensor => new FaultySensor(sensor))];
        Sensors = sensors;
        _node = new SimulatedNode(SettingsOf(options), new Atecc608SecureElement(new Atecc608Device(_bus)), sensors, Flash, this, clock);
        _busMs = queue.NowMs;
        _step = new Alarm(queue, Step);
        _powerOn = new Alarm(queue, PowerOn);
        _wake = new Alarm(queue, () => Boot(StartKind.Wake));
        WireFaults();
    }

    /// <summary>Its number in the fleet.</summary>
    internal int Index { get; }

    /// <summary>Its URN.</summary>
    internal string Urn => _options.Chip.Urn;

    /// <summary>Its key and thumbprint.</summary>
    internal FleetChip Chip => _options.Chip;

    /// <summary>What the broker calls it: address, port and client.</summary>
    internal string Source { get; }

    /// <summary>Its outbox's flash.</summary>
    internal SimulatedFlash Flash { get; }

    /// <summary>Its sensors, each with its faults.</summary>
    internal IReadOnlyList<FaultySensor> Sensors { get; }

    /// <summary>The running agent; null without power and asleep.</summary>
    internal NodeAgent? Agent => _node.Agent;

    /// <summary>The running node's outbox; null without power and asleep.</summary>
    internal Outbox? Outbox => _node.Outbox;

    /// <summary>Whether it has power.</summary>
    internal bool HasPower { get; private set; }

    /// <summary>Whether nothing it made waits any more.</summary>
    internal bool IsDone => HasPower && (_node.Agent is { IsIdle: true } || (IsAsleep && _wasIdle));

    /// <summary>Whether it sleeps until its next sample.</summary>
    internal bool IsAsleep { get; private set; }

    /// <inheritdoc/>
    public bool IsConnected => HasPower && _network.IsBrokerUp && !IsCutOff;

    private bool _wasIdle;

    /// <inheritdoc/>
    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        TouchPort();
        byte[] copy = message.AsSpan(offset, count).ToArray();
        _oracle.NotePublish(this, topic, copy);
        if (!IsConnected)
        {
            return false;
        }

        _network.Publish(this, topic, copy);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReceive(out string topic, out byte[] message)
    {
        TouchPort();
        _oracle.Observe(this);
        bool any = _received.TryDequeue(out (string Topic, byte[] Payload) next);
        (topic, message) = any ? next : ("", []);
        return any;
    }

    /// <summary>Something came for it.</summary>
    internal void Receive(string topic, byte[] payload)
    {
        if (Agent is null)
        {
            return;
        }

        if (_received.Count == MaxReceived)
        {
            _received.Dequeue();
        }

        _received.Enqueue((topic, payload));
        Wake();
    }

    /// <summary>Lets it look at its link soon.</summary>
    internal void Wake()
    {
        if (Agent is not null)
        {
            _step.Set(_queue.NowMs);
        }
    }

    /// <summary>Gives it power.</summary>
    internal void PowerOn()
    {
        _powerOn.Cancel();
        HasPower = true;
        Boot(StartKind.Cold);
    }

    /// <summary>Takes its power, and gives it back after a while.</summary>
    internal void LosePower(long forMs)
    {
        HasPower = false;
        IsAsleep = false;
        _node.PowerCut();
        _chip.CutPower();
        _received.Clear();
        _step.Cancel();
        _wake.Cancel();
        _powerOn.Cancel();
        _oracle.NoteStop(this);
        _powerOn.Set(_queue.NowMs + forMs);
    }

    /// <inheritdoc/>
    public void Dispose() => Flash.Dispose();

    private static NodeSettings SettingsOf(FleetNodeOptions options) => new()
    {
        Urn = options.Chip.Urn,
        GatewayKey = options.GatewayKey,
        FirmwareName = SimulatedFirmware.Name,
        FirmwareVersion = SimulatedFirmware.Version,
        FirmwareDigest = SimulatedFirmware.Digest,
        HardwareModel = "simulated",
        HardwareVersion = "1",
        DebugStatus = EvidenceClaims.DebugDisabled,
        SampleIntervalMs = options.SampleIntervalS * 1000,
        RetryMaxMs = 300_000,
    };

    private void Boot(StartKind kind)
    {
        IsAsleep = false;
        _oracle.NoteStart(this);
        _node.Start(_queue.NowMs, kind, knowsTime: false);
        if (_options.HasClockChip)
        {
            _node.Agent!.SetTime(0, _queue.NowMs + ClockOffsetMs);
        }

        _step.Set(_queue.NowMs);
    }

    private void Step()
    {
        // The chip's own timers run on between two steps.
        _bus.Advance((_queue.NowMs - _busMs) * 1000);
        _busMs = _queue.NowMs;
        long nextMs;
        try
        {
            nextMs = _node.Step(_queue.NowMs);
        }
        catch (Exception failure) when (failure is not SimulationException)
        {
            // The board's program catches this and restarts; no run may come here.
            _oracle.Report(Invariant.NoUnnamedFailure, $"{Urn}: {failure}");
            LosePower(1_000);
            return;
        }

        if (_node.Agent is null)
        {
            _faults.Count("powerCut");
            LosePower(_random.Between(500, 1_800_000));
            return;
        }

        _oracle.Observe(this);
        if (_options.Sleeps && _node.Agent.IsIdle && nextMs - _queue.NowMs > WorthSleepingMs && _node.Agent.IsClockSet)
        {
            Sleep(nextMs - WakeLeadMs);
            return;
        }

        _step.Set(Math.Max(nextMs, _queue.NowMs + 1));
    }

    private void Sleep(long untilMs)
    {
        _oracle.NoteStop(this);
        _wasIdle = true;
        IsAsleep = true;
        _node.PowerCut();
        _received.Clear();
        _step.Cancel();
        _wake.Set(untilMs);
    }
}
