using System.Globalization;
using Enviro.Ledger;

namespace Enviro.Simulator.Tests;

/// <summary>The power goes at every operation of the disk: what the ledger acknowledged is there, whole and in order.</summary>
public sealed class CrashPointTests : IDisposable
{
    private readonly LedgerScript _script = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_power_cut_at_any_operation_loses_nothing_acknowledged(ulong seed)
    {
        (int points, List<string> losses) = CutEverywhere(seed, LedgerScript.AsTheProduct);
        Assert.True(losses.Count == 0, string.Join('\n', losses));
        Assert.InRange(points, 150, 3000);
    }

    [Fact]
    public void Without_syncs_the_same_disk_loses_what_was_acknowledged()
    {
        (int _, List<string> losses) = CutEverywhere(4, LedgerScript.WithoutSync);
        Assert.Contains(losses, loss => loss.Contains("were acknowledged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_power_cut_in_the_recovery_from_a_power_cut_loses_nothing()
    {
        SimulationRandom random = new(5);
        using SimulatedDisk whole = new(random.Fork("whole"));
        Assert.True(_script.Run(whole, LedgerScript.AsTheProduct).IsComplete);
        for (int i = 0; i < 200; i++)
        {
            using SimulatedDisk disk = new(random.Fork(i.ToString(CultureInfo.InvariantCulture)));
            disk.CrashAfter(random.Between(1, whole.Operations));
            LedgerScript.Progress progress = _script.Run(disk, LedgerScript.AsTheProduct);
            for (int cuts = 0; cuts < 3; cuts++)
            {
                disk.Restart();
                disk.CrashAfter(random.Between(1, 40));
                TryStart(disk);
            }

            disk.Restart();
            Assert.Null(_script.FindLoss(disk, progress));
        }
    }

    [Fact]
    public void A_process_that_is_killed_at_any_operation_and_a_power_cut_after_it_lose_nothing()
    {
        SimulationRandom random = new(8);
        using SimulatedDisk whole = new(random.Fork("whole"));
        Assert.True(_script.Run(whole, LedgerScript.AsTheProduct).IsComplete);
        for (int operation = 1; operation <= whole.Operations; operation++)
        {
            using SimulatedDisk disk = new(random.Fork(operation.ToString(CultureInfo.InvariantCulture)));
            disk.CrashAfter(operation);
            LedgerScript.Progress progress = _script.Run(disk, LedgerScript.AsTheProduct);
            disk.Kill();
            Assert.Null(_script.FindLoss(disk, progress));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        // But for the salts of the log, which SQLite draws from a generator of its own; a start puts the log into the database.
        SimulatedDisk[] disks = [new(new SimulationRandom(6)), new(new SimulationRandom(6)), new(new SimulationRandom(7))];
        byte[][] contents = [.. disks.Select(disk =>
        {
            disk.CrashAfter(321);
            _script.Run(disk, LedgerScript.WithoutSync);
            disk.Restart();
            byte[] torn = disk.FileExists(LedgerScript.Database) ? disk.Read(LedgerScript.Database) : [];
            TryStart(disk);
            return (byte[])[.. torn, .. disk.FileExists(LedgerScript.Database) ? disk.Read(LedgerScript.Database) : []];
        })];
        Assert.Equal(disks[0].Operations, disks[1].Operations);
        Assert.Equal(contents[0], contents[1]);
        Assert.NotEqual(contents[0], contents[2]);
        Array.ForEach(disks, disk => disk.Dispose());
    }

    public void Dispose() => _script.Dispose();

    private static void TryStart(SimulatedDisk disk)
    {
        try
        {
            LedgerStore.Create(LedgerScript.Folder, disk).Dispose();
        }
        catch (LedgerException exception)
        {
            Assert.True(disk.IsDead || exception.Fault == LedgerFault.Damaged);
        }
    }

    private (int Points, List<string> Losses) CutEverywhere(ulong seed, string settings)
    {
        List<string> losses = [];
        for (int operation = 1; ; operation++)
        {
            using SimulatedDisk disk = new(new SimulationRandom(seed).Fork(operation.ToString(CultureInfo.InvariantCulture)));
            disk.CrashAfter(operation);
            LedgerScript.Progress progress = _script.Run(disk, settings);
            if (progress.IsComplete && !disk.IsDead)
            {
                return (operation - 1, losses);
            }

            disk.Restart();
            if (_script.FindLoss(disk, progress) is { } loss)
            {
                losses.Add($"seed {seed}, operation {operation}: {loss}");
            }
        }
    }
}
