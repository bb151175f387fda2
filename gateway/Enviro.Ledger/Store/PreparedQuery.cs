using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <summary>A command that is prepared at its first use, kept and reused: preparing costs more than running it.</summary>
internal sealed class PreparedQuery(LedgerDatabase database, string sql, params string[] parameters)
{
    private SqliteCommand? _command;

    /// <summary>The command, with its parameters' values set in the order of their names.</summary>
    internal SqliteCommand With(params ReadOnlySpan<object> values)
    {
        _command ??= database.Prepare(sql, parameters);
        for (int i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        return _command;
    }
}
