using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>
/// Values chosen until their hash begins like the true one, 16 bits of it: what takes a moment today, and would pass whoever compared only so much.
/// </summary>
internal static class GroundHashEdits
{
    private const int MaxTries = 1 << 20;

    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("headerWithGroundHash", EditEvidence.Ledger, GrindHeader, LedgerRule.SealBinding),
        new("contextWithGroundCommitment", EditEvidence.Ledger, ledger => GrindCommitment(ledger, ofContext: true), LedgerRule.EntryCommitment),
        new("messageWithGroundCommitment", EditEvidence.Ledger, ledger => GrindCommitment(ledger, ofContext: false)),
    ];

    /// <summary>Moves the time of sealing in a header until its hash begins like another; null where that takes too long.</summary>
    internal static byte[]? Grind(byte[] header, byte[] hash)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, BlockHeader.Parse(header).SealedAtMs);
        byte[] ground = [.. header];
        int at = ground.AsSpan().IndexOf(time);
        return at >= 0 && TryGrind(ground, at, hash) ? ground : null;
    }

    private static bool TryGrind(byte[] bytes, int at, ReadOnlySpan<byte> hash)
    {
        Span<byte> found = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> number = bytes.AsSpan(at, sizeof(ulong));
        for (int i = 0; i < MaxTries; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(number, BinaryPrimitives.ReadUInt64BigEndian(number) + 1);
            SHA256.HashData(bytes, found);
            if (found[0] == hash[0] && found[1] == hash[1])
            {
                return true;
            }
        }

        return false;
    }

    private static string? GrindHeader(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0 || Grind(ledger.Blocks[^1].Header, ledger.Blocks[^1].Hash) is not { } header)
        {
            return null;
        }

        ledger.Blocks[^1].Header = header;
        ledger.Save();
        return "the time of the last block's sealing";
    }

    private static string? GrindCommitment(EditedLedger ledger, bool ofContext)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (index < 0)
        {
            return null;
        }

        EntryRow entry = ledger.Entries[index];
        byte[] content = ofContext ? Later(entry.Context!) : ReadingSaysMore(entry.Message!, ledger.Random);
        EntryLeaf leaf = EntryLeaf.Parse(entry.Leaf);
        byte[] salted = [.. ofContext ? entry.ContextSalt! : entry.MessageSalt!, .. content];
        if (!TryGrind(salted, 0, ofContext ? leaf.ContextCommitment : leaf.MessageCommitment))
        {
            return null;
        }

        string column = ofContext ? "context" : "message";
        ledger.Execute($"UPDATE entries SET {column} = $0, {column}_salt = $1 WHERE idx = $2", content, salted[..EntryLeaf.SaltLength], index);
        return $"{column} of entry {index} and its salt";
    }

    private static byte[] Later(byte[] context)
    {
        EntryContext said = EntryContext.Parse(context);
        return ContextEdits.With(said, receivedAtMs: said.ReceivedAtMs + 1).Encode();
    }

    private static byte[] ReadingSaysMore(byte[] message, SimulationRandom random)
    {
        byte[] altered = [.. message];
        altered[random.Below(altered.Length)] ^= 1;
        return altered;
    }
}
