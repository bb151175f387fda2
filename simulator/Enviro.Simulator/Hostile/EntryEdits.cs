using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Whole entries: deleted, swapped, copied, put elsewhere, hidden.</summary>
internal static class EntryEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("entryDeleted", EditEvidence.Ledger, Delete),
        new("entriesDeletedAtTheEnd", EditEvidence.Ledger, DeleteLast),
        new("entriesSwapped", EditEvidence.Ledger, Swap),
        new("entryCopiedOver", EditEvidence.Ledger, CopyOver),
        new("entriesRenumbered", EditEvidence.Ledger, Renumber),
        new("entryRepeatedAtTheEnd", EditEvidence.Ledger, Repeat),
        new("entryBelowZero", EditEvidence.Ledger, PutBelowZero, LedgerRule.Storage),
        new("contentErased", EditEvidence.Ledger, ledger => Erase(ledger, "message = NULL, message_salt = NULL")),
        new("contextErased", EditEvidence.Ledger, ledger => Erase(ledger, "context = NULL, context_salt = NULL")),
        new("messageSaltErased", EditEvidence.Ledger, ledger => Erase(ledger, "message_salt = NULL"), LedgerRule.EntryCommitment),
        new("contextSaltErased", EditEvidence.Ledger, ledger => Erase(ledger, "context_salt = NULL"), LedgerRule.EntryCommitment),
        new("messageErasedSaltKept", EditEvidence.Ledger, ledger => Erase(ledger, "message = NULL")),
        new("entryRemade", EditEvidence.Ledger, Remake),
    ];

    private static string? Delete(EditedLedger ledger)
    {
        int index = ledger.PickSealed(_ => true);
        if (index < 0)
        {
            return null;
        }

        ledger.Execute("DELETE FROM entries WHERE idx = $0", index);
        return $"entry {index}";
    }

    private static string? DeleteLast(EditedLedger ledger)
    {
        if (ledger.SealedEntries == 0)
        {
            return null;
        }

        int first = ledger.SealedEntries - 1 - ledger.Random.Below(Math.Min(ledger.SealedEntries, 20));
        ledger.Execute("DELETE FROM entries WHERE idx >= $0", first);
        return $"entries from {first}";
    }

    private static string? Swap(EditedLedger ledger)
    {
        int first = ledger.PickSealed(_ => true);
        int second = ledger.PickSealed(_ => true);
        if (first < 0 || first == second)
        {
            return null;
        }

        ledger.Execute("UPDATE entries SET idx = -1 WHERE idx = $0; UPDATE entries SET idx = $0 WHERE idx = $1; UPDATE entries SET idx = $1 WHERE idx = -1", first, second);
        return $"entries {first} and {second}";
    }

    private static string? CopyOver(EditedLedger ledger)
    {
        int from = ledger.PickSealed(_ => true);
        int to = ledger.PickSealed(_ => true);
        if (from < 0 || from == to)
        {
            return null;
        }

        ledger.Execute(
            """
            UPDATE entries SET (kind, leaf, message_salt, context_salt, context, message)
            = (SELECT kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = $0) WHERE idx = $1
            """,
            from, to);
        return $"entry {from} over {to}";
    }

    private static string? Renumber(EditedLedger ledger)
    {
        int first = ledger.PickSealed(_ => true);
        if (first < 0)
        {
            return null;
        }

        // Two steps, since each index may be there once at any time.
        int by = 1 + ledger.Random.Below(3);
        ledger.Execute("UPDATE entries SET idx = -1 - idx WHERE idx >= $0; UPDATE entries SET idx = $1 - 1 - idx WHERE idx < 0", first, by);
        return $"entries from {first} by {by}";
    }

    private static string? Repeat(EditedLedger ledger)
    {
        int index = ledger.PickSealed(_ => true);
        if (index < 0)
        {
            return null;
        }

        ledger.Execute(
            """
            INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message)
            SELECT $1, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = $0
            """,
            index, ledger.Entries.Count);
        return $"entry {index}";
    }

    /// <summary>A row that no walk from 0 on comes to, and a count of rows does.</summary>
    private static string? PutBelowZero(EditedLedger ledger)
    {
        int index = ledger.Pick(_ => true);
        if (index < 0)
        {
            return null;
        }

        int below = -1 - ledger.Random.Below(1000);
        ledger.Execute(
            """
            INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message)
            SELECT $1, kind, leaf, message_salt, context_salt, context, message FROM entries WHERE idx = $0
            """,
            index, below);
        return $"entry {index} as {below}";
    }

    private static string? Erase(EditedLedger ledger, string columns)
    {
        int index = ledger.PickSealed(_ => true);
        if (index < 0)
        {
            return null;
        }

        ledger.Execute($"UPDATE entries SET {columns} WHERE idx = $0", index);
        return $"entry {index}: {columns}";
    }

    /// <summary>An altered message in an entry made anew around it, as if it had come so; the seals stay what they are.</summary>
    private static string? Remake(EditedLedger ledger)
    {
        int index = ledger.PickSealed(_ => true);
        if (index < 0)
        {
            return null;
        }

        EntryRow old = ledger.Entries[index];
        byte[] message = [.. old.Message!];
        int bit = ledger.Random.Below(8 * message.Length);
        message[bit / 8] ^= (byte)(1 << (bit % 8));
        ledger.Entries[index] = EntryRow.Of(old.Kind, message, old.Context!, ledger.Random);
        ledger.Save();
        return $"entry {index}, bit {bit} of its message";
    }
}
