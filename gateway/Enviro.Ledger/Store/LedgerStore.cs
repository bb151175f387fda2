using Microsoft.Data.Sqlite;

namespace Enviro.Ledger;

/// <summary>
/// The ledger of one gateway: entries, blocks and the caches of both in one SQLite file, DIR/ledger.db. Entries from
/// <see cref="SealedTreeSize"/> on are the Journal: kept, not yet sealed. Not thread-safe: one owner, one thread at a time. Every member may
/// raise <see cref="LedgerException"/>.
/// </summary>
public sealed partial class LedgerStore : IDisposable
{
    private readonly LedgerDatabase _database;
    private readonly LedgerStatements _statements;
    private readonly IDisposable? _ownership;

    // The writer's state. A reader has none: what it is asked for it reads, since a gateway may be writing.
    private MerkleTree _tree = new();
    private MerkleTree _sealedTree = new();
    private BlockHeader? _headHeader;
    private StoredBlock? _head;

    private LedgerStore(LedgerDatabase database, IDisposable? ownership)
    {
        _database = database;
        _statements = new LedgerStatements(database);
        _ownership = ownership;
        Directory = Path.GetDirectoryName(database.FilePath)!;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Directory { get; }

    /// <summary>Whether the store was opened with <see cref="OpenReadOnly"/>.</summary>
    public bool IsReadOnly => _ownership is null;

    /// <summary>Number of entries, sealed or not.</summary>
    public long EntryCount => IsReadOnly ? CountEntries() : _tree.TreeSize;

    /// <summary>The last block; null before the first.</summary>
    public StoredBlock? Head => IsReadOnly ? ReadLastBlock() : _head;

    /// <summary>Number of entries that are sealed: the tree size of the last block.</summary>
    public long SealedTreeSize => IsReadOnly ? ParseHeader(ReadLastBlock())?.TreeSize ?? 0 : _headHeader?.TreeSize ?? 0;

    /// <summary>A copy of the tree over all entries, sealed or not. A reader builds it from the leaves.</summary>
    public MerkleTree Tree => IsReadOnly ? GrowTree(new MerkleTree(), CountEntries()) : _tree.Clone();

    internal LedgerDatabase Database => _database;

    /// <summary>Opens a ledger for writing and creates it, folder and all, if it is not there.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="disk">The disk it is on; null for this machine's file system.</param>
    public static LedgerStore Create(string directory, ILedgerDisk? disk = null)
    {
        disk ??= LocalDisk.Instance;
        try
        {
            disk.CreateFolder(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException(
                LedgerFault.AccessDenied,
                $"The folder {directory} cannot be created. Check the path and who may write there ({exception.Message})",
                false,
                exception);
        }

        return OpenForWriting(directory, disk, create: true);
    }

    /// <summary>
    /// Opens an existing ledger for writing. One process at a time may do so. Opening recovers: a start after a crash and one after an orderly end
    /// are the same.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="disk">The disk it is on; null for this machine's file system.</param>
    public static LedgerStore Open(string directory, ILedgerDisk? disk = null) => OpenForWriting(directory, disk ?? LocalDisk.Instance, create: false);

    /// <summary>Opens an existing ledger for reading; works while a gateway writes to it, and sees what that commits.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="disk">The disk it is on; null for this machine's file system.</param>
    public static LedgerStore OpenReadOnly(string directory, ILedgerDisk? disk = null) =>
        new(LedgerDatabase.OpenForReading(directory, disk ?? LocalDisk.Instance), null);

    /// <summary>Closes the ledger and gives it free for another owner.</summary>
    public void Dispose()
    {
        _database.Dispose();
        _ownership?.Dispose();
    }

    /// <summary>
    /// Opens for writing without looking at what is inside: for <see cref="Fsck"/>, which must also open what <see cref="Open"/> refuses.
    /// </summary>
    internal static LedgerStore OpenUnchecked(string directory, ILedgerDisk? disk = null) =>
        OpenForWriting(directory, disk ?? LocalDisk.Instance, create: false, recover: false);

    private static LedgerStore OpenForWriting(string directory, ILedgerDisk disk, bool create, bool recover = true)
    {
        if (!disk.FolderExists(directory))
        {
            throw new LedgerException(LedgerFault.Missing, $"There is no folder {directory}. Check the path, and whether its disk is mounted.");
        }

        IDisposable ownership = disk.TakeOwnership(directory);
        LedgerStore? store = null;
        try
        {
            store = new LedgerStore(LedgerDatabase.OpenForWriting(directory, disk, create), ownership);
            if (recover)
            {
                store.Recover();
            }

            return store;
        }
        catch
        {
            store?._database.Dispose();
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Rebuilds the writer's state from the entries and blocks themselves. SQLite has already put the file back to its last commit; what is
    /// checked here is that the rows still fit each other: the head row names the last block, and the tree gives that block's root. The last block's
    /// leaves are read again, those before them as the subtrees that were written with it; <see cref="Fsck"/> reads them all.
    /// </summary>
    private void Recover()
    {
        _head = ReadLastBlock();
        _headHeader = ParseHeader(_head);
        if (!HeadRowFits(_head))
        {
            throw Contradiction("the head row does not name the last block");
        }

        long entryCount = CountEntries();
        long sealedSize = _headHeader?.TreeSize ?? 0;
        if (sealedSize > entryCount)
        {
            throw Contradiction($"the last block seals {sealedSize} entries, but only {entryCount} are there");
        }

        _sealedTree = RecoverSealedTree(_headHeader);
        _tree = GrowTree(_sealedTree.Clone(), entryCount);
    }

    private LedgerException Contradiction(string what) =>
        new(LedgerFault.Damaged, $"{_database.FilePath} contradicts itself: {what}. Keep a copy of the folder and run fsck on it.");

    private BlockHeader? ParseHeader(StoredBlock? block)
    {
        try
        {
            return block is null ? null : BlockHeader.Parse(block.Header);
        }
        catch (Wire.WireFormatException exception)
        {
            throw Contradiction($"the header of block {block!.Height} cannot be read ({exception.Message})");
        }
    }

    /// <summary>Whether the head row names this block, or none when there is none.</summary>
    internal bool HeadRowFits(StoredBlock? last) => _database.Guard(() =>
    {
        using SqliteDataReader row = _statements.ReadHead.With().ExecuteReader();
        return row.Read()
            ? last is not null && row.GetInt64(0) == last.Height && row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(BlockHeader.HashOf(last.Header))
            : last is null;
    });

    /// <summary>Appends the stored leaves from the tree's size up to <paramref name="size"/>.</summary>
    private MerkleTree GrowTree(MerkleTree tree, long size)
    {
        byte[] hash = new byte[MerkleTree.HashLength];
        _database.Guard(() =>
        {
            using SqliteDataReader row = _statements.ReadLeaves.With(tree.TreeSize, size).ExecuteReader();
            while (row.Read())
            {
                if (row.GetInt64(0) != tree.TreeSize)
                {
                    throw Contradiction($"entry {tree.TreeSize} is missing");
                }

                MerkleTree.HashLeaf(row.GetFieldValue<byte[]>(1), hash);
                tree.Append(hash);
            }
        });
        return tree.TreeSize >= size ? tree : throw Contradiction($"entry {tree.TreeSize} is missing");
    }
}
