using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Readings that no node sent so, in entries and blocks that are made to fit.</summary>
internal static class ReadingEdits
{
    private const int StolenPrefix = 2;

    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("readingAltered", EditEvidence.Ledger, ledger => Alter(ledger, message => CoseSign1.Parse(message).PayloadOffset, message => CoseSign1.Parse(message).PayloadLength)),
        new("readingHeaderAltered", EditEvidence.Ledger, ledger => Alter(ledger, message => CoseSign1.Parse(message).ProtectedOffset, message => CoseSign1.Parse(message).ProtectedLength)),
        new("readingSignatureAltered", EditEvidence.Ledger, ledger => Alter(ledger, message => CoseSign1.Parse(message).SignatureOffset, _ => CoseSign1.SignatureLength)),
        Forged("readingUnsigned", (ledger, old) => Next(old).Sign(_ => new byte[CoseSign1.SignatureLength])),
        Forged("readingByAnotherKey", (ledger, old) => Next(old).Sign(new SimulatedSigningKey(ledger.Random))),
        Forged("readingByUnknownKey", (ledger, old) =>
        {
            SimulatedSigningKey stranger = new(ledger.Random);
            return new ForgedReading { Urn = UrnOf(old), KeyId = stranger.Thumbprint, TimeS = old.MeasuredAtMs / 1000 }.Sign(stranger);
        }),
        Forged("readingUnderSharedKey", (ledger, old) => Next(old).Mac(new byte[32]), EntryKind.MacReading),
        Forged("readingMalformed", (ledger, old) => old.Message![..^1]),
        Forged("readingReplayed", (_, old) => old.Message!),
        new("readingOfOtherKind", EditEvidence.Ledger, ChangeKind),
        new("readingsOfOneNodeSwapped", EditEvidence.Ledger, SwapOfOneNode),
        Stolen("stolenKeySequenceRepeated", (last, key) => Next(last, last.Header!.Sequence).Sign(key)),
        Stolen("stolenKeyChainBroken", (last, key) => new ForgedReading
        {
            // Whoever compared the beginning of a hash only would take it for the next.
            Urn = UrnOf(last),
            KeyId = key.Thumbprint,
            Boot = last.Header!.Boot,
            Sequence = last.Header.Sequence + 1,
            Previous = [.. ForgedReading.HashOf(last.Message!)[..StolenPrefix], .. new byte[Sha256.DigestLength - StolenPrefix]],
            TimeS = last.MeasuredAtMs / 1000,
        }.Sign(key)),
        Stolen("stolenKeyClockAhead", (last, key) => new ForgedReading
        {
            Urn = UrnOf(last),
            KeyId = key.Thumbprint,
            Boot = last.Header!.Boot,
            Sequence = last.Header.Sequence + 1,
            Previous = ForgedReading.HashOf(last.Message!),
            TimeS = (EntryContext.Parse(last.Context!).ReceivedAtMs + AppraisalPolicy.MaxAheadMs) / 1000 + 1,
        }.Sign(key)),
        Stolen("stolenKeyOtherNode", (last, key) => new ForgedReading
        {
            Urn = UrnOf(last) + "0",
            KeyId = key.Thumbprint,
            Boot = last.Header!.Boot,
            Sequence = last.Header.Sequence + 1,
            Previous = ForgedReading.HashOf(last.Message!),
            TimeS = last.MeasuredAtMs / 1000,
        }.Sign(key)),
    ];

    /// <summary>The URN in the base name of a reading.</summary>
    internal static string UrnOf(EntryRow reading) => ReadingMessage.Parse(reading.Message!).Pack.NodeName[..^1];

    private static bool IsSigned(EntryRow entry) => entry.Kind == EntryKind.Reading;

    private static ForgedReading Next(EntryRow old, uint? sequence = null) => new()
    {
        Urn = UrnOf(old),
        KeyId = old.Header!.KeyId,
        Boot = old.Header.Boot,
        Sequence = sequence ?? (old.Header.Sequence + 1),
        Previous = ForgedReading.HashOf(old.Message!),
        TimeS = old.MeasuredAtMs / 1000,
    };

    private static string? Alter(EditedLedger ledger, Func<byte[], int> offset, Func<byte[], int> length)
    {
        int index = ledger.PickSealed(IsSigned);
        if (index < 0)
        {
            return null;
        }

        EntryRow entry = ledger.Entries[index];
        byte[] message = [.. entry.Message!];
        int bit = ledger.Random.Below(8 * length(message));
        int at = offset(message) + (bit / 8);
        message[at] ^= (byte)(1 << (bit % 8));
        entry.Message = message;
        entry.Recommit();
        ledger.Reseal(ledger.BlockOf(index));
        ledger.Save();
        return $"entry {index}, byte {at} of its message, sealed anew";
    }

    /// <summary>A reading made of one that is there, behind it in its block, or behind the end and not sealed.</summary>
    private static LedgerEdit Forged(string name, Func<EditedLedger, EntryRow, byte[]> forge, EntryKind kind = EntryKind.Reading) => new(
        name,
        EditEvidence.Ledger,
        ledger =>
        {
            int index = ledger.PickSealed(IsSigned);
            return index < 0 ? null : Put(ledger, index, forge(ledger, ledger.Entries[index]), kind);
        });

    private static LedgerEdit Stolen(string name, Func<EntryRow, ISigningKey, byte[]> forge) => new(
        name,
        EditEvidence.Ledger,
        ledger =>
        {
            if (ledger.Means.StolenNodeKey is not { } key)
            {
                return null;
            }

            int last = ledger.Entries.FindLastIndex(entry => entry.Header?.KeyId.AsSpan().SequenceEqual(key.Thumbprint) == true);
            return last < 0 || last >= ledger.SealedEntries ? null : Put(ledger, last, forge(ledger.Entries[last], key), EntryKind.Reading);
        });

    private static string Put(EditedLedger ledger, int behind, byte[] message, EntryKind kind)
    {
        EntryContext context = ContextEdits.With(EntryContext.Parse(ledger.Entries[behind].Context!), continuity: (uint)Continuity.Continuous, missing: 0);
        EntryRow entry = EntryRow.Of(kind, message, context.Encode(), ledger.Random);
        if (ledger.Random.Below(2) == 0)
        {
            ledger.Entries.Add(entry);
            ledger.Save();
            return $"behind the end, made of entry {behind}";
        }

        int height = ledger.BlockOf(behind);
        int index = behind + 1;
        ledger.Entries.Insert(index, entry);
        foreach (BlockRow block in ledger.Blocks.Skip(height))
        {
            block.TreeSize++;
        }

        ledger.Reseal(height);
        ledger.Save();
        return $"as entry {index}, made of entry {behind}, sealed anew";
    }

    private static string? ChangeKind(EditedLedger ledger)
    {
        int index = ledger.PickSealed(IsSigned);
        if (index < 0)
        {
            return null;
        }

        ledger.Entries[index].Kind = EntryKind.MacReading;
        ledger.Entries[index].Recommit();
        ledger.Reseal(ledger.BlockOf(index));
        ledger.Save();
        return $"entry {index} as one under a shared key";
    }

    private static string? SwapOfOneNode(EditedLedger ledger)
    {
        int first = ledger.PickSealed(IsSigned);
        if (first < 0)
        {
            return null;
        }

        byte[] node = ledger.Entries[first].Header!.KeyId;
        int second = ledger.PickSealed(entry => IsSigned(entry) && entry != ledger.Entries[first] && entry.Header!.KeyId.AsSpan().SequenceEqual(node));
        if (second < 0)
        {
            return null;
        }

        (ledger.Entries[first], ledger.Entries[second]) = (ledger.Entries[second], ledger.Entries[first]);
        ledger.Reseal(ledger.BlockOf(Math.Min(first, second)));
        ledger.Save();
        return $"entries {first} and {second}, sealed anew";
    }
}
