using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>Reading at one moment.</content>
public sealed partial class LedgerStore
{
    /// <summary>
    /// Does the work as of one moment: what a gateway commits meanwhile is not seen. For a store opened for reading; the log cannot shrink while it lasts.
    /// </summary>
    public void InSnapshot(Action work) => _database.InSnapshot(work);

    /// <summary>
    /// How many rows of entries and blocks have an index or height below 0. No gateway writes any, nothing that reads the chain comes to them, and a count of rows
    /// has them in it.
    /// </summary>
    public long CountStrayRows() =>
        (long)_database.Scalar("SELECT (SELECT count(*) FROM entries WHERE idx < 0) + (SELECT count(*) FROM blocks WHERE height < 0)")!;

    /// <summary>Reads the head row, which was committed with the last block; null when there is none.</summary>
    public StoredHead? ReadHead() => _database.Guard(() =>
    {
        using SqliteDataReader row = _statements.ReadHead.With().ExecuteReader();
        return row.Read() ? new StoredHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    });
}

/// <summary>The head row: which block is the last.</summary>
/// <param name="Height">Its height.</param>
/// <param name="HeaderHash">SHA-256 of its header.</param>
public sealed record StoredHead(long Height, byte[] HeaderHash);
