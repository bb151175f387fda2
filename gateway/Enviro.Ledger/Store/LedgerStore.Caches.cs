using Enviro.Wire;

namespace Enviro.Ledger;

/// <content>Caches of the fold: dropped and built again from the entries and blocks.</content>
public sealed partial class LedgerStore
{
    /// <summary>Builds the head row, the readings' cache and every index again, in one transaction.</summary>
    internal void RebuildCaches()
    {
        StoredBlock? last = ReadLastBlock();
        _database.InTransaction(() =>
        {
            _database.Execute("REINDEX; DELETE FROM head; DELETE FROM subtrees");
            if (last is not null)
            {
                WriteHeadRow(last);
            }

            _database.Execute(
                $"DELETE FROM readings WHERE idx NOT IN (SELECT idx FROM entries WHERE kind IN ({(int)EntryKind.Reading}, {(int)EntryKind.MacReading}) AND message IS NULL)");
            foreach (StoredEntry entry in ReadEntries(0, long.MaxValue).Where(entry => entry.Kind.IsReading() && entry.Message is not null))
            {
                RestoreReading(entry);
            }

            // Kept rows of erased readings may be a node's last; of the columns without max(), SQLite gives those of the row with the maximum
            // (sqlite.org/lang_select.html#bareagg).
            _database.Execute(
                """
                DELETE FROM last_readings;
                INSERT INTO last_readings (node, boot, seq, idx, message_hash) SELECT node, boot, seq, max(idx), message_hash FROM readings GROUP BY node
                """);
        });
    }

    private void RestoreReading(StoredEntry entry)
    {
        ReadingKey key;
        try
        {
            key = ReadingKey.Of(entry.Message!);
        }
        catch (WireFormatException)
        {
            // Damage of the chain, which a check names; no cache can stand for it.
            return;
        }

        try
        {
            InsertReading(entry.Index, key);
        }
        catch (DuplicateReadingException exception)
        {
            throw new LedgerException(
                LedgerFault.Damaged,
                $"{_database.FilePath} holds a reading twice ({key}, the second time in entry {entry.Index}). Restore the folder from a backup.",
                false,
                exception);
        }
    }
}
