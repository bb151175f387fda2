using Enviro.Gateway;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What the network does to packets, each in a million of them.</summary>
internal sealed record PacketFaults(int Lost = 0, int Duplicated = 0, int Corrupted = 0, int Delayed = 0, int Replayed = 0);

/// <summary>
/// Everything between the nodes' links and the gateway's pipeline: radio, network and broker. A broker is part of its gateway, so without one nobody
/// is connected, and what is on its way when it ends is gone.
/// </summary>
internal sealed class SimulatedNetwork(EventQueue queue, SimulationRandom random, FaultLog faults)
{
    private const int MaxCaptured = 256;
    private const int LeastLatencyMs = 15;
    private const int MostLatencyMs = 180;
    private const int LongestDelayMs = 90_000;

    private readonly Dictionary<string, FleetNode> _nodes = [];
    private readonly List<(string Topic, byte[] Payload, string Source)> _captured = [];
    private readonly List<(string Topic, byte[] Payload)> _capturedDownlink = [];
    private int _nextCaptured;
    private int _nextCapturedDownlink;
    private long _brokerRun;

    /// <summary>What happens to packets now.</summary>
    internal PacketFaults Packets { get; set; } = new();

    /// <summary>Takes what reaches the gateway.</summary>
    internal Action<Arrival>? Arrived { get; set; }

    /// <summary>Whether the broker takes connections.</summary>
    internal bool IsBrokerUp { get; private set; }

    /// <summary>Uplink messages seen last, at most 256: what an eavesdropper has.</summary>
    internal IReadOnlyList<(string Topic, byte[] Payload, string Source)> Captured => _captured;

    /// <summary>Messages to nodes seen last, at most 256.</summary>
    internal IReadOnlyList<(string Topic, byte[] Payload)> CapturedDownlink => _capturedDownlink;

    /// <summary>Connects a node.</summary>
    internal void Add(FleetNode node) => _nodes.Add(node.Urn, node);

    /// <summary>The broker begins to listen.</summary>
    internal void Open()
    {
        IsBrokerUp = true;
        foreach (FleetNode node in _nodes.Values)
        {
            node.Wake();
        }
    }

    /// <summary>The broker ends: connections and everything on its way with it.</summary>
    internal void Close()
    {
        IsBrokerUp = false;
        _brokerRun++;
    }

    /// <summary>A node published.</summary>
    internal void Publish(FleetNode node, string topic, byte[] payload)
    {
        Keep(_captured, (topic, payload, node.Source), ref _nextCaptured);
        Carry(payload, carried => Arrived?.Invoke(new Arrival(topic, carried, node.Source, queue.NowMs)), () => IsBrokerUp && !node.IsCutOff);
        if (_captured.Count > 0 && Strikes(Packets.Replayed, "packetReplayed"))
        {
            (string oldTopic, byte[] oldPayload, string source) = _captured[random.Below(_captured.Count)];
            Inject(oldTopic, oldPayload, source);
        }
    }

    /// <summary>Somebody who is no node of the fleet publishes.</summary>
    internal void Inject(string topic, byte[] payload, string source)
    {
        long run = _brokerRun;
        queue.After(Latency(), () =>
        {
            if (IsBrokerUp && run == _brokerRun)
            {
                Arrived?.Invoke(new Arrival(topic, payload, source, queue.NowMs));
            }
        });
    }

    /// <summary>The gateway published.</summary>
    internal void Send(Departure departure)
    {
        // What is secret goes over TLS only, which this network is not.
        if (!departure.IsSecret && NodeOf(departure.Topic) is { } node)
        {
            Keep(_capturedDownlink, (departure.Topic, departure.Payload), ref _nextCapturedDownlink);
            Carry(departure.Payload, carried => node.Receive(departure.Topic, carried), () => IsBrokerUp && !node.IsCutOff);
        }
    }

    private FleetNode? NodeOf(string topic)
    {
        int end = topic.IndexOf(Topics.Down, StringComparison.Ordinal);
        return end < Topics.Prefix.Length ? null : _nodes.GetValueOrDefault(topic[Topics.Prefix.Length..end]);
    }

    private void Carry(byte[] payload, Action<byte[]> deliver, Func<bool> isConnected)
    {
        if (Strikes(Packets.Lost, "packetLost"))
        {
            return;
        }

        int copies = Strikes(Packets.Duplicated, "packetDuplicated") ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            byte[] carried = payload;
            if (payload.Length > 0 && Strikes(Packets.Corrupted, "packetCorrupted"))
            {
                carried = [.. payload];
                carried[random.Below(carried.Length)] ^= (byte)(1 << random.Below(8));
            }

            // A delay lets later packets overtake this one.
            long latency = Latency() + (Strikes(Packets.Delayed, "packetDelayed") ? random.Between(1, LongestDelayMs) : 0);
            long run = _brokerRun;
            queue.After(latency, () =>
            {
                if (run == _brokerRun && isConnected())
                {
                    deliver(carried);
                }
            });
        }
    }

    private static void Keep<T>(List<T> captured, T message, ref int next)
    {
        if (captured.Count < MaxCaptured)
        {
            captured.Add(message);
        }
        else
        {
            captured[next] = message;
            next = (next + 1) % MaxCaptured;
        }
    }

    private long Latency() => random.Between(LeastLatencyMs, MostLatencyMs);

    private bool Strikes(int perMillion, string fault)
    {
        bool strikes = perMillion > 0 && random.Chance(perMillion);
        if (strikes)
        {
            faults.Count(fault);
        }

        return strikes;
    }
}
