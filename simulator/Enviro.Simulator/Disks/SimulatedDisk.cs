using Enviro.Ledger;
using SQLitePCL;

namespace Enviro.Simulator;

/// <summary>
/// A disk in memory for the real SQLite, as a VFS of its own (sqlite.org/vfs.html). It keeps what was synced; what was not, it loses, tears and
/// reorders when the power goes, as SQLite expects of a disk (sqlite.org/atomiccommit.html#_hardware_assumptions). It can be full, fail, be slow
/// and rot. The same calls on a disk of the same seed give the same. For one thread at a time; each disk of a process may have its own.
/// </summary>
public sealed partial class SimulatedDisk : ILedgerDisk, IDisposable
{
    private const int RewriteBytes = 64 * 1024;

    private readonly SimulationRandom _power;
    private readonly SimulationRandom _rot;
    private readonly SimulationRandom _sqlite;
    private readonly DiskVfs _vfs;
    private readonly SortedDictionary<string, object> _owners = new(StringComparer.Ordinal);
    private long _crashAt = long.MaxValue;
    private long _delayMs;
    private int _openFiles;
    private bool _isDisposed;

    /// <summary>An empty disk with the folder <c>/</c>.</summary>
    /// <param name="random">Where its randomness comes from; it takes forks of its own.</param>
    public SimulatedDisk(SimulationRandom random)
    {
        _power = random.Fork("disk power");
        _rot = random.Fork("disk rot");
        _sqlite = random.Fork("disk sqlite");
        _vfs = new DiskVfs(this);
    }

    /// <inheritdoc/>
    public string? Vfs => _vfs.Name;

    /// <summary>Writes, changes of size, syncs and deletions so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Whether the power is gone: every call fails until <see cref="Restart"/>.</summary>
    public bool IsDead { get; private set; }

    /// <summary>What the disk refuses now.</summary>
    public DiskFault Fault { get; set; }

    /// <summary>Virtual time that a sync takes, ms.</summary>
    public long SyncMs { get; set; }

    /// <summary>The time SQLite is told, Unix ms.</summary>
    public long NowMs { get; set; } = SimulationPlan.StartMs;

    internal FileNames Names { get; } = new();

    /// <summary>One thread at a time: a connection that was forgotten is closed by the finalizer's.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>How often the power came back; what was open before is dead.</summary>
    internal long Starts { get; private set; }

    /// <summary>
    /// Lets the power go at the n-th operation from here: that one may or may not come through, in part; it and every later call fails.
    /// <see cref="long.MaxValue"/>: never.
    /// </summary>
    public void CrashAfter(long operations) => _crashAt = operations > long.MaxValue - Operations ? long.MaxValue : Operations + operations;

    /// <summary>
    /// The power comes back, wherever it went: open files, locks and shared memory are gone, and of what was not synced some is.
    /// </summary>
    public void Restart()
    {
        lock (Gate)
        {
            Names.LosePower(_power);
            ComeBack();
        }
    }

    /// <summary>
    /// In place of <see cref="Restart"/>: only the process ended, now or at the operation of <see cref="CrashAfter"/>, and the power stayed. Open files,
    /// locks and shared memory are gone; what was written is there as programs saw it, synced or not.
    /// </summary>
    public void Kill()
    {
        lock (Gate)
        {
            Names.Abandon();
            ComeBack();
        }
    }

    /// <summary>The virtual ms that passed in syncs and waits since the last call.</summary>
    public long TakeDelayMs()
    {
        long delayMs = _delayMs;
        _delayMs = 0;
        return delayMs;
    }

    /// <summary>Turns bits of a file over, as they rot on the disk.</summary>
    /// <param name="path">The file; one that is missing or empty raises <see cref="FileNotFoundException"/>.</param>
    /// <param name="bits">How many.</param>
    public void Rot(string path, int bits = 1)
    {
        lock (Gate)
        {
            StoredFile file = Require(path);
            for (int i = 0; i < bits && file.Length > 0; i++)
            {
                file.Flip(_rot.Between(0, file.Length - 1), _rot.Below(8));
            }
        }
    }

    /// <summary>The bytes of a file as a program would read them now.</summary>
    public byte[] Read(string path)
    {
        lock (Gate)
        {
            StoredFile file = Require(path);
            byte[] content = new byte[file.Length];
            file.Read(0, content);
            return content;
        }
    }

    /// <summary>Puts a file in place of one that nobody has open, or of none; it is on the disk at once.</summary>
    public void Write(string path, byte[] content)
    {
        lock (Gate)
        {
            StoredFile file = new();
            file.Write(0, content);
            file.Sync();
            path = Path.GetFullPath(path);
            Names.CreateFolder(Path.GetDirectoryName(path)!);
            Names.Place(path, file);
        }
    }

    /// <summary>A disk of its own with the same folders and files, as programs see them now; without faults.</summary>
    public SimulatedDisk Clone(SimulationRandom random)
    {
        SimulatedDisk copy = new(random) { NowMs = NowMs };
        lock (Gate)
        {
            Names.CopyTo(copy.Names);
        }

        return copy;
    }

    /// <inheritdoc/>
    public bool FolderExists(string path) => Names.HasFolder(Path.GetFullPath(path));

    /// <inheritdoc/>
    public bool FileExists(string path) => Names.Find(Path.GetFullPath(path)) is not null;

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        if (IsDead)
        {
            throw new IOException("The disk does not answer.");
        }

        Names.CreateFolder(Path.GetFullPath(path));
    }

    /// <inheritdoc/>
    public void Rewrite(string path)
    {
        lock (Gate)
        {
            if (Names.Find(Path.GetFullPath(path)) is not { } file)
            {
                return;
            }

            OpenFile open = new(this, file, Path.GetFullPath(path), isNewJournal: !Names.IsSynced(path), isDeletedOnClose: false);
            byte[] buffer = new byte[RewriteBytes];
            long length = file.Length;
            int result = raw.SQLITE_OK;
            for (long done = 0; done < length && result == raw.SQLITE_OK; done += RewriteBytes)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(RewriteBytes, length - done));
                result = open.Read(done, part);
                result = result == raw.SQLITE_OK ? open.Write(done, part) : result;
            }

            if (result == raw.SQLITE_OK)
            {
                result = open.Sync();
            }

            if (result != raw.SQLITE_OK)
            {
                throw new LedgerException(LedgerFault.InputOutput, $"{path} cannot be read and written again ({result}). Check the disk.", true);
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable TakeOwnership(string directory)
    {
        string path = Path.GetFullPath(directory);
        if (IsDead)
        {
            throw new LedgerException(LedgerFault.InputOutput, $"{path} cannot be locked: the disk does not answer.");
        }

        Ownership ownership = new(this, path);
        return _owners.TryAdd(path, ownership)
            ? ownership
            : throw new LedgerException(LedgerFault.Locked, $"{path} is locked: another gateway writes to this ledger. End it.");
    }

    /// <summary>Ends the disk and all that is on it. What is still open on it fails from now on.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            IsDead = true;
            Starts++;
            _vfs.Unregister();
            FreeIfUnused();
        }
    }

    private void ComeBack()
    {
        _owners.Clear();
        Starts++;
        IsDead = _isDisposed;
        _crashAt = long.MaxValue;
    }

    private StoredFile Require(string path) =>
        Names.Find(Path.GetFullPath(path)) ?? throw new FileNotFoundException($"There is no file {path} on the simulated disk.", path);

    private sealed class Ownership(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose()
        {
            if (disk._owners.GetValueOrDefault(path) == this)
            {
                disk._owners.Remove(path);
            }
        }
    }
}
