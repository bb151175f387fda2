using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A message that a node signed and stored.</summary>
internal sealed record SignedMessageNote(uint Boot, uint Sequence, MessageHash Hash)
{
    /// <summary>Its place among all that the node signed; known at the end only, since one stored while the power went is seen late.</summary>
    internal int Order { get; set; }
}

/// <summary>What is known of one node from watching its ports and counters: what it signed, sent, and forgot for what reason.</summary>
internal sealed class NodeStory(FleetNode node)
{
    private uint _stored;
    private uint _acknowledged;
    private uint _refused;
    private NodeAgent? _agent;

    internal FleetNode Node { get; } = node;

    /// <summary>Everything it signed, by hash.</summary>
    internal Dictionary<MessageHash, SignedMessageNote> Signed { get; } = [];

    /// <summary>What it forgot because the gateway said that it is kept.</summary>
    internal HashSet<MessageHash> Acknowledged { get; } = [];

    /// <summary>What it forgot because the gateway refused it for good.</summary>
    internal HashSet<MessageHash> Refused { get; } = [];

    /// <summary>With what, of each of those; numbers of the gateway's verdicts.</summary>
    internal Dictionary<MessageHash, uint> RefusedWith { get; } = [];

    /// <summary>What it gave up because its flash was full.</summary>
    internal long Dropped { get; private set; }

    /// <summary>Whether its flash lost bits that were written: what it kept there may be gone.</summary>
    internal bool IsFlashDamaged { get; set; }

    /// <summary>The message it published last, which is the oldest that waits.</summary>
    internal MessageHash LastPublished { get; private set; }

    /// <summary>Notes a published reading message; the node may have stored it in the moment its power went.</summary>
    internal void NotePublished(MessageHash hash, Func<(uint Boot, uint Sequence)> read)
    {
        LastPublished = hash;
        if (!Signed.ContainsKey(hash))
        {
            (uint boot, uint sequence) = read();
            Signed.Add(hash, new SignedMessageNote(boot, sequence, hash));
        }
    }

    /// <summary>Looks at the node's counters; says what happened since the last look.</summary>
    internal IEnumerable<string> Observe()
    {
        if (Node.Agent is not { IsStarted: true } agent || Node.Outbox is not { IsOpen: true } outbox)
        {
            yield break;
        }

        if (!ReferenceEquals(agent, _agent))
        {
            _agent = agent;
            (_stored, _acknowledged, _refused) = (0, 0, 0);
        }

        NodeCounters counters = agent.Counters;
        if (counters.Stored != _stored)
        {
            RequireOne(counters.Stored - _stored);
            _stored = counters.Stored;
            MessageHash hash = MessageHash.Of(outbox.Previous);
            Signed[hash] = new SignedMessageNote(agent.Boot, outbox.NextSequence - 1, hash);
            yield return $"stores boot {agent.Boot} seq {outbox.NextSequence - 1} {hash}";
        }

        if (counters.Acknowledged != _acknowledged)
        {
            RequireOne(counters.Acknowledged - _acknowledged);
            _acknowledged = counters.Acknowledged;
            Acknowledged.Add(LastPublished);
            yield return $"forgets {LastPublished}: acknowledged";
        }

        if (counters.Refused != _refused)
        {
            RequireOne(counters.Refused - _refused);
            _refused = counters.Refused;
            Refused.Add(LastPublished);
            RefusedWith[LastPublished] = agent.LastRefusal!.Result;
            yield return $"forgets {LastPublished}: refused with {agent.LastRefusal!.Result}";
        }

        if (outbox.Dropped != Dropped)
        {
            yield return $"drops {outbox.Dropped - Dropped}: its flash is full";
            Dropped = outbox.Dropped;
        }
    }

    /// <summary>Gives every message its place.</summary>
    internal void PutInOrder()
    {
        int order = 0;
        foreach (SignedMessageNote note in Signed.Values.OrderBy(note => note.Boot).ThenBy(note => note.Sequence))
        {
            note.Order = order++;
        }
    }

    private static void RequireOne(uint happened)
    {
        if (happened != 1)
        {
            throw new SimulationException($"The node was not watched closely: {happened} things happened between two looks.");
        }
    }
}
