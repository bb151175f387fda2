using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class ProvisioningTests
{
    [Fact]
    public void Provisioning_again_gives_the_same_key_and_changes_nothing()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        byte[] before = bench.Chip.Snapshot();
        Assert.Equal(publicKey, Atecc608Provisioning.Provision(bench.Device));
        Assert.Equal(before, bench.Chip.Snapshot());
    }

    [Fact]
    public void The_identity_key_can_never_be_replaced()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.False(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void One_seed_gives_one_identity_and_another_seed_another()
    {
        byte[] Identity(ulong seed) => Atecc608Provisioning.Provision(new Bench(SimulatedAtecc608.FactoryFresh(seed)).Device);
        Assert.Equal(Identity(7), Identity(7));
        Assert.NotEqual(Identity(7), Identity(8));
    }

    [Fact]
    public void Provisioning_cut_off_at_any_transfer_is_finished_by_the_next_attempt()
    {
        Bench whole = Bench.Fresh();
        Atecc608Provisioning.Provision(whole.Device);
        int transfers = whole.Bus.TransferCount;
        Assert.True(transfers > 20);
        for (int cut = 0; cut < transfers; cut++)
        {
            Bench bench = Bench.Fresh();
            bench.Bus.FaultAt = index => index == cut ? throw new IOException("power cut") : BusFault.None;
            Assert.Throws<IOException>(() => Atecc608Provisioning.Provision(bench.Device));
            Bench again = new(SimulatedAtecc608.Restore(bench.Chip.Snapshot()));
            byte[] publicKey = Atecc608Provisioning.Provision(again.Device);
            byte[] signature = new byte[64];
            Assert.True(again.Device.TrySign(0, Bench.Digest("first"), signature));
            Assert.True(Bench.Verifies(publicKey, Bench.Digest("first"), signature), $"cut at {cut}");
        }
    }

    [Fact]
    public void A_chip_locked_otherwise_is_refused()
    {
        Bench bench = Bench.Configured();
        Assert.Throws<InvalidOperationException>(() => Atecc608Provisioning.Provision(bench.Device));
    }

    [Fact]
    public void An_absent_chip_is_an_error_with_its_reason()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Atecc608Provisioning.Provision(new Atecc608Device(new SimulatedI2cBus())));
        Assert.Contains("WakeFailed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_cut_keeps_keys_and_counters_and_loses_what_was_volatile()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        Assert.True(bench.Device.TryIncrementCounter(0, out _));
        Assert.True(bench.Device.TryLoadTempKey(new byte[32]));
        bench.Chip.CutPower();
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0, state);

        Bench restored = new(SimulatedAtecc608.Restore(bench.Chip.Snapshot()));
        byte[] again = new byte[64];
        Assert.True(restored.Device.TryReadPublicKey(0, again));
        Assert.Equal(publicKey, again);
        Assert.True(restored.Device.TryIncrementCounter(0, out uint boot));
        Assert.Equal(2u, boot);
    }

    [Fact]
    public void A_power_cut_repeats_no_random_number()
    {
        Bench bench = Bench.Provisioned(out _);
        byte[] before = new byte[32];
        Assert.True(bench.Device.TryRandom(before));
        byte[] after = new byte[32];
        Assert.True(new Bench(SimulatedAtecc608.Restore(bench.Chip.Snapshot())).Device.TryRandom(after));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void A_damaged_snapshot_is_refused()
    {
        byte[] snapshot = Bench.Fresh().Chip.Snapshot();
        Assert.Throws<InvalidDataException>(() => SimulatedAtecc608.Restore(snapshot[..^1]));
        snapshot[7] ^= 0xFF;
        Assert.Throws<InvalidDataException>(() => SimulatedAtecc608.Restore(snapshot));
    }
}
