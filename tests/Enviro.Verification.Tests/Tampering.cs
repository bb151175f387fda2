using System.Diagnostics;
using Enviro.Ledger;
using Microsoft.Data.Sqlite;

namespace Enviro.Verification.Tests;

/// <summary>Alters copies of a ledger's file behind the ledger's back, and says what its verification finds.</summary>
internal sealed class Tampering : IDisposable
{
    private readonly string _source;
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-tamper-").FullName;

    /// <summary>Takes the file of a ledger that is closed.</summary>
    internal Tampering(string source)
    {
        _source = source;
    }

    private string Copy => Path.Combine(_folder, "ledger.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Verifies a copy after the given SQL; <c>$0</c>, <c>$1</c> … stand for the values.</summary>
    internal VerificationReport After(string sql, params object[] values)
    {
        Restore();
        Execute(sql, values);
        return Verify();
    }

    /// <summary>Verifies a copy whose one value has one byte altered.</summary>
    /// <param name="table">entries or blocks.</param>
    /// <param name="column">The column of bytes.</param>
    /// <param name="key">Index or height.</param>
    /// <param name="at">Which byte, as a part of the whole, 0 to 1.</param>
    internal VerificationReport AfterFlip(string table, string column, long key, double at)
    {
        string row = table == "entries" ? "idx" : "height";
        byte[] value = (byte[])Read($"SELECT {column} FROM {table} WHERE {row} = $0", key)!;
        value[Math.Min((int)(at * value.Length), value.Length - 1)] ^= 0x10;
        return After($"UPDATE {table} SET {column} = $0 WHERE {row} = $1", value, key);
    }

    /// <summary>Verifies a copy whose bytes have been altered.</summary>
    internal VerificationReport AfterDamage(Action<byte[]> damage)
    {
        Restore();
        byte[] file = File.ReadAllBytes(Copy);
        damage(file);
        File.WriteAllBytes(Copy, file);
        return Verify();
    }

    /// <summary>Reads one value of the unaltered ledger.</summary>
    internal object? Read(string sql, params object[] values)
    {
        using SqliteConnection connection = Open(_source);
        using SqliteCommand command = Prepare(connection, sql, values);
        return command.ExecuteScalar();
    }

    internal VerificationReport Verify(byte[]? pinnedHeader = null)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(_folder);
        return LedgerVerifier.Verify(store, pinnedHeader);
    }

    internal void Restore()
    {
        foreach (string file in Directory.EnumerateFiles(_folder))
        {
            File.Delete(file);
        }

        File.Copy(_source, Copy);
    }

    internal void Execute(string sql, params object[] values)
    {
        using SqliteConnection connection = Open(Copy);
        using SqliteCommand command = Prepare(connection, sql, values);
        int changed = command.ExecuteNonQuery();
        Debug.Assert(changed != 0, "a tampering that changes nothing proves nothing");
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand quick = connection.CreateCommand();
        quick.CommandText = "PRAGMA synchronous = OFF";
        quick.ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, object[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i]);
        }

        return command;
    }
}
