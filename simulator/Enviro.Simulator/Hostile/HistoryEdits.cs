using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Data.Sqlite;

namespace Enviro.Simulator;

/// <summary>
/// Histories told otherwise by whoever may tell them: everything is signed and sealed as it must be, so nothing but a header that somebody kept from the
/// first telling shows that there was another.
/// </summary>
internal static class HistoryEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("endCutOff", EditEvidence.Pin, CutOff),
        new("olderCopyRestored", EditEvidence.Pin, ledger => RestoreOlder(ledger, isContinued: false)),
        new("olderCopyContinued", EditEvidence.Pin, ledger => RestoreOlder(ledger, isContinued: true)),
        new("contextTimeRewritten", EditEvidence.Pin, ledger => ContextEdits.Rewrite(ledger, entry => entry.Kind.IsReading(), Earlier)),
        new("contextSourceRewritten", EditEvidence.Pin, ledger => ContextEdits.Rewrite(
            ledger, _ => true, context => ContextEdits.With(EntryContext.Parse(context), source: "192.0.2.1:1").Encode())),
        new("lastReadingWithheld", EditEvidence.Pin, Withhold),
        new("gapMade", EditEvidence.Pin, MakeGap),
        new("entriesReordered", EditEvidence.Pin, Reorder),
        new("signatureTwin", EditEvidence.Pin, PutTwin),
        new("blocksJoined", EditEvidence.Pin, Join),
        new("sealedByAnotherGateway", EditEvidence.Pin, SealByAnotherGateway),
        new("timeOfSealingRewritten", EditEvidence.Pin, RewriteSealingTime),
    ];

    private static byte[] Earlier(byte[] context)
    {
        EntryContext said = EntryContext.Parse(context);
        return ContextEdits.With(said, receivedAtMs: said.ReceivedAtMs - 1).Encode();
    }

    private static string? CutOff(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int height = (int)ledger.Random.Between(1, ledger.Blocks.Count - 1);
        ledger.Blocks.RemoveRange(height, ledger.Blocks.Count - height);
        ledger.Entries.RemoveRange(ledger.SealedEntries, ledger.Entries.Count - ledger.SealedEntries);
        ledger.Save();
        return $"from block {height} on";
    }

    private static string? RestoreOlder(EditedLedger ledger, bool isContinued)
    {
        if (ledger.Means.OlderCopy is not { } olderCopy)
        {
            return null;
        }

        using LedgerCopy copy = olderCopy();
        using SqliteConnection connection = copy.Connect();
        EditedLedger older = new(connection, ledger.Means, ledger.Random);
        if (older.Blocks.Count == 0 || older.Blocks.Count >= ledger.Blocks.Count)
        {
            return null;
        }

        ledger.Entries.Clear();
        ledger.Entries.AddRange(older.Entries);
        ledger.Blocks.Clear();
        ledger.Blocks.AddRange(older.Blocks);
        string what = $"ends with block {ledger.Blocks.Count - 1}";
        if (isContinued)
        {
            // Whatever needs no node: the gateway goes on where the copy ends.
            NodeEnrolment? node = ledger.Entries.Where(entry => entry.Kind == EntryKind.NodeEnrolled).Select(entry => NodeEnrolment.Parse(entry.Message!)).FirstOrDefault();
            if (node is null)
            {
                return null;
            }

            ledger.Entries.Add(RegisterEdits.Transaction(ledger, EntryKind.Calibration, CalibrationOf(node.Urn, ledger.ChainId).Sign(ledger.Means.OperatorKey)));
            BlockRow next = ledger.Blocks[^1].Copy();
            next.TreeSize = ledger.Entries.Count;
            next.RollbackCounter = ledger.Means.SealKey.AdvanceRollbackCounter(next.RollbackCounter);
            ledger.Blocks.Add(next);
            ledger.Reseal(ledger.Blocks.Count - 1);
            what += ", continued";
        }

        ledger.Save();
        return what;
    }

    private static Calibration CalibrationOf(string urn, byte[] chainId) => new()
    {
        Urn = urn,
        Quantity = "pm2.5",
        Who = "nobody",
        Instrument = "none",
        Reference = "none",
        Offset = new ExactDecimal(0, 0),
        Gain = new ExactDecimal(1, 0),
        ValidFromMs = 0,
        ValidToMs = 1,
        AtMs = 0,
        ChainId = chainId,
    };

    private static string? Withhold(EditedLedger ledger)
    {
        int any = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (any < 0)
        {
            return null;
        }

        byte[] node = ledger.Entries[any].Header!.KeyId;
        int index = ledger.Entries.FindLastIndex(entry => entry.Header?.KeyId.AsSpan().SequenceEqual(node) == true);
        return index >= ledger.SealedEntries ? null : Remove(ledger, index);
    }

    /// <summary>Takes a reading out and says that it never came: the gap is counted, and nothing tells it from one of the radio's making.</summary>
    private static string? MakeGap(EditedLedger ledger)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (index < 0)
        {
            return null;
        }

        ReadingHeader gone = ledger.Entries[index].Header!;
        int before = ledger.Entries.FindLastIndex(index, index + 1, entry => entry != ledger.Entries[index] && IsOf(entry, gone.KeyId));
        int behind = index + 1 >= ledger.Entries.Count ? -1 : ledger.Entries.FindIndex(index + 1, entry => IsOf(entry, gone.KeyId));
        if (behind < 0 || behind >= ledger.SealedEntries)
        {
            return null;
        }

        NodePosition? last = before < 0 ? null : PositionOf(ledger.Entries[before]);
        SequenceVerdict verdict = SequenceContinuity.Check(last, ledger.Entries[behind].Header!);
        if (verdict.Result != AppraisalResult.Accepted)
        {
            return null;
        }

        EntryRow next = ledger.Entries[behind];
        next.Context = ContextEdits.With(EntryContext.Parse(next.Context!), missing: verdict.Missing, continuity: (uint)verdict.Continuity).Encode();
        next.Recommit();
        return Remove(ledger, index);
    }

    private static bool IsOf(EntryRow entry, byte[] node) => entry.Header?.KeyId.AsSpan().SequenceEqual(node) == true;

    private static NodePosition PositionOf(EntryRow reading) =>
        new(reading.Header!.Boot, reading.Header.Sequence, ForgedReading.HashOf(reading.Message!), CoseSign1.Parse(reading.Message!));

    private static string Remove(EditedLedger ledger, int index)
    {
        int height = ledger.BlockOf(index);
        ledger.Remove(index);
        ledger.Reseal(height);
        ledger.Save();
        return $"entry {index} taken out, sealed anew from block {height} on";
    }

    private static string? Reorder(EditedLedger ledger)
    {
        List<int> found = [.. Enumerable.Range(0, Math.Max(0, ledger.SealedEntries - 1)).Where(i =>
            ledger.Entries[i].Kind == EntryKind.Reading && ledger.Entries[i + 1].Kind == EntryKind.Reading
            && !ledger.Entries[i].Header!.KeyId.AsSpan().SequenceEqual(ledger.Entries[i + 1].Header!.KeyId))];
        if (found.Count == 0)
        {
            return null;
        }

        int index = found[ledger.Random.Below(found.Count)];
        (ledger.Entries[index], ledger.Entries[index + 1]) = (ledger.Entries[index + 1], ledger.Entries[index]);
        int height = ledger.BlockOf(index);
        ledger.Reseal(height);
        ledger.Save();
        return $"entries {index} and {index + 1}, sealed anew from block {height} on";
    }

    private static string? PutTwin(EditedLedger ledger)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (index < 0)
        {
            return null;
        }

        ledger.Entries[index].Message = ForgedReading.TwinOf(ledger.Entries[index].Message!);
        ledger.Entries[index].Recommit();
        int height = ledger.BlockOf(index);
        ledger.Reseal(height);
        ledger.Save();
        return $"entry {index} with its other signature, sealed anew from block {height} on";
    }

    private static string? Join(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count - 1);
        ledger.Blocks.RemoveAt(height);
        ledger.Reseal(height);
        ledger.Save();
        return $"blocks {height} and {height + 1}";
    }

    /// <summary>A second gateway with a key in a file, enrolled in the midst of the past by the operator: it needs no TPM.</summary>
    private static string? SealByAnotherGateway(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        SimulatedSigningKey other = new(ledger.Random);
        int height = (int)ledger.Random.Between(1, ledger.Blocks.Count - 1);
        byte[] enrolment = new GatewayEnrolment
        {
            Name = "another",
            PublicKey = other.PublicKey,
            KeyKind = SealKeyKind.Software,
            EnrolledAtMs = ledger.Blocks[height].SealedAtMs,
            ChainId = ledger.ChainId,
        }.Sign(ledger.Means.OperatorKey);
        ledger.Insert((int)ledger.Blocks[height - 1].TreeSize, RegisterEdits.Transaction(ledger, EntryKind.GatewayEnrolled, enrolment));
        ledger.Reseal(height, block => block.Gateway = other.Thumbprint);
        for (int i = height; i < ledger.Blocks.Count; i++)
        {
            ledger.Blocks[i].Seal = Seal.Sign(other, ledger.Blocks[i].Header).Encode();
        }

        ledger.Save();
        return $"from block {height} on";
    }

    /// <summary>What a header says of its time is the gateway's word; the TPM's clock in its seal has no date.</summary>
    private static string? RewriteSealingTime(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        long latestMs = height == ledger.Blocks.Count - 1 ? long.MaxValue : ledger.Blocks[height + 1].SealedAtMs;
        if (ledger.Blocks[height].SealedAtMs >= latestMs)
        {
            return null;
        }

        ledger.Reseal(height, block => block.SealedAtMs += block.Height == height ? 1 : 0);
        ledger.Save();
        return $"block {height}, sealed anew from there";
    }
}
