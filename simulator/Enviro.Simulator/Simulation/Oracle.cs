using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Knows what must hold, and looks at nothing but ports, counters and the ledger: what nodes signed, what they forgot and why, what the gateway committed.
/// It does not use the product's own judgement of a message.
/// </summary>
internal sealed partial class Oracle(EventQueue queue, SimulationTrace trace)
{
    private const int MaxViolations = 50;

    // As many as the gateway's own tables have; its stranger limit and one session a node.
    private const int MaxSessions = 1000;

    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, NodeStory> _stories = [];
    private readonly List<(long Entries, byte[] Root)> _commits = [];
    private readonly List<byte[]> _blocks = [];
    private long _committed;

    /// <summary>What did not hold.</summary>
    internal IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Messages signed and stored by all nodes.</summary>
    internal long Signed => _stories.Values.Sum(story => (long)story.Signed.Count);

    /// <summary>What is known of each node.</summary>
    internal IEnumerable<NodeStory> Stories => _stories.Values;

    internal void Add(FleetNode node) => _stories.Add(node.Urn, new NodeStory(node));

    /// <summary>What is known of a node.</summary>
    internal NodeStory StoryOf(FleetNode node) => _stories[node.Urn];

    /// <summary>Something must hold and does not.</summary>
    internal void Report(Invariant invariant, string detail)
    {
        Note("oracle", $"{invariant} does not hold: {detail}");
        if (_violations.Count < MaxViolations)
        {
            _violations.Add(new Violation(invariant, queue.NowMs, detail));
        }
    }

    internal void Note(string who, string what) => trace.Note(queue.NowMs, who, what);

    internal void NoteStart(FleetNode node) => Note(node.Urn, "starts");

    internal void NoteStop(FleetNode node) => Note(node.Urn, "stops");

    internal void NoteGateway(string what) => Note("gateway", what);

    /// <summary>Looks at a node between two things it does.</summary>
    internal void Observe(FleetNode node)
    {
        foreach (string happening in _stories[node.Urn].Observe())
        {
            Note(node.Urn, happening);
        }
    }

    internal void NotePublish(FleetNode node, string topic, byte[] message)
    {
        Observe(node);
        if (topic.EndsWith(Topics.Reading, StringComparison.Ordinal))
        {
            MessageHash hash = MessageHash.Of(SHA256.HashData(message));
            Note(node.Urn, $"publishes {hash}");
            _stories[node.Urn].NotePublished(hash, () => (ReadingKey.Of(message).Boot, ReadingKey.Of(message).Sequence));
        }
        else
        {
            Note(node.Urn, $"publishes {topic[(topic.LastIndexOf('/') + 1)..]}");
        }
    }

    /// <summary>Notes what a store has told to be durable: nothing of it may ever change.</summary>
    internal void NoteCommitted(LedgerStore store)
    {
        if (store.EntryCount < _committed)
        {
            Report(Invariant.CommittedIsFinal, $"{_committed} entries were committed, {store.EntryCount} are there");

            // Said once: what else it breaks must find room among the violations.
            _commits.RemoveAll(commit => commit.Entries > store.EntryCount);
        }

        if (store.EntryCount != _committed)
        {
            _committed = store.EntryCount;
            byte[] root = store.Tree.RootHash();
            _commits.Add((_committed, root));
            Note("gateway", $"keeps {_committed} entries, root {MessageHash.Of(root)}");
        }

        NoteHead(store.Head);
    }

    /// <summary>The gateway's tables are within their limits.</summary>
    internal void NoteLimits(GatewayCore core, int waiting)
    {
        if (waiting > SimulatedGateway.MaxWaiting || core.Sessions > MaxSessions + _stories.Count)
        {
            Report(Invariant.LimitsHold, $"{waiting} messages wait, {core.Sessions} sessions for {_stories.Count} nodes");
        }
    }

    private void NoteHead(StoredBlock? head)
    {
        if (head is null ? _blocks.Count > 0 : head.Height < _blocks.Count - 1)
        {
            Report(Invariant.CommittedIsFinal, $"{_blocks.Count} blocks were committed, the last is {head?.Height.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}");
            int left = (int)(head?.Height + 1 ?? 0);
            _blocks.RemoveRange(left, _blocks.Count - left);
        }
        else if (head is not null && head.Height >= _blocks.Count)
        {
            byte[] hash = BlockHeader.HashOf(head.Header);
            while (_blocks.Count < head.Height)
            {
                // Committed in a turn that died after it.
                _blocks.Add([]);
            }

            _blocks.Add(hash);
            Note("gateway", $"seals block {head.Height} {MessageHash.Of(hash)}");
        }
    }
}
