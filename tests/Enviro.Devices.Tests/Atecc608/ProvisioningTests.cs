using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class ProvisioningTests
{
    [Fact]
    public void A_fresh_chip_becomes_an_identity_in_the_order_the_chip_allows()
    {
        using ProvisioningBench bench = new();
        List<ProvisioningStep> steps = [];
        Atecc608Provisioner provisioner = bench.Prepare();
        provisioner.Progress = steps.Add;
        Assert.Equal(ProvisioningOutcome.Provisioned, provisioner.Run());
        Assert.Equal(Enum.GetValues<ProvisioningStep>(), steps);
        bench.RequireFinished(provisioner);
        byte[] zone = ChipConfiguration.BuiltIn.Finish(provisioner.Configuration);
        Assert.Equal(Convert.ToHexString(zone), Convert.ToHexString(provisioner.Configuration));
    }

    [Fact]
    public void Provisioning_again_says_so_and_changes_nothing()
    {
        using ProvisioningBench bench = new();
        byte[] publicKey = bench.Provision();
        byte[] before = bench.Chip.Snapshot();
        Atecc608Provisioner again = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.AlreadyProvisioned, again.Run());
        Assert.Equal(publicKey, again.PublicKey);

        // All but the generator's position, the last 8 bytes.
        Assert.Equal(before[..^8], bench.Chip.Snapshot()[..^8]);
    }

    [Fact]
    public void A_finished_chip_is_known_by_its_own_certificate_where_the_records_are_lost()
    {
        using ProvisioningBench bench = new();
        byte[] publicKey = bench.Provision();
        using CertificateAuthority other = Atecc608Provisioning.CreateAuthority();
        Assert.Equal(ProvisioningOutcome.AlreadyProvisioned, bench.PrepareWithoutRecords().Run());
        Atecc608Provisioner foreign = bench.Prepare(other);
        Assert.Equal(ProvisioningOutcome.Refused, foreign.Run());
        Assert.Contains("is not this authority's", foreign.Detail, StringComparison.Ordinal);
        Assert.Equal(publicKey, foreign.PublicKey);
    }

    [Fact]
    public void Neither_key_certificate_nor_configuration_can_ever_be_replaced()
    {
        using ProvisioningBench bench = new();
        bench.Provision();
        Atecc608Device device = bench.NewDevice();
        Assert.False(device.TryGenerateKey(0, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, device.LastStatus);
        Assert.False(device.TryGenerateKey(1, new byte[64]));
        Assert.False(device.TryWrite(Zone.Slots, Zone.SlotAddress(8, 0), new byte[32], 0, 32));
        Assert.False(device.TryWrite(Zone.Slots, Zone.SlotAddress(10, 0), new byte[32], 0, 32));
        Assert.False(device.TryWrite(Zone.Configuration, Zone.WordAddress(20), new byte[4], 0, 4));
        Assert.False(device.TrySign(1, Bench.Digest("x"), new byte[64]));
        Assert.True(device.TrySign(0, Bench.Digest("x"), new byte[64]));
    }

    [Fact]
    public void A_chip_locked_otherwise_is_refused_with_its_differences()
    {
        using ProvisioningBench bench = new(Bench.Configured((20, "83208720"), (96, "33003300")).Chip);
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Refused, provisioner.Run());
        Assert.Contains("SlotConfig[0]: expected 8520, found 8320", provisioner.Detail, StringComparison.Ordinal);
        Assert.Contains("KeyConfig[1]: expected 5300, found 3300", provisioner.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("SN[", provisioner.Detail, StringComparison.Ordinal);
        Assert.Equal(0, bench.Records.Count);
    }

    [Fact]
    public void A_slot_locked_by_somebody_else_is_a_difference()
    {
        using ProvisioningBench bench = new();
        bench.Provision();
        byte[] locks = [0xFA, 0xFA];
        bench.Chip.FactoryWriteConfiguration(ConfigurationZone.SlotLockedOffset, locks);
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Refused, provisioner.Run());
        Assert.Contains("SlotLocked", provisioner.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_put_into_the_attestation_slot_before_the_lock_does_not_stay()
    {
        ChipConfiguration table = ChipConfiguration.BuiltIn;
        using ProvisioningBench bench = new();
        Assert.Throws<IOException>(() => bench.RunUntil(ProvisioningStep.AttestationKey));
        Atecc608Device device = bench.NewDevice();
        byte[] planted = new byte[64];
        Assert.True(device.TryGenerateKey(1, planted));
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Provisioned, provisioner.Run());
        Assert.NotEqual(planted, provisioner.AttestationKey);
        Assert.True(table.IsIn(provisioner.Configuration));
    }

    [Fact]
    public void What_somebody_wrote_into_unused_slots_before_the_lock_does_not_stay()
    {
        // With NoMac it could be passed off as a block of the configuration.
        using ProvisioningBench bench = new();
        Assert.Throws<IOException>(() => bench.RunUntil(ProvisioningStep.AttestationKey));
        byte[] feigned = Bench.Sequence(32);
        Assert.True(bench.NewDevice().TryWrite(Zone.Slots, Zone.SlotAddress(13, 0), feigned, 0, 32));
        Assert.Equal(feigned, bench.Chip.FactoryReadSlot(13)[..32]);
        bench.Provision();
        foreach (int slot in Enumerable.Range(2, 14).Except([8, 10]))
        {
            Assert.All(bench.Chip.FactoryReadSlot(slot), value => Assert.Equal(0xFF, value));
        }
    }

    [Fact]
    public void A_used_counter_is_no_difference()
    {
        using ProvisioningBench bench = new();
        bench.Provision();
        Assert.True(bench.NewDevice().TryIncrementCounter(0, out _));
        Assert.Equal(ProvisioningOutcome.AlreadyProvisioned, bench.Prepare().Run());
    }

    [Fact]
    public void A_chip_locked_half_way_is_not_finished_under_other_records()
    {
        using ProvisioningBench bench = new();
        Assert.Throws<IOException>(() => bench.RunUntil(ProvisioningStep.Check));
        bench.Chip.FactoryWriteConfiguration(ConfigurationZone.SlotLockedOffset, [0xFE, 0xFF]);
        Atecc608Provisioner elsewhere = bench.PrepareWithoutRecords();
        Assert.Equal(ProvisioningOutcome.Refused, elsewhere.Run());
        Assert.Contains("data folder in which it was begun", elsewhere.Detail, StringComparison.Ordinal);
        Atecc608Provisioner here = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Provisioned, here.Run());
        bench.RequireFinished(here);
    }

    [Fact]
    public void An_absent_chip_is_an_error_with_its_reason()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Atecc608Provisioning.Provision(new Atecc608Device(new SimulatedI2cBus())));
        Assert.Contains("WakeFailed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_whose_self_test_fails_is_refused()
    {
        using ProvisioningBench bench = new();
        bench.Chip.SelfTestFailures = CommandMode.SelfTestEcdsa;
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Refused, provisioner.Run());
        Assert.Contains("self-test failed", provisioner.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Secure_boot_in_the_table_gives_a_chip_whose_quote_says_so()
    {
        ChipConfiguration table = ChipConfiguration.BuiltIn.With("SecureBoot", [0x01, 0xB0]);
        using ProvisioningBench bench = new(table: table);
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Provisioned, provisioner.Run());
        Assert.Equal(0x01, provisioner.Configuration[ConfigurationZone.SecureBootOffset]);
        Assert.NotEqual(
            Atecc608Configuration.ConfigurationDigest(ChipConfiguration.BuiltIn.Finish(provisioner.Configuration)),
            Atecc608Configuration.ConfigurationDigest(provisioner.Configuration));
    }

    [Fact]
    public void One_seed_gives_one_identity_and_another_seed_another()
    {
        byte[] Identity(ulong seed) => Atecc608Provisioning.Provision(new Bench(SimulatedAtecc608.FactoryFresh(seed)).Device);
        Assert.Equal(Identity(7), Identity(7));
        Assert.NotEqual(Identity(7), Identity(8));
    }

    [Fact]
    public void Every_detail_ends_in_what_to_do()
    {
        using ProvisioningBench bench = new();
        bench.Bus.FaultAt = index => index > 100 ? BusFault.Unacknowledged : BusFault.None;
        Atecc608Provisioner provisioner = bench.Prepare();
        Assert.Equal(ProvisioningOutcome.Failed, provisioner.Run());
        Assert.EndsWith("run it again: it goes on where it stopped.", provisioner.Detail, StringComparison.Ordinal);
    }
}
