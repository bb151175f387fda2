using System.Globalization;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// The nodes of a demo: each with its own chip, blank until it is provisioned here, flash, sensors and MQTT connection, in scaled time. What they do is what a board does:
/// they run the firmware's own agent.
/// </summary>
internal sealed class DemoFleet
{
    private const int SectorSize = 4096;
    private const int SectorCount = 64;
    private const int SyntheticIntervalMs = 600_000;
    private const int LongestWaitMs = 86_400_000;
    private static readonly TimeSpan BootLead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly List<Member> _members = [];
    private readonly double _speed;

    private readonly CsvReplay? _replay;
    private byte[] _authority = [];

    private DemoFleet(double speed, CsvReplay? replay)
    {
        _speed = speed;
        _replay = replay;
    }

    /// <summary>Where the nodes stand, by URN, once they are built.</summary>
    internal IReadOnlyDictionary<string, string> Sites => _members.ToDictionary(m => m.Settings.Urn, m => m.Site);

    /// <summary>When the measurements start.</summary>
    internal DateTimeOffset Start { get; private init; }

    /// <summary>When they end.</summary>
    internal DateTimeOffset End { get; private init; }

    /// <summary>Messages signed and stored so far.</summary>
    internal long Stored => _members.Sum(m => (long)(m.Node?.Agent?.Counters.Stored ?? 0));

    /// <summary>Messages the gateway has acknowledged.</summary>
    internal long Acknowledged => _members.Sum(m => (long)(m.Node?.Agent?.Counters.Acknowledged ?? 0));

    /// <summary>Says when the measurements are, from the options or the recording; no node is built yet.</summary>
    internal static DemoFleet Plan(DemoOptions options)
    {
        CsvReplay? replay = options.Replay is null ? null : Load(options);
        if (replay is not null && replay.Series.Count < options.Nodes)
        {
            throw new DemoException($"{options.Replay!.Name} has {replay.Series.Count} stations: --nodes must be at most that.");
        }

        DateTimeOffset start = replay is null ? Floor(DateTimeOffset.UtcNow).AddHours(-options.Hours) : DateTimeOffset.FromUnixTimeMilliseconds(replay.FirstUnixMs);
        return new DemoFleet(options.EffectiveSpeed, replay) { Start = start, End = start.AddHours(options.Hours) };
    }

    /// <summary>Builds the nodes: each a blank chip that the authority certifies, told nothing of its gateway but the gateway's key, and whose certificate to believe.</summary>
    internal void Build(int count, string directory, CertificateAuthority authority, byte[] gatewayKey)
    {
        _authority = authority.Certificate.RawData;
        Directory.CreateDirectory(Path.Combine(directory, "nodes"));
        for (int i = 0; i < count; i++)
        {
            _members.Add(Build(i, directory, authority, gatewayKey, _replay?.Series[i]));
        }
    }

    /// <summary>
    /// Runs all nodes until the end of their time and until the gateway has acknowledged everything, or <paramref name="patience"/> is over after the
    /// end. Says whether everything was acknowledged.
    /// </summary>
    internal async Task<bool> RunAsync(int port, ScaledTimeProvider time, TimeSpan patience, CancellationToken stop)
    {
        DateTimeOffset deadline = DateTimeOffset.UtcNow + ((End - time.GetUtcNow()) / _speed) + patience;
        bool[] done = await Task.WhenAll(_members.Select(m => Task.Run(() => RunAsync(m, port, time, deadline, stop), stop))).ConfigureAwait(false);
        return done.All(d => d);
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);

    private static CsvReplay Load(DemoOptions options)
    {
        try
        {
            return CsvReplay.Load(options.Replay!.FullName, options.Hours);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"--replay: {failure.Message}", failure);
        }
    }

    private Member Build(int index, string directory, IDeviceAuthority authority, byte[] gatewayKey, CsvSeries? series)
    {
        // A seed of its own, like a chip from the factory: two demos do not share keys.
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Atecc608Device device = new(bus);
        ChipConfiguration configuration = ChipConfiguration.BuiltIn;
        Atecc608Provisioner provisioner = new(device, authority, configuration.Bytes, configuration.Mask);
        if (provisioner.Run() != ProvisioningOutcome.Provisioned)
        {
            throw new DemoException($"The simulated chip of node {index} cannot be provisioned: {provisioner.Step}: {provisioner.Detail}.");
        }

        device.TrySleep();
        VirtualClock clock = new();
        ISensor sensor = series is null ? new DailyCycleSensor(clock, (ulong)index + 1) : new CsvReplaySensor(series, clock);
        NodeSettings settings = new()
        {
            Urn = NodeUrn.OfSerialNumber(NodeUrn.ExampleEnterprise, provisioner.SerialNumber),
            GatewayKey = gatewayKey,
            FirmwareName = SimulatedFirmware.Name,
            FirmwareVersion = SimulatedFirmware.Version,
            FirmwareDigest = SimulatedFirmware.Digest,
            HardwareModel = "simulated",
            HardwareVersion = "1",
            DebugStatus = EvidenceClaims.DebugDisabled,
            SampleIntervalMs = series is null ? SyntheticIntervalMs : (int)series.StepMs,
            AckTimeoutMs = Scale(2000),
            RetryInitialMs = Scale(100),
            RetryMaxMs = Scale(4000),
            // Every answer is, in scaled time, minutes on its way: it says nothing of how right the clock is.
            ClockToleranceMs = long.MaxValue,
        };
        string flashPath = Path.Combine(directory, "nodes", string.Create(CultureInfo.InvariantCulture, $"{index + 1:0000}.flash"));
        return new Member(settings, new Atecc608SecureElement(device), sensor, clock, flashPath, series?.Station ?? $"Site {index + 1}");
    }

    private int Scale(int realMs) => (int)Math.Min(LongestWaitMs, Math.Max(realMs, realMs * _speed));

    private async Task<bool> RunAsync(Member member, int port, ScaledTimeProvider time, DateTimeOffset deadline, CancellationToken stop)
    {
        using SimulatedFlash flash = new(SectorSize, SectorCount, member.FlashPath);
        MqttLink link = new("127.0.0.1", port, member.Settings.Urn, _authority);
        await using (link.ConfigureAwait(false))
        {
            SimulatedNode node = new(member.Settings, member.SecureElement, [member.Sensor], flash, link, member.Clock);

            // However long the gateway took to start, the node boots before the first measurement and catches up.
            node.Start((Start - BootLead).ToUnixTimeMilliseconds());
            member.Node = node;
            long end = End.ToUnixTimeMilliseconds();
            long lastMeasured = end - 1;
            while (!stop.IsCancellationRequested)
            {
                long now = time.GetUtcNow().ToUnixTimeMilliseconds();
                bool measuring = now < end || member.Clock.UnixMs < lastMeasured;

                // The node's own time stops at the end, or it would go on measuring; what it still has to send is sent at that moment.
                node.Step(Math.Min(now, lastMeasured));
                if (!measuring && node.Agent is { IsIdle: true })
                {
                    return true;
                }

                if (DateTimeOffset.UtcNow > deadline)
                {
                    return false;
                }

                await Task.Delay(PollInterval, stop).ConfigureAwait(false);
            }
        }

        return false;
    }

    private sealed record Member(
        NodeSettings Settings, ISecureElement SecureElement, ISensor Sensor, VirtualClock Clock, string FlashPath, string Site)
    {
        internal SimulatedNode? Node { get; set; }
    }
}
