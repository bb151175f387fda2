using System.Runtime.CompilerServices;
using Enviro.Ledger;
using Enviro.Ledger.Tests;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Enviro.Simulator.Tests;

/// <summary>The disk as SQLite and the ledger see it, without power cuts.</summary>
public sealed class SimulatedDiskTests : IDisposable
{
    private readonly LedgerScript _script = new();
    private readonly SimulatedDisk _disk = new(new SimulationRandom(1));

    [Fact]
    public void A_ledger_written_out_to_a_real_folder_is_one()
    {
        Assert.True(_script.Run(_disk, LedgerScript.AsTheProduct).IsComplete);
        Assert.Equal(0, _disk.Read(LedgerScript.Database).Length % 4096);
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Database, _disk.Read(LedgerScript.Database));
        using (SqliteConnection connection = new($"Data Source={folder.Database};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", command.ExecuteScalar());
        }

        using LedgerStore real = LedgerStore.OpenReadOnly(folder.Path);
        using LedgerStore simulated = LedgerStore.OpenReadOnly(LedgerScript.Folder, _disk);
        Assert.Equal(simulated.EntryCount, real.EntryCount);
        Assert.Equal(simulated.Tree.RootHash(), real.Tree.RootHash());
        Assert.Empty(Fsck.Check(folder.Path));
    }

    [Fact]
    public void A_reader_sees_what_the_writer_beside_it_commits()
    {
        using LedgerStore writer = LedgerStore.Create(LedgerScript.Folder, _disk);
        using LedgerStore reader = LedgerStore.OpenReadOnly(LedgerScript.Folder, _disk);
        _script.Chain.Found(writer);
        Assert.Equal(3, reader.EntryCount);
        reader.InSnapshot(() =>
        {
            Assert.Equal(3, reader.EntryCount);
            _script.Chain.AppendReadings(writer, 0, 5);
            Assert.Equal(3, reader.EntryCount);
        });
        Assert.Equal(8, reader.EntryCount);
        Assert.Empty(Fsck.Check(LedgerScript.Folder, _disk));
    }

    [Fact]
    public void A_second_writer_is_kept_off_until_the_first_ends_or_the_power_goes()
    {
        LedgerStore first = LedgerStore.Create(LedgerScript.Folder, _disk);
        Assert.Equal(LedgerFault.Locked, Assert.Throws<LedgerException>(() => LedgerStore.Open(LedgerScript.Folder, _disk)).Fault);
        _disk.Restart();
        using LedgerStore second = LedgerStore.Create(LedgerScript.Folder, _disk);

        // The one that died does not free what is now another's.
        first.Dispose();
        Assert.Equal(LedgerFault.Locked, Assert.Throws<LedgerException>(() => LedgerStore.Open(LedgerScript.Folder, _disk)).Fault);
        _script.Chain.Found(second);
    }

    [Fact]
    public void What_is_not_there_is_missing()
    {
        Assert.Equal(LedgerFault.Missing, Assert.Throws<LedgerException>(() => LedgerStore.Open("/nowhere", _disk)).Fault);
        _disk.CreateFolder("/a/b");
        Assert.True(_disk.FolderExists("/a"));
        Assert.Equal(LedgerFault.Missing, Assert.Throws<LedgerException>(() => LedgerStore.Open("/a/b", _disk)).Fault);
        Assert.Throws<FileNotFoundException>(() => _disk.Read("/a/b/ledger.db"));
    }

    [Fact]
    public void A_slow_disk_takes_virtual_time()
    {
        using LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        Assert.Equal(0, _disk.TakeDelayMs());
        _disk.SyncMs = 250;
        _script.Chain.Found(store);
        Assert.Equal(250, _disk.TakeDelayMs());
        Assert.Equal(0, _disk.TakeDelayMs());
    }

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        using LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        _script.Chain.Found(store);
        using SimulatedDisk clone = _disk.Clone(new SimulationRandom(2));
        _script.Chain.AppendReadings(store, 0, 3);
        using LedgerStore copy = LedgerStore.Open(LedgerScript.Folder, clone);
        Assert.Equal((6, 3), (store.EntryCount, copy.EntryCount));
        _script.Chain.SealBlock(copy);
        Assert.Null(store.Head);
    }

    [Fact]
    public void Rot_is_found()
    {
        Assert.True(_script.Run(_disk, LedgerScript.AsTheProduct).IsComplete);
        _disk.Rot(LedgerScript.Database, 200);
        bool isFound;
        try
        {
            isFound = Fsck.Check(LedgerScript.Folder, _disk).Count > 0;
        }
        catch (LedgerException exception)
        {
            isFound = exception.Fault is LedgerFault.Damaged or LedgerFault.UnknownFormat;
        }

        Assert.True(isFound);
    }

    [Fact]
    public void Whatever_rots_is_named_as_the_ledger_names_it()
    {
        SimulationRandom random = new(9);
        Assert.True(_script.Run(_disk, LedgerScript.AsTheProduct).IsComplete);
        for (ulong seed = 0; seed < 200; seed++)
        {
            using SimulatedDisk disk = _disk.Clone(new SimulationRandom(seed));
            disk.Rot(LedgerScript.Database, random.Below(400));
            foreach (Action use in (Action[])[() => Fsck.Check(LedgerScript.Folder, disk), () => Use(disk)])
            {
                try
                {
                    use();
                }
                catch (LedgerException exception)
                {
                    Assert.True(
                        exception.Fault is LedgerFault.Damaged or LedgerFault.UnknownFormat or LedgerFault.InputOutput or LedgerFault.AccessDenied,
                        $"seed {seed}: {exception.Fault}: {exception.Message}");
                }
            }
        }

        void Use(SimulatedDisk disk)
        {
            using LedgerStore store = LedgerStore.Open(LedgerScript.Folder, disk);
            _script.Chain.AppendReadings(store, 1000, 2);
            Assert.NotEmpty(store.ReadEntries(0, long.MaxValue).ToList());
            store.LastReadingOf(_script.Chain.Node.Thumbprint);
        }
    }

    [Fact]
    public void Disks_on_many_threads_do_not_touch_each_other()
    {
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using TestChain chain = new();
            using SimulatedDisk disk = new(new SimulationRandom((ulong)i));
            using LedgerStore store = LedgerStore.Create(LedgerScript.Folder, disk);
            chain.Found(store);
            chain.AppendReadings(store, 0, 10 + i);
            chain.SealBlock(store);
            Assert.Equal(13 + i, store.SealedTreeSize);
            Assert.Empty(Fsck.Check(LedgerScript.Folder, disk));
        });
    }

    [Fact]
    public void Thousands_of_disks_leave_nothing_behind()
    {
        UseDisk(0);
        long used = raw.sqlite3_memory_used();
        List<WeakReference> disks = [.. Enumerable.Range(1, 2000).Select(i => UseDisk((ulong)i))];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(disks, disk => disk.IsAlive);
        Assert.InRange(raw.sqlite3_memory_used() - used, long.MinValue, 1 << 20);
    }

    [Fact]
    public void A_store_that_outlives_its_disk_fails_and_closes()
    {
        LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        _disk.Dispose();
        LedgerException exception = Assert.Throws<LedgerException>(() => _script.Chain.Found(store));
        Assert.True(exception.IsFatal);
        store.Dispose();
    }

    public void Dispose()
    {
        _disk.Dispose();
        _script.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseDisk(ulong seed)
    {
        using SimulatedDisk disk = new(new SimulationRandom(seed));
        using SqliteConnection connection = new($"Data Source=/x.db;Vfs={disk.Vfs};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)";
        command.ExecuteNonQuery();
        return new WeakReference(disk);
    }
}
