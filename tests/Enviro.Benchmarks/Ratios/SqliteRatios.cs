using System.Diagnostics;
using Enviro.Ledger;
using Microsoft.Data.Sqlite;

namespace Enviro.Benchmarks;

/// <summary>
/// <see cref="LedgerStore.Append"/> against a table of one column and no index that takes the same bytes in the same batches, both with SQLite's
/// write-ahead log and <c>synchronous = FULL</c>: what the chain, its keys and its caches cost over keeping bytes at all.
/// </summary>
internal static class SqliteRatios
{
    private const int Commits = 20;

    internal static IEnumerable<Ratio> Measure(ScratchFolder scratch, int rounds)
    {
        using SampleFleet fleet = new(scratch.PathOf("appended"));
        using LedgerStore store = LedgerStore.Create(scratch.PathOf("append"));
        store.Append(fleet.Enrolments, []);
        SampleMessage[] messages = fleet.Messages(SampleLedger.BatchSize);
        using PlainTable table = new(scratch.PathOf("plain.db"));
        uint sequence = 0;

        (Entry[] Entries, ReadingKey[] Keys)[] Batches() =>
        [
            .. Enumerable.Range(0, Commits).Select(_ => (
                messages.Select(SampleLedger.EntryOf).ToArray(),
                messages.Select(message => message.Key with { Sequence = sequence++ }).ToArray())),
        ];

        (double Ours, double Plain) Round()
        {
            // Entries are made before the clock runs: their salts and hashes are ours, not the store's.
            (Entry[] Entries, ReadingKey[] Keys)[] batches = Batches();
            byte[][][] rows = [.. batches.Select(batch => batch.Entries.Select(BytesOf).ToArray())];
            double ours = PerSecond(i => store.Append(batches[i].Entries, batches[i].Keys));
            return (ours, PerSecond(i => table.Insert(rows[i])));
        }

        Round();
        yield return Ratio.Of(
            "appendAgainstSqlite",
            $"`LedgerStore.Append`, {SampleLedger.BatchSize} messages a commit",
            "plain SQLite, the same bytes in one table",
            "messages/s",
            [.. Enumerable.Range(0, rounds).Select(_ => Round())]);
    }

    private static byte[] BytesOf(Entry entry) => [.. entry.Leaf, .. entry.MessageSalt, .. entry.ContextSalt, .. entry.Context, .. entry.Message];

    private static double PerSecond(Action<int> commit)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Commits; i++)
        {
            commit(i);
        }

        return Commits * SampleLedger.BatchSize / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class PlainTable : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private readonly SqliteParameter _bytes;

        internal PlainTable(string path)
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            using SqliteCommand create = _connection.CreateCommand();
            create.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE plain (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)";
            create.ExecuteNonQuery();
            _insert = _connection.CreateCommand();
            _insert.CommandText = "INSERT INTO plain (bytes) VALUES ($bytes)";
            _bytes = new SqliteParameter { ParameterName = "$bytes" };
            _insert.Parameters.Add(_bytes);
        }

        internal void Insert(byte[][] rows)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            _insert.Transaction = transaction;
            foreach (byte[] row in rows)
            {
                _bytes.Value = row;
                _insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }
}
