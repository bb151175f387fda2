using Microsoft.Data.Sqlite;

namespace Enviro.Ledger.Tests;

/// <summary>Changes rows behind the ledger's back, as anyone with the file can.</summary>
internal static class Tampering
{
    internal static void Execute(TempFolder folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
