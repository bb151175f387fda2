namespace Enviro.Simulator.Tests;

/// <summary>What judges rotten ledgers can tell one that is taken for what it was from one that is not.</summary>
public sealed class DiskRotTests : IDisposable
{
    private readonly SimulationTrace _trace = new(null);
    private readonly SimulatedGateway _gateway;

    public DiskRotTests()
    {
        // A gateway without nodes: charter, policy and its own enrolment, sealed.
        EventQueue queue = new(SimulationPlan.StartMs);
        SimulationRandom random = new(3);
        SimulatedNetwork network = new(queue, random.Fork("network"), new FaultLog());
        _gateway = new SimulatedGateway(queue, network, new Oracle(queue, _trace), random);
        _gateway.Start();
        _gateway.Stop();
    }

    private SimulatedDisk Disk => _gateway.Disk;

    public void Dispose()
    {
        _gateway.Dispose();
        _trace.Dispose();
    }

    [Fact]
    public void A_ledger_as_it_was_written_is_right()
    {
        byte[] written = DiskRot.Fingerprint(Disk, out byte[]? pinned);
        Assert.Null(DiskRot.FaultOf(Disk, written, pinned));
    }

    [Fact]
    public void One_that_tells_something_else_and_verifies_is_wrong()
    {
        byte[] written = DiskRot.Fingerprint(Disk, out byte[]? pinned);
        written[0] ^= 1;
        Assert.Equal("it tells something else than what was written, and verifies", DiskRot.FaultOf(Disk, written, pinned));
    }

    [Fact]
    public void One_that_tells_something_else_and_does_not_verify_is_found()
    {
        byte[] written = DiskRot.Fingerprint(Disk, out byte[]? pinned);
        using (LedgerCopy copy = new(SimulatedGateway.Folder, Disk))
        {
            using Microsoft.Data.Sqlite.SqliteConnection connection = copy.Connect();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE entries SET message = zeroblob(10) WHERE rowid = (SELECT max(rowid) FROM entries)";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        Assert.NotEqual(written, DiskRot.Fingerprint(Disk, out _));
        Assert.Null(DiskRot.FaultOf(Disk, written, pinned));
    }
}
