using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>Writes ledgers as a gateway does: entries by group commit, a block every 1024.</summary>
public static class SampleLedger
{
    /// <summary>Messages in one commit, as a busy gateway has them.</summary>
    public const int BatchSize = 256;

    private const int BatchesPerBlock = 4;

    /// <summary>The entry a gateway makes of an accepted message.</summary>
    public static Entry EntryOf(SampleMessage message)
    {
        EntryContext context = new()
        {
            ReceivedAtMs = message.TimeMs,
            Source = "127.0.0.1:51234",
            AssuranceLevel = 1,
            Continuity = (uint)(message.Key.Sequence == 0 ? Continuity.First : Continuity.Continuous),
        };
        return Entry.Create(EntryKind.Reading, message.Bytes, context.Encode());
    }

    /// <summary>Writes a new ledger of <paramref name="messageCount"/> sealed reading messages to <paramref name="directory"/>.</summary>
    public static void Write(string directory, SampleFleet fleet, int messageCount)
    {
        using LedgerStore store = LedgerStore.Create(directory);
        store.Append(fleet.Enrolments, []);
        for (int written = 0; written < messageCount;)
        {
            long earliestMs = long.MaxValue;
            long latestMs = 0;
            for (int batch = 0; batch < BatchesPerBlock && written < messageCount; batch++)
            {
                SampleMessage[] messages = fleet.Messages(Math.Min(BatchSize, messageCount - written));
                store.Append([.. messages.Select(EntryOf)], [.. messages.Select(message => message.Key)]);
                earliestMs = Math.Min(earliestMs, messages.Min(message => message.TimeMs));
                latestMs = Math.Max(latestMs, messages.Max(message => message.TimeMs));
                written += messages.Length;
            }

            Seal(store, fleet, earliestMs, latestMs);
        }
    }

    /// <summary>Seals what is journaled into a block.</summary>
    public static void Seal(LedgerStore store, SampleFleet fleet, long earliestMs, long latestMs)
    {
        BlockHeader? last = store.Head is { } head ? BlockHeader.Parse(head.Header) : null;
        BlockHeader header = new()
        {
            ChainId = fleet.State.ChainId,
            Gateway = fleet.GatewayKey.Thumbprint,
            Height = last is null ? 0 : last.Height + 1,
            Previous = last is null ? new byte[Sha256.DigestLength] : BlockHeader.HashOf(store.Head!.Header),
            FirstIndex = store.SealedTreeSize,
            TreeSize = store.EntryCount,
            RootHash = store.Tree.RootHash(),
            SealedAtMs = latestMs,
            EarliestReadingMs = earliestMs,
            LatestReadingMs = latestMs,
            RollbackCounter = (last?.RollbackCounter ?? 0) + 1,
        };
        store.AppendBlock(header, Enviro.Ledger.Seal.Sign(fleet.GatewayKey, header.Encode()));
    }
}
