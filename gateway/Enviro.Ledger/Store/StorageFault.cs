using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enviro.Ledger;

/// <summary>Turns SQLite's result codes (sqlite.org/rescode.html) into the ledger's exception, with what to do next.</summary>
internal static class StorageFault
{
    internal static LedgerException From(SqliteException cause, string path)
    {
        // After a failed sync the kernel may have dropped the pages: trying again could report success for bytes that are not on the disk.
        bool isFatal = cause.SqliteErrorCode is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            || cause.SqliteExtendedErrorCode == raw.SQLITE_READONLY_DBMOVED;
        (LedgerFault fault, string message) = cause.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => (LedgerFault.DiskFull,
                $"The disk that holds {path} is full; nothing of the write was kept. Free space there and try again."),
            raw.SQLITE_IOERR when cause.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHMSIZE => (LedgerFault.DiskFull,
                $"The disk that holds {path} is full. Free space there and start again."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (LedgerFault.Locked,
                $"{path} is locked by another program; nothing of the write was kept. End the program that has it open and try again."),
            raw.SQLITE_CORRUPT => (LedgerFault.Damaged,
                $"{path} is damaged. Stop, keep a copy of the folder, run fsck on it and restore what it names from a backup."),
            raw.SQLITE_NOTADB => (LedgerFault.Damaged,
                $"{path} is not a database or its first page is destroyed. Check that the folder is the right one, or restore it from a backup."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (LedgerFault.AccessDenied,
                $"{path} or its folder cannot be written by this user. Give the user write access to the folder and everything in it."),
            raw.SQLITE_CANTOPEN => (LedgerFault.AccessDenied,
                $"{path} cannot be opened. Give this user access to the folder and to every file in it."),
            raw.SQLITE_IOERR => (LedgerFault.InputOutput,
                $"The disk that holds {path} reported an error. Stop, check the disk and the system log, then start again."),
            _ => (LedgerFault.InputOutput, $"{path} cannot be used. Stop and start again; if it stays, run fsck on the folder."),
        };
        return new LedgerException(fault, $"{message} (SQLite {cause.SqliteExtendedErrorCode}: {cause.Message})", isFatal, cause);
    }
}
