using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>What a batch will change once it is on disk, and not before: if the write fails it is forgotten as a whole.</summary>
internal sealed class StagedBatch
{
    private readonly Dictionary<(string Urn, uint Boot, uint Sequence), byte[]> _hashes = [];

    internal List<Entry> Entries { get; } = [];

    internal List<ReadingKey> Keys { get; } = [];

    internal List<Departure> Departures { get; } = [];

    internal Dictionary<string, NodePosition> Positions { get; } = [];

    internal long? EarliestMs { get; private set; }

    internal long? LatestMs { get; private set; }

    internal void Add(NodeRecord node, ReadingAppraisal appraisal, Entry entry)
    {
        ReadingHeader header = appraisal.Message!.Header;
        byte[] hash = appraisal.MessageHash!;
        Entries.Add(entry);
        Keys.Add(new ReadingKey(node.Thumbprint, header.Boot, header.Sequence, hash));
        Positions[node.Urn] = new NodePosition(header.Boot, header.Sequence, hash, appraisal.Message.Envelope);
        _hashes[(node.Urn, header.Boot, header.Sequence)] = hash;
        if (appraisal.Message.Pack.HasTime)
        {
            long timeMs = appraisal.Message.Pack.Time * 1000;
            EarliestMs = Math.Min(EarliestMs ?? timeMs, timeMs);
            LatestMs = Math.Max(LatestMs ?? timeMs, timeMs);
        }
    }

    internal byte[]? FindHash(string urn, uint boot, uint sequence) => _hashes.GetValueOrDefault((urn, boot, sequence));
}
