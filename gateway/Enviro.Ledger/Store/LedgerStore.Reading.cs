using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <content>Queries.</content>
public sealed partial class LedgerStore
{
    // Rows are read in pieces of this many: no read stays open while the caller works, so a long walk holds up no checkpoint of the log.
    private const int ReadAhead = 256;

    /// <summary>Reads one entry; null when there is none of this index.</summary>
    public StoredEntry? ReadEntry(long index) => ReadEntries(index, 1).FirstOrDefault();

    /// <summary>Streams entries in order of their index; ends early where the ledger ends.</summary>
    /// <param name="first">Index of the first entry.</param>
    /// <param name="count">How many at most.</param>
    public IEnumerable<StoredEntry> ReadEntries(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Walk(_statements.ReadEntries, first, count > long.MaxValue - first ? long.MaxValue : first + count);
    }

    /// <summary>Streams the registers' transactions among the first <paramref name="treeSize"/> entries, in order of their index.</summary>
    public IEnumerable<StoredEntry> ReadRegisterEntries(long treeSize) => Walk(_statements.ReadRegisterEntries, 0, treeSize);

    /// <summary>Streams the calibrations, in order of their index.</summary>
    internal IEnumerable<StoredEntry> ReadCalibrations() => Walk(_statements.ReadCalibrations, 0, long.MaxValue);

    /// <summary>Reads one block; null when there is none of this height.</summary>
    public StoredBlock? ReadBlock(long height) => ReadBlocks(height, 1).Find(block => block.Height == height);

    /// <summary>Streams all blocks in order of their height.</summary>
    public IEnumerable<StoredBlock> ReadBlocks()
    {
        long next = 0;
        while (ReadBlocks(next, ReadAhead) is { Count: > 0 } blocks)
        {
            foreach (StoredBlock block in blocks)
            {
                yield return block;
            }

            if (blocks[^1].Height == long.MaxValue)
            {
                yield break;
            }

            next = blocks[^1].Height + 1;
        }
    }

    /// <summary>Finds a reading by its node (thumbprint, 32 bytes), boot and sequence number.</summary>
    public bool TryFindReading(byte[] node, uint boot, uint seq, out ReadingLocation location)
    {
        ReadingLocation? found = ReadLocation(_statements.FindReading.With(node, (long)boot, (long)seq));
        location = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>The reading of a node (thumbprint, 32 bytes) that was appended last; null when there is none.</summary>
    public ReadingLocation? LastReadingOf(byte[] node) => ReadLocation(_statements.LastReading.With(node));

    private IEnumerable<StoredEntry> Walk(PreparedQuery query, long first, long end)
    {
        while (first < end && ReadPiece(query, first, end) is { Count: > 0 } entries)
        {
            foreach (StoredEntry entry in entries)
            {
                yield return entry;
            }

            first = entries[^1].Index + 1;
        }
    }

    private List<StoredEntry> ReadPiece(PreparedQuery query, long first, long end) => _database.Guard(() =>
    {
        List<StoredEntry> entries = [];
        long next = first;
        using SqliteDataReader row = query.With(first, end, (long)ReadAhead).ExecuteReader();
        while (row.Read())
        {
            next = RequireAscending(row.GetInt64(0), next, "entries");
            entries.Add(new StoredEntry
            {
                Index = row.GetInt64(0),
                Kind = KindOf(row.GetInt64(1)),
                Leaf = row.GetFieldValue<byte[]>(2),
                MessageSalt = ReadBlob(row, 3),
                ContextSalt = ReadBlob(row, 4),
                Context = ReadBlob(row, 5),
                Message = ReadBlob(row, 6),
            });
        }

        return entries;
    });

    private List<StoredBlock> ReadBlocks(long first, int count) => _database.Guard(() =>
    {
        List<StoredBlock> blocks = [];
        long next = first;
        using SqliteDataReader row = _statements.ReadBlocks.With(first, (long)count).ExecuteReader();
        while (row.Read())
        {
            next = RequireAscending(row.GetInt64(0), next, "blocks");
            blocks.Add(ReadBlockRow(row));
        }

        return blocks;
    });

    /// <summary>
    /// A table whose pages are damaged can give its rows in any order, in a circle even: whoever walks it must not walk for ever. Returns the least
    /// key that may follow.
    /// </summary>
    private long RequireAscending(long key, long least, string table) =>
        key < least ? throw Contradiction($"the rows of {table} are not in order at {key}") : key == long.MaxValue ? key : key + 1;

    // A kind beyond 32 bits must stay unknown and not become a known one by losing its upper half.
    private static EntryKind KindOf(long kind) => kind is >= 0 and <= int.MaxValue ? (EntryKind)kind : (EntryKind)(-1);

    private StoredBlock? ReadLastBlock() => _database.Guard(() =>
    {
        using SqliteDataReader row = _statements.ReadLastBlock.With().ExecuteReader();
        return row.Read() ? ReadBlockRow(row) : null;
    });

    private long CountEntries() => _database.Guard(() => (long)_statements.CountEntries.With().ExecuteScalar()!);

    private ReadingLocation? ReadLocation(SqliteCommand query) => _database.Guard<ReadingLocation?>(() =>
    {
        using SqliteDataReader row = query.ExecuteReader();
        return row.Read()
            ? new ReadingLocation(row.GetInt64(0), row.GetFieldValue<byte[]>(1), (uint)row.GetInt64(2), (uint)row.GetInt64(3))
            : null;
    });

    private static StoredBlock ReadBlockRow(SqliteDataReader row) =>
        new() { Height = row.GetInt64(0), Header = row.GetFieldValue<byte[]>(1), Seal = row.GetFieldValue<byte[]>(2) };

    private static byte[]? ReadBlob(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
