using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A simulated board with the whole program on it, its gateway, its authority and the time.</summary>
internal sealed class ProgramWorld : ISensorSource, IDisposable
{
    internal const long Epoch = NodeWorld.Epoch;

    private readonly Queue<(string Topic, byte[] Message)> _down = [];

    internal ProgramWorld(BoardGeometry? geometry = null)
    {
        Board = new SimulatedBoard(geometry ?? BoardGeometry.Flash4Megabytes, Clock, this, (network, _) => Connect(network)) { Element = Element };
        Board.RunUntil(Epoch);
        Board.SetChip(0);
    }

    internal static byte[] Authority { get; } = FakeCurve.PublicKey(30);

    internal VirtualClock Clock { get; } = new();

    internal SimulatedBoard Board { get; }

    internal BoardElement Element { get; } = new();

    internal FakeGateway Gateway { get; } = new();

    internal long NowMs => Clock.UnixMs;

    internal NodeAgent Agent => Board.Program!.Agent!;

    /// <summary>Hosts at which the gateway answers.</summary>
    internal string ReachableHost { get; set; } = "gateway.example";

    internal bool SensorFails { get; set; }

    /// <summary>Called when a sensor measures.</summary>
    internal Action? Measuring { get; set; }

    /// <summary>Bytes that the gateway's side allocated.</summary>
    internal long OwnBytes { get; set; }

    internal List<string> Connections { get; } = [];

    /// <summary>A document of this node's authority.</summary>
    internal static byte[] Document(uint version, Action<SettingsDocument>? change = null, byte[]? signer = null, string host = "gateway.example")
    {
        SettingsDocument document = new()
        {
            Version = version,
            Urn = NodeWorld.Urn,
            Node = FakeGateway.NodeThumbprint,
            AuthorityKey = Authority,
            Site = "roof",
            SampleIntervalS = 60,
            Sensors = [new SensorSettings("clock", 0, [], [])],
            Network = new NetworkSettings("site", "a passphrase", host, 8883, [], ""),
            GatewayKey = FakeGateway.ServiceKey,
        };
        change?.Invoke(document);
        byte[] header = document.EncodeHeader();
        byte[] payload = document.EncodePayload();
        return TypedMessage.Sign1(header, payload, FakeCurve.Sign(signer ?? document.AuthorityKey, TypedMessage.DigestOf(header, payload)));
    }

    /// <summary>Puts a document in force as a technician does, and lets the board reach its gateway with it.</summary>
    internal void Configure(Action<SettingsDocument>? change = null)
    {
        Board.PowerOn();
        RunFor(3_000);
        Assert.Equal("", Board.Program!.TryApplySettings(Document(1, change)));
        RunTo(() => Board.Program is { Agent: not null, Settings.IsTrial: false }, 10_000);
    }

    internal void RunFor(long durationMs) => Board.RunUntil(NowMs + durationMs);

    /// <summary>Runs until something is so, at most so long.</summary>
    internal void RunTo(Func<bool> holds, long atMostMs)
    {
        long endMs = NowMs + atMostMs;
        while (!holds())
        {
            Assert.True(NowMs < endMs, $"not within {atMostMs} ms");
            RunFor(10);
        }
    }

    internal void Deliver(byte[] message) => _down.Enqueue((Topics.SessionOf(NodeWorld.Urn), message));

    public bool TryCreate(SensorSettings settings, out ISensor? sensor)
    {
        sensor = settings.Kind is "clock" or "many" ? new ClockSensor(this, settings) : null;
        return sensor != null;
    }

    public void Dispose() => Board.Dispose();

    private WorldLink Connect(NetworkSettings network)
    {
        Connections.Add(network.Host);
        _down.Clear();
        return new WorldLink(this, network.Host);
    }

    private sealed class WorldLink(ProgramWorld world, string host) : ILink
    {
        public bool IsConnected => host == world.ReachableHost;

        public bool TryPublish(string topic, byte[] message, int offset, int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (world.Gateway.Take(topic, message[offset..(offset + count)], world.NowMs) is { } answer)
            {
                world._down.Enqueue(answer);
            }

            world.OwnBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            return true;
        }

        public bool TryReceive(out string topic, out byte[] message)
        {
            bool any = world._down.TryDequeue(out (string Topic, byte[] Message) next);
            (topic, message) = any ? next : ("", []);
            return any;
        }
    }

    /// <summary>Measures the time, so that a reading tells when it was taken. The kind "many" has 9 readings.</summary>
    private sealed class ClockSensor(ProgramWorld world, SensorSettings settings) : ISensor
    {
        public string Name { get; } = settings.Kind + (settings.Channel == 0 ? "" : "-" + settings.Channel);

        public int MaxReadings => settings.Kind == "many" ? 9 : 1;

        public ReadingLimits? LimitsOf(Reading reading) => null;

        public SensorStatus Read(Reading[] readings, ref int count)
        {
            world.Measuring?.Invoke();
            if (world.SensorFails)
            {
                return SensorStatus.Fault;
            }

            for (int i = 0; i < MaxReadings; i++)
            {
                readings[count++] = new Reading(Name + "-" + i, "s", world.NowMs / 1_000, 0);
            }

            return SensorStatus.Measured;
        }
    }
}
