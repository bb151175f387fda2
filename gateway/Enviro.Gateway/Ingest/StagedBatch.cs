using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>What a run of readings will change once it is on disk, and not before: if the write fails it is forgotten as a whole.</summary>
internal sealed class StagedBatch
{
    private readonly Dictionary<(NodeRecord Node, uint Boot, uint Sequence), byte[]> _hashes = [];

    internal List<Entry> Entries { get; } = [];

    internal List<ReadingKey> Keys { get; } = [];

    internal List<Departure> Departures { get; } = [];

    internal Dictionary<NodeRecord, NodePosition> Positions { get; } = [];

    internal long? EarliestMs { get; private set; }

    internal long? LatestMs { get; private set; }

    internal void Add(NodeRecord node, ReadingAppraisal appraisal, Entry entry)
    {
        ReadingHeader header = appraisal.Header!;
        byte[] hash = appraisal.MessageHash!;
        Entries.Add(entry);
        Keys.Add(new ReadingKey(node.Thumbprint, header.Boot, header.Sequence, hash));
        Positions[node] = new NodePosition(header.Boot, header.Sequence, hash, appraisal.Envelope);
        _hashes[(node, header.Boot, header.Sequence)] = hash;
        if (appraisal.Pack!.HasTime)
        {
            long timeMs = appraisal.Pack.Time * 1000;
            EarliestMs = Math.Min(EarliestMs ?? timeMs, timeMs);
            LatestMs = Math.Max(LatestMs ?? timeMs, timeMs);
        }
    }

    internal byte[]? FindHash(NodeRecord node, uint boot, uint sequence) => _hashes.GetValueOrDefault((node, boot, sequence));
}
