using Microsoft.Data.Sqlite;

namespace Enviro.EndToEnd;

/// <summary>Changes rows behind the ledger's back, as anyone with the file can.</summary>
internal static class Tampering
{
    internal static void Execute(string directory, string sql)
    {
        using SqliteConnection connection = Open(directory);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Flips the lowest bit of a byte in the middle of a column's value.</summary>
    internal static void FlipByte(string directory, string table, string column, string key, long row)
    {
        using SqliteConnection connection = Open(directory);
        using SqliteCommand read = connection.CreateCommand();
        read.CommandText = $"SELECT {column} FROM {table} WHERE {key} = {row}";
        byte[] value = (byte[])read.ExecuteScalar()!;
        value[value.Length / 2] ^= 1;
        using SqliteCommand write = connection.CreateCommand();
        write.CommandText = $"UPDATE {table} SET {column} = $value WHERE {key} = {row}";
        write.Parameters.AddWithValue("$value", value);
        Assert.Equal(1, write.ExecuteNonQuery());
    }

    private static SqliteConnection Open(string directory)
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(directory, "ledger.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
