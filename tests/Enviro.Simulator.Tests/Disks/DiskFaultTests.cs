using Enviro.Ledger;

namespace Enviro.Simulator.Tests;

/// <summary>A disk that is full or fails: the ledger names it, keeps nothing half, and goes on or ends as documented.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly LedgerScript _script = new();
    private readonly SimulatedDisk _disk = new(new SimulationRandom(1));

    [Fact]
    public void On_a_full_disk_nothing_of_a_write_is_kept_and_the_store_goes_on()
    {
        using LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        _script.Chain.Found(store);
        _disk.Fault = DiskFault.Full;
        for (int i = 0; i < 3; i++)
        {
            LedgerException full = Assert.Throws<LedgerException>(() => _script.Chain.AppendReadings(store, 0, 50));
            Assert.Equal((LedgerFault.DiskFull, false), (full.Fault, full.IsFatal));
            Assert.Equal(LedgerFault.DiskFull, Assert.Throws<LedgerException>(() => _script.Chain.SealBlock(store)).Fault);
        }

        Assert.Equal((3, null), (store.EntryCount, store.Head));
        _disk.Fault = DiskFault.None;
        _script.Chain.AppendReadings(store, 0, 50);
        _script.Chain.SealBlock(store);
        AssertKept(53);
    }

    [Theory]
    [InlineData(DiskFault.WriteError)]
    [InlineData(DiskFault.SyncError)]
    public void After_a_failed_write_the_store_refuses_more_and_a_start_recovers(DiskFault fault)
    {
        using LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        _script.Chain.Found(store);
        _disk.Fault = fault;
        LedgerException failed = Assert.Throws<LedgerException>(() => _script.Chain.AppendReadings(store, 0, 2));
        Assert.Equal((LedgerFault.InputOutput, true), (failed.Fault, failed.IsFatal));
        _disk.Fault = DiskFault.None;
        Assert.True(Assert.Throws<LedgerException>(() => _script.Chain.AppendReadings(store, 2, 2)).IsFatal);
        store.Dispose();

        using LedgerStore again = LedgerStore.Open(LedgerScript.Folder, _disk);
        Assert.Contains(again.EntryCount, new[] { 3L, 5L });
        _script.Chain.AppendReadings(again, 10, 2);
        AssertKept(again.EntryCount);
    }

    [Fact]
    public void What_a_failed_sync_left_in_the_log_is_on_the_disk_before_more_is_acknowledged()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            using SimulatedDisk disk = FailSync(seed);

            // The log reads well from the kernel's pages: the entries are there, and a node that repeats them is told so.
            using LedgerStore again = LedgerStore.Open(LedgerScript.Folder, disk);
            Assert.Equal(5, again.EntryCount);
            _script.Chain.AppendReadings(again, 10, 2);
            disk.Restart();

            using LedgerStore last = LedgerStore.Open(LedgerScript.Folder, disk);
            Assert.Equal(7, last.EntryCount);
            Assert.Empty(Fsck.Check(LedgerScript.Folder, disk));
        }
    }

    [Fact]
    public void A_power_cut_in_the_start_after_a_failed_sync_damages_nothing()
    {
        for (int operation = 1; operation <= 60; operation++)
        {
            using SimulatedDisk disk = FailSync((ulong)operation);
            disk.CrashAfter(operation);
            long least = 3;
            try
            {
                using LedgerStore store = LedgerStore.Open(LedgerScript.Folder, disk);
                least = store.EntryCount;
                _script.Chain.AppendReadings(store, 10, 2);
                least += 2;
            }
            catch (LedgerException)
            {
                Assert.True(disk.IsDead);
            }

            disk.Restart();
            using LedgerStore again = LedgerStore.Open(LedgerScript.Folder, disk);
            Assert.InRange(again.EntryCount, least, 7);
            Assert.Empty(Fsck.Check(LedgerScript.Folder, disk));
        }
    }

    [Fact]
    public void A_ledger_on_a_full_disk_says_so_on_opening_or_opens()
    {
        LedgerStore store = LedgerStore.Create(LedgerScript.Folder, _disk);
        _script.Chain.Found(store);
        _disk.Kill();
        store.Dispose();
        _disk.Fault = DiskFault.Full;
        Assert.Equal(LedgerFault.DiskFull, Assert.Throws<LedgerException>(() => LedgerStore.Open(LedgerScript.Folder, _disk)).Fault);
        Assert.Equal(LedgerFault.DiskFull, Assert.Throws<LedgerException>(() => Fsck.Check(LedgerScript.Folder, _disk)).Fault);
        _disk.Fault = DiskFault.None;
        using LedgerStore again = LedgerStore.Open(LedgerScript.Folder, _disk);
        Assert.Equal(3, again.EntryCount);
    }

    [Fact]
    public void Failing_reads_are_named_on_opening()
    {
        Assert.True(_script.Run(_disk, LedgerScript.AsTheProduct).IsComplete);
        _disk.Fault = DiskFault.ReadError;
        Assert.Equal(LedgerFault.InputOutput, Assert.Throws<LedgerException>(() => LedgerStore.Open(LedgerScript.Folder, _disk)).Fault);
        _disk.Fault = DiskFault.None;
        using LedgerStore store = LedgerStore.Open(LedgerScript.Folder, _disk);
        Assert.NotNull(store.Head);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _script.Dispose();
    }

    /// <summary>A ledger of three entries and a log with two more, whose sync failed and whose gateway died of it.</summary>
    private SimulatedDisk FailSync(ulong seed)
    {
        SimulatedDisk disk = new(new SimulationRandom(seed));
        LedgerStore store = LedgerStore.Create(LedgerScript.Folder, disk);
        _script.Chain.Found(store);
        disk.Fault = DiskFault.SyncError;
        Assert.True(Assert.Throws<LedgerException>(() => _script.Chain.AppendReadings(store, 0, 2)).IsFatal);
        disk.Fault = DiskFault.None;
        disk.Kill();
        store.Dispose();
        return disk;
    }

    /// <summary>The power goes, and all that was acknowledged is there.</summary>
    private void AssertKept(long entries)
    {
        _disk.Restart();
        using LedgerStore store = LedgerStore.Open(LedgerScript.Folder, _disk);
        Assert.Equal(entries, store.EntryCount);
        Assert.Empty(Fsck.Check(LedgerScript.Folder, _disk));
    }
}
