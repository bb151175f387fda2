using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Benchmarks;

/// <summary>
/// An operator, a gateway with a software key and some nodes, all enrolled in one chain. The nodes' chains of messages begin with the fleet:
/// whoever keeps its messages keeps them from the first.
/// </summary>
public sealed class SampleFleet : IDisposable
{
    /// <summary>Nodes where nobody asks for another number.</summary>
    public const int UsualNodeCount = 16;

    private const long EnrolledAtMs = 1_759_000_000_000;

    private readonly SigningKey _operatorKey;
    private readonly SampleNode[] _nodes;
    private int _turn;

    /// <summary>Makes the fleet; the files of the operator's and the gateway's keys go into <paramref name="directory"/>.</summary>
    public SampleFleet(string directory, int nodeCount = UsualNodeCount)
    {
        Directory.CreateDirectory(directory);
        _operatorKey = SigningKey.Create(Path.Combine(directory, "operator.pem"));
        GatewayKey = SigningKey.Create(Path.Combine(directory, "gateway.pem"));
        _nodes = [.. Enumerable.Range(0, nodeCount).Select(number => new SampleNode(number))];
        Enrol(EntryKind.Charter, Charter.Sign(_operatorKey, "benchmarks", EnrolledAtMs));
        Enrol(EntryKind.GatewayEnrolled, new GatewayEnrolment
        {
            Name = "gateway",
            PublicKey = GatewayKey.PublicKey,
            KeyKind = SealKeyKind.Software,
            EnrolledAtMs = EnrolledAtMs,
            ChainId = State.ChainId,
        }.Sign(_operatorKey));
        foreach (SampleNode node in _nodes)
        {
            Enrol(EntryKind.NodeEnrolled, new NodeEnrolment
            {
                Urn = node.Urn,
                PublicKey = node.Key.PublicKey,
                Site = "bench",
                AssuranceLevel = 1,
                EnrolledAtMs = EnrolledAtMs,
                ChainId = State.ChainId,
            }.Sign(_operatorKey));
        }
    }

    /// <summary>The gateway's seal key.</summary>
    public SigningKey GatewayKey { get; }

    /// <summary>The registers with everyone enrolled.</summary>
    public LedgerState State { get; } = new();

    /// <summary>The entries that enrolled everyone, from the charter on.</summary>
    public List<Entry> Enrolments { get; } = [];

    /// <summary>Thumbprint of the key of a node, 32 bytes.</summary>
    public byte[] ThumbprintOf(int node) => _nodes[node].Key.Thumbprint;

    /// <summary>Makes messages, the nodes taking turns.</summary>
    public SampleMessage[] Messages(int count)
    {
        SampleMessage[] messages = SampleNode.TakeTurns(_nodes, _turn, count);
        _turn = (_turn + count) % _nodes.Length;
        return messages;
    }

    /// <summary>Frees the keys.</summary>
    public void Dispose()
    {
        _operatorKey.Dispose();
        GatewayKey.Dispose();
        foreach (SampleNode node in _nodes)
        {
            node.Dispose();
        }
    }

    private void Enrol(EntryKind kind, byte[] message)
    {
        RegisterResult result = State.Apply(kind, message);
        if (result != RegisterResult.Accepted)
        {
            throw new InvalidOperationException($"{kind}: {result}");
        }

        Enrolments.Add(Entry.Create(kind, message, new EntryContext { ReceivedAtMs = EnrolledAtMs, Source = "bench" }.Encode()));
    }
}
