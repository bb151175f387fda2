using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>Power goes away at every transfer of provisioning; run again, it ends as if nothing had happened.</summary>
public sealed class ProvisioningPowerCutTests
{
    [Fact]
    public void Cut_at_any_transfer_it_is_finished_by_the_next_attempt()
    {
        int cut = 0;
        for (bool wasCut = true; wasCut; cut++)
        {
            using ProvisioningBench bench = new();
            wasCut = bench.RunUntilTransfer(cut);
            Atecc608Provisioner again = bench.Prepare();
            ProvisioningOutcome outcome = again.Run();
            Assert.True(outcome is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned, $"cut at {cut}: {again.Detail}");
            bench.RequireFinished(again, $"cut at {cut}");
        }

        Assert.True(cut > 1000, $"only {cut} transfers");
    }

    [Fact]
    public void Cut_again_in_the_next_attempt_it_is_finished_by_the_one_after()
    {
        const int Seed = 20261124;
        Random random = new(Seed);
        for (int round = 0; round < 200; round++)
        {
            using ProvisioningBench bench = new();
            int first = random.Next(1200);
            int second = random.Next(1200);
            int third = random.Next(600);
            bench.RunUntilTransfer(first);
            bench.RunUntilTransfer(second);
            bench.RunUntilTransfer(third);
            Atecc608Provisioner last = bench.Prepare();
            ProvisioningOutcome outcome = last.Run();
            string cuts = $"seed {Seed}, cuts at {first}, {second}, {third}";
            Assert.True(outcome is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned, $"{cuts}: {last.Detail}");
            bench.RequireFinished(last, cuts);
        }
    }

    [Theory]
    [InlineData(BusFault.Unacknowledged)]
    [InlineData(BusFault.Failed)]
    [InlineData(BusFault.FailedAfterDelivery)]
    public void A_bus_that_goes_dead_is_reported_and_mended_by_the_next_attempt(BusFault fault)
    {
        // Every eleventh transfer: the driver itself tries again for long in virtual time, which costs real time here.
        bool ended = false;
        for (int dead = 0; !ended; dead += 11)
        {
            using ProvisioningBench bench = new();
            bench.Bus.FaultAt = index => index >= dead ? fault : BusFault.None;
            Atecc608Provisioner broken = bench.Prepare();
            ProvisioningOutcome outcome = broken.Run();
            ended = bench.Bus.TransferCount <= dead;
            Assert.True(ended || outcome == ProvisioningOutcome.Failed, $"{fault} from {dead}: {outcome}, {broken.Detail}");
            bench.Chip.CutPower();
            bench.Bus.FaultAt = null;
            Atecc608Provisioner again = bench.Prepare();
            outcome = again.Run();
            Assert.True(outcome is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned, $"{fault} from {dead}: {again.Detail}");
            bench.RequireFinished(again, $"{fault} from {dead}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_disk_that_fails_as_the_record_is_written_leaves_one_key_and_one_certificate(bool after)
    {
        PassingRecords kept = new();
        FailingRecords records = new(kept, after);
        using ProvisioningBench bench = new(records: records);
        Assert.Throws<IOException>(() => bench.Prepare().Run());
        bench.Chip.CutPower();
        Atecc608Provisioner again = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Provisioned, again.Run());
        Assert.Equal(1, kept.Count);
        Assert.Equal(Convert.ToHexStringLower(again.PublicKey), kept.Find(again.SerialNumber)!.PublicKey);
    }

    private sealed class FailingRecords(PassingRecords kept, bool after) : IIssuedRecords
    {
        private bool _failed;

        public IssuedRecord? Find(byte[] serialNumber) => kept.Find(serialNumber);

        public void Store(IssuedRecord record)
        {
            if (_failed || after)
            {
                kept.Store(record);
            }

            if (!_failed)
            {
                _failed = true;
                throw new IOException("disk full");
            }
        }
    }
}
