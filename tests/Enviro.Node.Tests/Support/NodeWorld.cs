using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A node, its flash, chip and sensor, its link and gateway, and the time, all scripted and all checked as they go.</summary>
internal sealed class NodeWorld : IDisposable
{
    internal const string Urn = "urn:dev:mac:0024befffe804ff1";
    internal const long Epoch = 1_700_000_040_000;
    internal const int IntervalMs = 60_000;

    private const int RoundTripMs = 20;

    private readonly HashSet<string> _stored = [];
    private readonly HashSet<string> _forgotten = [];
    private long _bootMs;

    internal NodeWorld(int sectorCount = 16, int sectorSize = 2048)
    {
        Flash = new SimulatedFlash(sectorSize, sectorCount);
        Element = new FakeElement(Flash);
        Link = new FakeLink(Gateway);
        Link.OnPublish = CheckPublished;
    }

    internal SimulatedFlash Flash { get; }

    internal FakeElement Element { get; }

    internal FakeSensor Sensor { get; } = new();

    /// <summary>What the node reads; <see cref="Sensor"/> alone unless set.</summary>
    internal ISensor[]? Sensors { get; set; }

    internal FakeGateway Gateway { get; } = new();

    internal FakeLink Link { get; }

    internal NodeSettings Settings { get; } = MakeSettings();

    /// <summary>True time, Unix ms.</summary>
    internal long NowMs { get; private set; } = Epoch;

    internal long UptimeMs => NowMs - _bootMs;

    internal Enviro.Node.Outbox Outbox { get; private set; } = null!;

    internal NodeAgent Agent { get; private set; } = null!;

    internal uint Dropped { get; private set; }

    /// <summary>Messages the node stored and the gateway does not have.</summary>
    internal int Lost => _stored.Count(hash => !Gateway.Has(hash));

    internal static NodeSettings MakeSettings() => new()
    {
        Urn = Urn,
        GatewayKey = FakeGateway.ServiceKey,
        FirmwareName = "enviro-node",
        FirmwareVersion = "1.2.0",
        FirmwareDigest = [.. Enumerable.Repeat((byte)0xF1, 32)],
        HardwareModel = "bench",
        HardwareVersion = "A",
        DebugStatus = EvidenceClaims.DebugDisabled,
        SampleIntervalMs = IntervalMs,
    };

    internal void Start(StartKind kind = StartKind.Cold, bool withTime = true)
    {
        Flash.RestorePower();
        Link.LoseDownlink();
        _bootMs = NowMs;
        Outbox = new Enviro.Node.Outbox(Flash);
        Agent = new NodeAgent(Settings, Element, Sensors ?? [Sensor], Outbox, Link, kind);
        if (withTime)
        {
            Assert.True(Agent.SetTime(0, NowMs));
        }
    }

    /// <summary>Lets time pass, calling the agent when it asks to be called; false when the power was cut on the way.</summary>
    internal bool Run(long durationMs)
    {
        long endMs = NowMs + durationMs;
        while (true)
        {
            long nextMs;
            try
            {
                nextMs = Step() + _bootMs;
            }
            catch (PowerCutException)
            {
                return false;
            }

            if (Link.HasDownlink)
            {
                nextMs = Math.Min(nextMs, NowMs + RoundTripMs);
            }

            if (nextMs >= endMs)
            {
                NowMs = endMs;
                return true;
            }

            NowMs = Math.Max(nextMs, NowMs);
        }
    }

    /// <summary>Lets node and gateway say what they have to say at this moment.</summary>
    internal long Settle()
    {
        long next = Step();
        while (Link.HasDownlink)
        {
            next = Step();
        }

        return next;
    }

    internal void Advance(long durationMs) => NowMs += durationMs;

    internal long Step()
    {
        Link.UnixMs = NowMs;
        uint stored = Agent.Counters.Stored;
        uint acknowledged = Agent.Counters.Acknowledged;
        uint failures = Agent.Counters.FlashFailures;
        long next = Agent.Step(UptimeMs);
        if (Agent.Counters.Stored > stored)
        {
            _stored.Add(Convert.ToHexString(Outbox.Previous));
        }

        // Acknowledged in order: the last so many the gateway keeps. A forgetting that the flash refused does not count.
        int forgotten = (int)(Agent.Counters.Acknowledged - acknowledged);
        if (Agent.Counters.FlashFailures == failures && Outbox.Count == 0)
        {
            _forgotten.UnionWith(Gateway.KeptHashes.TakeLast(forgotten).Select(Convert.ToHexString));
        }

        Dropped = Outbox.Dropped;
        return next;
    }

    public void Dispose() => Flash.Dispose();

    private void CheckPublished(byte[] message)
    {
        if (!CoseMac0.IsTagged(message))
        {
            Element.AssertSigned(ReadingMessage.Parse(message));
        }

        string hash = Convert.ToHexString(Sha256.HashData(message));
        Assert.False(_forgotten.Contains(hash), "sent again after its acknowledgement was persisted");
    }
}
