using System.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enviro.Ledger;

/// <summary>
/// The SQLite file: how it is opened, what a transaction is, and what its failures mean. Knows tables only by name of the schema.
/// </summary>
internal sealed class LedgerDatabase : IDisposable
{
    internal const string FileName = "ledger.db";

    // Long enough for a backup or a checkpoint of another connection to pass, short enough for a gateway to notice.
    private const int BusyTimeoutSeconds = 3;

    private readonly SqliteConnection _connection;
    private readonly List<IDisposable> _prepared = [];
    private SqliteCommand? _begin;
    private SqliteCommand? _commit;
    private bool _isFatal;

    private LedgerDatabase(string path, string source, ILedgerDisk disk, SqliteOpenMode mode)
    {
        FilePath = path;
        SqliteConnectionStringBuilder settings = new() { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = BusyTimeoutSeconds };
        if (disk.Vfs is { } vfs)
        {
            settings.Vfs = vfs;
        }

        _connection = new SqliteConnection(settings.ToString());
    }

    internal string FilePath { get; }

    /// <summary>SQLite's own handle, while the database is open.</summary>
    internal sqlite3 Handle => _connection.Handle!;

    /// <summary>The version of the tables: an older one where a ledger of an earlier program is read.</summary>
    internal long SchemaVersion => (long)Scalar("PRAGMA user_version")!;

    /// <summary>Opens for writing; <paramref name="create"/> makes the tables if the file is new.</summary>
    internal static LedgerDatabase OpenForWriting(string directory, ILedgerDisk disk, bool create)
    {
        string path = Path.Combine(Path.GetFullPath(directory), FileName);
        RequireFile(path, disk, create);

        // A process that ended with a failed sync may have left a log that reads well and is not on the disk, and no later sync would bring it there: the
        // kernel reports a failed write-back once and takes the pages for clean. Written again, they are on the disk before anybody builds on them.
        disk.Rewrite(path + "-wal");
        LedgerDatabase database = new(path, path, disk, create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
        return database.Opened(create, isNew =>
        {
            // The journal that makes the new file a WAL database must not come back after a power cut, when it would empty the file: EXTRA also syncs
            // the folder it is deleted from (sqlite.org/pragma.html#pragma_synchronous).
            database.Execute("PRAGMA synchronous = EXTRA");

            // WAL lets readers work beside the writer. FULL syncs the log before a commit returns: a commit that returned survives a power cut.
            if ((string?)database.Scalar("PRAGMA journal_mode = WAL") != "wal")
            {
                throw new LedgerException(
                    LedgerFault.InputOutput, $"{path} is on a file system without shared memory. Move the folder to a local disk.");
            }

            // Readings of many nodes touch many pages: a log of 32 MiB before a checkpoint and 64 MiB of cache write each page less often.
            database.Execute(
                """
                PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -65536; PRAGMA cell_size_check = ON
                """);
            database._begin = database.Prepare("BEGIN IMMEDIATE");
            database._commit = database.Prepare("COMMIT");
            if (isNew)
            {
                database.InTransaction(() => database.Execute(Schema.Create));
            }
            else if (database.SchemaVersion < Schema.Version)
            {
                database.InTransaction(() => database.Execute(Schema.UpgradeFrom(database.SchemaVersion)));
            }
        });
    }

    /// <summary>Opens for reading, beside a writer or without one.</summary>
    internal static LedgerDatabase OpenForReading(string directory, ILedgerDisk disk)
    {
        string path = Path.Combine(Path.GetFullPath(directory), FileName);
        RequireFile(path, disk, create: false);
        LedgerDatabase shared = new(path, path, disk, SqliteOpenMode.ReadOnly);
        try
        {
            return shared.Opened(create: false, _ => { });
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.AccessDenied)
        {
            // A reader shares the writer's -shm file and must create it if it is missing. Where it may not, the file can still be read as it
            // stands, but only if no log holds commits that are not in it yet.
            if (disk.FileExists(path + "-wal"))
            {
                throw new LedgerException(
                    LedgerFault.AccessDenied,
                    $"{path}-wal holds commits that this user cannot read without writing to the folder. Run as the gateway's user, "
                    + "or copy the whole folder to one that you can write to.",
                    false,
                    exception);
            }

            LedgerDatabase immutable = new(path, $"{new Uri(path).AbsoluteUri}?immutable=1", disk, SqliteOpenMode.ReadOnly);
            return immutable.Opened(create: false, _ => { });
        }
    }

    /// <summary>Prepares a command that is kept and reused; it ends with the database.</summary>
    internal SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        _prepared.Add(command);
        Guard(command.Prepare);
        return command;
    }

    /// <summary>Frees a statement with the database, and before it.</summary>
    internal void Own(IDisposable statement) => _prepared.Add(statement);

    /// <summary>
    /// Does the work in one transaction. COMMIT is the commit point: it returns once the log is on the disk, so whatever the caller does
    /// afterwards may rely on it. Any exception rolls back; a store that cannot be rolled back, or whose commit the disk failed, is fatal.
    /// </summary>
    internal void InTransaction(Action work)
    {
        if (_isFatal)
        {
            throw new LedgerException(
                LedgerFault.InputOutput, $"{FilePath} failed before and its state is unknown. Stop and start again: opening it recovers.", true);
        }

        try
        {
            _begin!.ExecuteNonQuery();
            work();
            _commit!.ExecuteNonQuery();
        }
        catch (Exception exception)
        {
            SqliteException? failedRollback = RollBack();
            LedgerException? fault = (failedRollback ?? exception) switch
            {
                SqliteException cause => StorageFault.From(cause, FilePath),
                LedgerException known => known,
                _ => null,
            };
            _isFatal = failedRollback is not null || fault is { IsFatal: true };
            if (fault is null || fault == exception)
            {
                throw;
            }

            throw _isFatal && !fault.IsFatal ? new LedgerException(fault.Fault, fault.Message, true, exception) : fault;
        }
    }

    /// <summary>Reads at one moment: what a writer commits meanwhile is not seen. Not for the hot path; the log cannot shrink while it lasts.</summary>
    internal void InSnapshot(Action work)
    {
        Execute("BEGIN");
        try
        {
            work();
        }
        finally
        {
            RollBack();
        }
    }

    /// <summary>Runs a query that reads, with SQLite's failures turned into the ledger's.</summary>
    internal T Guard<T>(Func<T> query)
    {
        try
        {
            return query();
        }
        catch (SqliteException exception)
        {
            throw StorageFault.From(exception, FilePath);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidCastException && _connection.State == ConnectionState.Open)
        {
            // SQLite checks what the tables allow when a row is written, not when it is read: on a damaged page anything may stand.
            throw new LedgerException(
                LedgerFault.Damaged,
                $"{FilePath} is damaged: a row holds what no row can ({exception.Message}) Keep a copy of the folder and run fsck on it.",
                true,
                exception);
        }
    }

    internal void Guard(Action query) => Guard(() =>
    {
        query();
        return true;
    });

    internal void Execute(string sql) => Guard(() =>
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    });

    internal object? Scalar(string sql) => Guard(() =>
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    });

    /// <summary>SQLite's own check of the file (sqlite.org/pragma.html#pragma_integrity_check); no line means it is sound.</summary>
    internal List<string> CheckIntegrity() => Guard(() =>
    {
        List<string> lines = [];
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            lines.Add(row.GetString(0));
        }

        return lines is ["ok"] ? [] : lines;
    });

    public void Dispose()
    {
        foreach (IDisposable statement in _prepared)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static void RequireFile(string path, ILedgerDisk disk, bool create)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!disk.FolderExists(folder))
        {
            throw new LedgerException(LedgerFault.Missing, $"There is no folder {folder}. Check the path, and whether its disk is mounted.");
        }

        if (!create && !disk.FileExists(path))
        {
            throw new LedgerException(
                LedgerFault.Missing, $"There is no ledger in {folder} ({FileName} is missing). Check the path, or create a ledger there.");
        }
    }

    private LedgerDatabase Opened(bool create, Action<bool> prepare)
    {
        try
        {
            Guard(_connection.Open);
            bool isNew = create && IsEmpty();
            if (!isNew)
            {
                RequireSchema();
            }

            prepare(isNew);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private bool IsEmpty() => (long)Scalar("SELECT count(*) FROM sqlite_schema")! == 0;

    private void RequireSchema()
    {
        if ((long)Scalar("PRAGMA application_id")! != Schema.ApplicationId || IsEmpty())
        {
            throw new LedgerException(LedgerFault.UnknownFormat, $"{FilePath} is a database, but not a ledger. Check that the folder is the right one.");
        }

        long version = SchemaVersion;
        if (version is < Schema.OldestVersion or > Schema.Version)
        {
            throw new LedgerException(
                LedgerFault.UnknownFormat,
                $"{FilePath} has schema version {version}; this program knows versions {Schema.OldestVersion} to {Schema.Version}. Use the program version that wrote it.");
        }
    }

    private SqliteException? RollBack()
    {
        // SQLite has rolled back by itself after some failures (sqlite.org/lang_transaction.html); a second ROLLBACK would then be an error.
        if (raw.sqlite3_get_autocommit(_connection.Handle) != 0)
        {
            return null;
        }

        try
        {
            using SqliteCommand rollback = _connection.CreateCommand();
            rollback.CommandText = "ROLLBACK";
            rollback.ExecuteNonQuery();
            return null;
        }
        catch (SqliteException exception)
        {
            return exception;
        }
    }
}
