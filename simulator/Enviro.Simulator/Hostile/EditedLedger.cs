using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Wire;
using Microsoft.Data.Sqlite;

namespace Enviro.Simulator;

/// <summary>A copy of a ledger on the operating table: its rows, and whatever the gateway's keys sign today.</summary>
internal sealed class EditedLedger
{
    private const int SealAttempts = 4;

    private readonly SqliteConnection _connection;

    internal EditedLedger(SqliteConnection connection, HostileLedger means, SimulationRandom random)
    {
        _connection = connection;
        Means = means;
        Random = random;
        Read("SELECT kind, leaf, message_salt, context_salt, context, message FROM entries ORDER BY idx", row => Entries.Add(new EntryRow
        {
            Kind = (EntryKind)row.GetInt64(0),
            Leaf = (byte[])row.GetValue(1),
            MessageSalt = row.GetValue(2) as byte[],
            ContextSalt = row.GetValue(3) as byte[],
            Context = row.GetValue(4) as byte[],
            Message = row.GetValue(5) as byte[],
        }));
        Read("SELECT header, seal FROM blocks ORDER BY height", row => Blocks.Add(BlockRow.Of((byte[])row.GetValue(0), (byte[])row.GetValue(1))));
    }

    /// <summary>What its operator has.</summary>
    internal HostileLedger Means { get; }

    internal SimulationRandom Random { get; }

    /// <summary>The entries by their index.</summary>
    internal List<EntryRow> Entries { get; } = [];

    /// <summary>The blocks by their height.</summary>
    internal List<BlockRow> Blocks { get; } = [];

    /// <summary>How many entries are sealed.</summary>
    internal int SealedEntries => Blocks.Count == 0 ? 0 : (int)Blocks[^1].TreeSize;

    /// <summary>The chain's id.</summary>
    internal byte[] ChainId => SHA256.HashData(Entries[0].Message!);

    /// <summary>Runs any SQL; <c>$0</c>, <c>$1</c> … stand for the values.</summary>
    internal void Execute(string sql, params object[] values)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i]);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>Reads rows.</summary>
    internal void Read(string sql, Action<SqliteDataReader> take)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            take(row);
        }
    }

    /// <summary>One of the entries that meet a condition, by its index; -1 where none does.</summary>
    internal int Pick(Func<EntryRow, bool> condition, int below = int.MaxValue)
    {
        List<int> found = [.. Enumerable.Range(0, Math.Min(Entries.Count, below)).Where(i => condition(Entries[i]))];
        return found.Count == 0 ? -1 : found[Random.Below(found.Count)];
    }

    /// <summary>One of the sealed entries with all their content that meet a condition, by its index; -1 where none does.</summary>
    internal int PickSealed(Func<EntryRow, bool> condition) =>
        Pick(entry => entry.Message is not null && entry.Context is not null && condition(entry), SealedEntries);

    /// <summary>The height of the block that seals an entry.</summary>
    internal int BlockOf(int index) => Blocks.FindIndex(block => index < block.TreeSize);

    /// <summary>Puts an entry in, into the block that has its place.</summary>
    internal void Insert(int index, EntryRow entry)
    {
        Entries.Insert(index, entry);
        foreach (BlockRow block in Blocks.Where(block => block.TreeSize > index))
        {
            block.TreeSize++;
        }
    }

    /// <summary>Takes an entry out; a block that has no other goes with it.</summary>
    internal void Remove(int index)
    {
        Entries.RemoveAt(index);
        foreach (BlockRow block in Blocks.Where(block => block.TreeSize > index))
        {
            block.TreeSize--;
        }

        for (int height = Blocks.Count - 1; height >= 0; height--)
        {
            if (Blocks[height].TreeSize == (height == 0 ? 0 : Blocks[height - 1].TreeSize))
            {
                Blocks.RemoveAt(height);
            }
        }
    }

    /// <summary>Writes all rows as they are now, and the head row to fit the last block.</summary>
    internal void Save()
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("DELETE FROM entries; DELETE FROM blocks; DELETE FROM head");
        using SqliteCommand entry = _connection.CreateCommand();
        entry.CommandText = "INSERT INTO entries (idx, kind, leaf, message_salt, context_salt, context, message) VALUES ($0, $1, $2, $3, $4, $5, $6)";
        for (int i = 0; i < Entries.Count; i++)
        {
            EntryRow row = Entries[i];
            entry.Parameters.Clear();
            object?[] values = [i, (long)row.Kind, row.Leaf, row.MessageSalt, row.ContextSalt, row.Context, row.Message];
            for (int j = 0; j < values.Length; j++)
            {
                entry.Parameters.AddWithValue($"${j}", values[j] ?? DBNull.Value);
            }

            entry.ExecuteNonQuery();
        }

        for (int height = 0; height < Blocks.Count; height++)
        {
            Execute("INSERT INTO blocks (height, header, seal) VALUES ($0, $1, $2)", height, Blocks[height].Header, Blocks[height].Seal);
        }

        if (Blocks.Count > 0)
        {
            Execute("INSERT INTO head (id, height, header_hash) VALUES (0, $0, $1)", Blocks.Count - 1, Blocks[^1].Hash);
        }

        transaction.Commit();
    }

    /// <summary>
    /// Makes the headers from a height on fit the entries as they are now, and has the gateway's key seal them: times and counters stay what they were,
    /// since nothing but the header says them.
    /// </summary>
    /// <param name="from">Height of the first.</param>
    /// <param name="falsify">Alters a header before it is sealed; the ones behind it continue from what it says.</param>
    internal void Reseal(int from, Action<BlockRow>? falsify = null)
    {
        MerkleTree tree = new();
        for (int height = 0; height < Blocks.Count; height++)
        {
            BlockRow block = Blocks[height];
            long first = tree.TreeSize;
            List<long> times = [];
            while (tree.TreeSize < block.TreeSize)
            {
                EntryRow entry = Entries[(int)tree.TreeSize];
                tree.Append(MerkleTree.HashLeaf(entry.Leaf));
                if (height >= from && entry.MeasuredAtMs is { } measuredAtMs)
                {
                    times.Add(measuredAtMs);
                }
            }

            if (height < from)
            {
                continue;
            }

            block.ChainId = ChainId;
            block.Height = height;
            block.Previous = height == 0 ? new byte[Sha256.DigestLength] : Blocks[height - 1].Hash;
            block.FirstIndex = first;
            block.RootHash = tree.RootHash();
            block.EarliestReadingMs = times.Count == 0 ? 0 : times.Min();
            block.LatestReadingMs = times.Count == 0 ? 0 : times.Max();
            falsify?.Invoke(block);
            block.Header = block.Encode();
            block.Seal = Seal(block.Header);
        }
    }

    /// <summary>Has the gateway's key seal a header now.</summary>
    internal byte[] Seal(byte[] header)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Means.SealKey.Seal(header).Encode();
            }
            catch (SealingException) when (attempt < SealAttempts)
            {
                // A TPM that was reset has to be opened again, which the next attempt does.
            }
        }
    }

    /// <summary>SHA-256 over everything the ledger says, the caches included: an edit that leaves it as it was is none.</summary>
    internal static byte[] Fingerprint(SqliteConnection connection)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] length = new byte[sizeof(int)];
        foreach (string table in (string[])["entries", "blocks", "head", "readings", "last_readings"])
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2, 3";
            using SqliteDataReader row = command.ExecuteReader();
            while (row.Read())
            {
                for (int i = 0; i < row.FieldCount; i++)
                {
                    byte[] value = row.GetValue(i) switch
                    {
                        byte[] bytes => bytes,
                        DBNull => [],
                        object other => Encoding.UTF8.GetBytes(Convert.ToString(other, System.Globalization.CultureInfo.InvariantCulture)!),
                    };
                    BinaryPrimitives.WriteInt32LittleEndian(length, row.IsDBNull(i) ? -1 : value.Length);
                    hash.AppendData(length);
                    hash.AppendData(value);
                }
            }
        }

        return hash.GetHashAndReset();
    }
}
