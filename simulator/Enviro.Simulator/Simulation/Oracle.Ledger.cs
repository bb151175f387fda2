using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <content>What the finished ledger must look like.</content>
internal sealed partial class Oracle
{
    /// <summary>Readings in the ledger; counted by <see cref="CheckLedger"/>.</summary>
    internal long Kept { get; private set; }

    /// <summary>Checks the ledger of a gateway that has stopped in order.</summary>
    internal void CheckLedger(LedgerStore store)
    {
        LedgerWalk walk = new();
        foreach (NodeStory story in _stories.Values)
        {
            story.PutInOrder();
        }

        foreach (StoredEntry entry in store.ReadEntries(0, long.MaxValue))
        {
            CheckEntry(entry, walk);
        }

        if (walk.NextCommit < _commits.Count)
        {
            Report(Invariant.CommittedIsFinal, $"{_commits[^1].Entries} entries were committed, {walk.Tree.TreeSize} are there");
        }

        foreach (StoredBlock block in store.ReadBlocks().Where(block => block.Height < _blocks.Count && _blocks[(int)block.Height].Length > 0))
        {
            if (!_blocks[(int)block.Height].AsSpan().SequenceEqual(BlockHeader.HashOf(block.Header)))
            {
                Report(Invariant.CommittedIsFinal, $"block {block.Height} is another than the one that was committed");
            }
        }

        foreach (NodeStory story in _stories.Values)
        {
            CheckStory(story, walk);
        }

        CheckSound(store);
        Note("gateway", $"ends with {walk.Tree.TreeSize} entries, root {Convert.ToHexStringLower(walk.Tree.RootHash())}");
    }

    private void CheckEntry(StoredEntry entry, LedgerWalk walk)
    {
        walk.Tree.Append(entry.LeafHash);
        while (walk.NextCommit < _commits.Count && _commits[walk.NextCommit].Entries == walk.Tree.TreeSize)
        {
            if (!walk.Tree.RootHash().AsSpan().SequenceEqual(_commits[walk.NextCommit].Root))
            {
                Report(Invariant.CommittedIsFinal, $"the first {walk.Tree.TreeSize} entries are others than those that were committed");
            }

            walk.NextCommit++;
        }

        foreach (byte[] salt in new[] { entry.MessageSalt!, entry.ContextSalt! })
        {
            if (!walk.Salts.Add(BinaryPrimitives.ReadUInt128BigEndian(salt)))
            {
                Report(Invariant.SaltsAreUnique, $"entry {entry.Index} has a salt of another");
            }
        }

        if (entry.Kind == EntryKind.NodeStatus)
        {
            NodeStatusChange change = NodeStatusChange.Parse(entry.Message!);
            walk.Status[Convert.ToHexString(change.Node)] = change.Status;
        }
        else if (entry.Kind.IsReading())
        {
            CheckReading(entry, walk);
        }
    }

    private void CheckReading(StoredEntry entry, LedgerWalk walk)
    {
        Kept++;
        ReadingHeader header = ReadingMessage.Parse(entry.Message!).Header;
        NodeStory? story = _stories.Values.FirstOrDefault(story => story.Node.Chip.Thumbprint.AsSpan().SequenceEqual(header.KeyId));
        MessageHash hash = MessageHash.Of(SHA256.HashData(entry.Message!));
        if (story is null || !story.Signed.TryGetValue(hash, out SignedMessageNote? signed))
        {
            Report(Invariant.OnlyAuthentic, $"entry {entry.Index}: {hash}, boot {header.Boot} seq {header.Sequence}, was signed by no node of the fleet");
            return;
        }

        string what = $"entry {entry.Index}: {story.Node.Urn} boot {header.Boot} seq {header.Sequence} {hash}";
        if (walk.Status.GetValueOrDefault(Convert.ToHexString(header.KeyId)) != NodeStatus.Active)
        {
            Report(Invariant.OnlyAuthentic, $"{what} was kept while its node was suspended or revoked");
        }

        if (!walk.Kept.Add(hash))
        {
            Report(Invariant.KeptOnce, what);
            return;
        }

        SignedMessageNote? before = walk.Last.GetValueOrDefault(story);
        walk.Last[story] = signed;
        if (before is not null && (signed.Boot < before.Boot || (signed.Boot == before.Boot && signed.Sequence <= before.Sequence)))
        {
            Report(Invariant.OrderHolds, $"{what} after boot {before.Boot} seq {before.Sequence}");
        }

        EntryContext context = EntryContext.Parse(entry.Context!);
        // A node whose last message rotted on its flash names the one before it, and nobody can tell that from a gap.
        int missing = signed.Order - (before?.Order + 1 ?? 0);
        if (missing > 0 && context.Continuity != (uint)Continuity.Gap)
        {
            Report(Invariant.GapsAreVisible, $"{what}: {missing} messages before it are missing and the ledger says {(Continuity)context.Continuity}");
        }
        else if (missing == 0 && context.Continuity == (uint)Continuity.Gap && before is not null && !story.IsFlashDamaged)
        {
            Report(Invariant.GapsAreVisible, $"{what}: the ledger says that {context.Missing} are missing, and none is");
        }
    }

    private void CheckStory(NodeStory story, LedgerWalk walk)
    {
        foreach (MessageHash lost in story.Acknowledged.Where(hash => !walk.Kept.Contains(hash)))
        {
            SignedMessageNote? note = story.Signed.GetValueOrDefault(lost);
            Report(Invariant.AcknowledgedIsKept, $"{story.Node.Urn} boot {note?.Boot} seq {note?.Sequence} {lost} was acknowledged and is not in the ledger");
        }

        bool isRevoked = walk.Status.GetValueOrDefault(Convert.ToHexString(story.Node.Chip.Thumbprint)) == NodeStatus.Revoked;
        if (isRevoked || story.IsFlashDamaged)
        {
            return;
        }

        foreach ((MessageHash refused, uint result) in story.RefusedWith.Where(pair => pair.Value != (uint)AppraisalResult.ClockOutOfRange))
        {
            SignedMessageNote? note = story.Signed.GetValueOrDefault(refused);
            Report(Invariant.RefusedForCause, $"{story.Node.Urn} boot {note?.Boot} seq {note?.Sequence} {refused} was refused for good with {(AppraisalResult)result}");
        }

        List<SignedMessageNote> unexplained = [.. story.Signed.Values.Where(note => !walk.Kept.Contains(note.Hash) && !story.Refused.Contains(note.Hash))];
        long waiting = story.Node.Outbox?.Count ?? 0;
        if (unexplained.Count > story.Dropped + waiting)
        {
            Report(
                Invariant.GapsAreVisible,
                $"{story.Node.Urn}: {unexplained.Count} messages are not in the ledger, {story.Dropped} were dropped, {waiting} wait; the first is boot {unexplained[0].Boot} seq {unexplained[0].Sequence} {unexplained[0].Hash}");
        }
    }

    private void CheckSound(LedgerStore store)
    {
        VerificationReport report = LedgerVerifier.Verify(store);
        foreach (Finding finding in report.Findings.Take(3))
        {
            Report(Invariant.SoundLedgerVerifies, $"{finding.Rule}, block {finding.Height}, entry {finding.Index}: {finding.Text}");
        }

        if (report.ReadingMessages != Kept)
        {
            Report(Invariant.SoundLedgerVerifies, $"the verifier counts {report.ReadingMessages} readings, there are {Kept}");
        }
    }

    /// <summary>What a walk through the ledger has seen so far.</summary>
    private sealed class LedgerWalk
    {
        internal MerkleTree Tree { get; } = new();

        internal int NextCommit { get; set; }

        internal HashSet<UInt128> Salts { get; } = [];

        internal HashSet<MessageHash> Kept { get; } = [];

        internal Dictionary<string, NodeStatus> Status { get; } = [];

        internal Dictionary<NodeStory, SignedMessageNote> Last { get; } = [];
    }
}
