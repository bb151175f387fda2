using System.Globalization;

namespace Enviro.EndToEnd;

/// <summary>A data folder on a disk that has no room left, or that fails.</summary>
public sealed class FullDiskTests
{
    private const string SoftwareKey = "file:keys/gateway.pem";
    private const string NotAcknowledged = "messages not journaled and not acknowledged";
    private static readonly TimeSpan WhileFull = TimeSpan.FromSeconds(2);

    [Fact]
    public void On_a_full_disk_nothing_is_acknowledged_and_with_room_again_everything_is_kept()
    {
        using TempFolder folder = new();
        string data = folder.Folder("data");
        if (Programs.Run("mount", "-t", "tmpfs", "-o", "size=2m", "none", data).ExitCode != 0)
        {
            // Who may not mount a small disk can still take the gateway's leave to write any further, which it must survive no worse.
            RunOutOfFileSize(data);
            return;
        }

        try
        {
            RunOutOfDisk(data);
        }
        finally
        {
            Assert.Equal(0, Programs.Run("umount", "--lazy", data).ExitCode);
        }
    }

    [Fact]
    public void When_writing_fails_the_gateway_stops_unacknowledged_and_its_successor_keeps_everything()
    {
        using TempFolder folder = new();
        RunOutOfFileSize(folder.Root);
    }

    private static void RunOutOfDisk(string data)
    {
        using TestFleet fleet = new(2);
        fleet.Configure(data, SoftwareKey, sealAfterEntries: 8, sealAfterS: 1);
        using RunningGateway gateway = RunningGateway.Start(data);
        fleet.Connect(gateway.WaitForPort());
        fleet.WaitForAcknowledgements(3, gateway);

        Fill(Path.Combine(data, "filler"));
        gateway.WaitForLog(NotAcknowledged);
        int before = fleet.Acknowledged;
        Thread.Sleep(WhileFull);
        Assert.Equal(before, fleet.Acknowledged);
        Assert.True(gateway.IsRunning);
        Assert.Contains("is full", gateway.Log, StringComparison.Ordinal);
        Assert.Contains("Free space", gateway.Log, StringComparison.Ordinal);

        File.Delete(Path.Combine(data, "filler"));
        fleet.WaitForAcknowledgements(5, gateway);
        fleet.Drain(gateway);
        Assert.Equal(0, gateway.Terminate());
        AssertEverythingKept(data, fleet);
    }

    private static void RunOutOfFileSize(string data)
    {
        using TestFleet fleet = new(2);
        fleet.Configure(data, SoftwareKey, sealAfterEntries: 8, sealAfterS: 1);
        using (RunningGateway gateway = RunningGateway.Start(data))
        {
            fleet.Connect(gateway.WaitForPort());
            fleet.WaitForAcknowledgements(3, gateway);
            long written = new FileInfo(Path.Combine(data, "ledger.db-wal")).Length;
            ProgramResult limited = Programs.Run(
                "prlimit", "--pid", gateway.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={written.ToString(CultureInfo.InvariantCulture)}");
            Assert.True(limited.ExitCode == 0, limited.ToString());

            // SQLite takes the refusal for a failing disk: what is on it is unknown, and only a new start may read it.
            Assert.Equal(1, gateway.WaitForExit());
            Assert.Contains("The gateway stops: ", gateway.Log, StringComparison.Ordinal);
            Assert.Contains("ledger.db", gateway.Log, StringComparison.Ordinal);
        }

        int before = fleet.Acknowledged;
        using RunningGateway successor = RunningGateway.Start(data);
        fleet.Connect(successor.WaitForPort());
        fleet.WaitForAcknowledgements(5, successor);
        Assert.True(fleet.Acknowledged > before);
        fleet.Drain(successor);
        Assert.Equal(0, successor.Terminate());
        AssertEverythingKept(data, fleet);
    }

    private static void Fill(string path)
    {
        using FileStream filler = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (byte[] page = new byte[4096]; ;)
            {
                filler.Write(page);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    private static void AssertEverythingKept(string data, TestFleet fleet)
    {
        ProgramResult verified = Programs.Enviro("ledger", "verify", data, "--json");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        Assert.Equal(fleet.Acknowledged, verified.Json.GetProperty("readingMessages").GetInt32());
        Assert.Equal((long)fleet.Acknowledged, fleet.Nodes.Sum(node => (long)node.Counters.Stored));
        Assert.Equal(0, verified.Json.GetProperty("missingMessages").GetInt32());
        Assert.Equal(0, verified.Json.GetProperty("unsealed").GetInt32());
        Assert.Equal(0, Programs.Enviro("ledger", "fsck", data).ExitCode);
    }
}
