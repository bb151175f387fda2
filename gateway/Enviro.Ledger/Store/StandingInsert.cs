using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enviro.Ledger;

/// <summary>
/// A statement of the hot path, prepared at its first use and bound to SQLite's own calls (sqlite.org/c3ref/bind_blob.html): each value is handed over as it is. A
/// <see cref="SqliteCommand"/> boxes every value, finds out its type and opens a reader for each row, which takes longer than the insert itself.
/// For inside a transaction only, which waits for other programs: here nothing does.
/// </summary>
internal sealed class StandingInsert(LedgerDatabase database, string sql) : IDisposable
{
    private sqlite3_stmt? _statement;
    private int _bound;

    /// <summary>Binds the next parameter.</summary>
    internal StandingInsert Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(Statement, ++_bound, value));
        return this;
    }

    /// <summary>Binds the next parameter; SQLite takes a copy.</summary>
    internal StandingInsert Bind(byte[] value)
    {
        // An empty blob has no address, and what has none is bound as NULL.
        Check(value.Length == 0 ? raw.sqlite3_bind_zeroblob(Statement, ++_bound, 0) : raw.sqlite3_bind_blob(Statement, ++_bound, value));
        return this;
    }

    /// <summary>Inserts the row of the values bound, and begins anew; a failure is raised as <see cref="SqliteException"/>.</summary>
    internal void Execute()
    {
        _bound = 0;
        int result = raw.sqlite3_step(Statement);
        if (result == raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(Statement);
            return;
        }

        // Before the reset, which may bring another message.
        SqliteException failure = Failure(result);
        raw.sqlite3_reset(Statement);
        throw failure;
    }

    public void Dispose() => _statement?.Dispose();

    private sqlite3_stmt Statement => _statement ??= Prepare();

    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(database.Handle, sql, out sqlite3_stmt statement));
        database.Own(this);
        return statement;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            _bound = 0;
            throw Failure(result);
        }
    }

    private SqliteException Failure(int result) => new(
        string.Create(CultureInfo.InvariantCulture, $"SQLite Error {result & 0xFF}: '{raw.sqlite3_errmsg(database.Handle).utf8_to_string()}'."),
        result & 0xFF,
        raw.sqlite3_extended_errcode(database.Handle));
}
