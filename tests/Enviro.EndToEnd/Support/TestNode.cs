using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.EndToEnd;

/// <summary>A node as the simulator builds it (chip, flash, firmware's own agent), in time that runs <see cref="Speed"/> times faster.</summary>
internal sealed class TestNode : IDisposable
{
    /// <summary>How many seconds pass for a node in a real one.</summary>
    internal const int Speed = 60;

    private const int SampleIntervalMs = 15_000;
    private readonly SimulatedFlash _flash = new(4096, 64);
    private readonly SimulatedNode _node;
    private readonly StoppableSensor _sensor;

    internal TestNode(int number, byte[] gatewayKey)
    {
        SimulatedI2cBus bus = new();
        bus.Attach(SimulatedAtecc608.FactoryFresh((ulong)number));
        Atecc608Device device = new(bus);
        byte[] publicKey = Atecc608Provisioning.Provision(device);
        device.TrySleep();
        string urn = $"urn:dev:os:32473-e2e{number}";
        NodeSettings settings = new()
        {
            Urn = urn,
            GatewayKey = gatewayKey,
            FirmwareName = SimulatedFirmware.Name,
            FirmwareVersion = SimulatedFirmware.Version,
            FirmwareDigest = SimulatedFirmware.Digest,
            HardwareModel = "simulated",
            HardwareVersion = "1",
            DebugStatus = EvidenceClaims.DebugDisabled,
            SampleIntervalMs = SampleIntervalMs,
            AckTimeoutMs = 1000 * Speed,
            RetryInitialMs = 50 * Speed,
            RetryMaxMs = 2000 * Speed,
            ClockToleranceMs = long.MaxValue,
        };
        Enrolment = new NodeOptions
        {
            Urn = urn,
            Site = $"Site {number}",
            PublicKey = Convert.ToHexStringLower(publicKey),
        };
        AgreeingElement element = new(new Atecc608SecureElement(device));
        Link = new RecordingLink(urn, element);
        VirtualClock clock = new();
        _sensor = new StoppableSensor(new DailyCycleSensor(clock, (ulong)number));
        _node = new SimulatedNode(settings, element, [_sensor], _flash, Link, clock);
        _node.Start(Now);
    }

    internal NodeOptions Enrolment { get; }

    internal RecordingLink Link { get; }

    internal NodeCounters Counters => _node.Agent!.Counters;

    internal uint Dropped => _node.Outbox!.Dropped;

    /// <summary>Whether nothing waits for its acknowledgement.</summary>
    internal bool IsIdle => _node.Agent!.IsIdle;

    /// <summary>Whether it measures.</summary>
    internal bool IsMeasuring
    {
        set => _sensor.IsOn = value;
    }

    // The nodes' time starts two days ago: a gateway takes old readings, but none from the future.
    private static long Now => Started + ((Environment.TickCount64 - StartedTicks) * Speed);

    private static long Started { get; } = DateTimeOffset.UtcNow.AddDays(-2).ToUnixTimeMilliseconds();

    private static long StartedTicks { get; } = Environment.TickCount64;

    internal void Step() => _node.Step(Now);

    public void Dispose()
    {
        Link.Dispose();
        _flash.Dispose();
    }

    private sealed class StoppableSensor(ISensor sensor) : ISensor
    {
        internal volatile bool IsOn = true;

        public string Name => sensor.Name;

        public int MaxReadings => sensor.MaxReadings;

        public ReadingLimits? LimitsOf(Reading reading) => sensor.LimitsOf(reading);

        public SensorStatus Read(Reading[] readings, ref int count) => IsOn ? sensor.Read(readings, ref count) : SensorStatus.Absent;
    }
}
