using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class TrustAndGoTests
{
    [Fact]
    public void A_provisioned_chip_is_locked_at_its_own_address_and_signs()
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.TrustAndGo(3);
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Assert.False(new Atecc608Device(bus).TryWake());
        Atecc608Device device = new(bus, SimulatedAtecc608.TrustAndGoAddress, Atecc608ClockDivider.M0);
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(device.TryReadConfiguration(zone));
        Assert.Equal(0x6A, zone[ConfigurationZone.I2cAddressOffset]);
        Assert.Equal("0000FFFF", Convert.ToHexString(zone, ConfigurationZone.LockValueOffset, 4));
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        Assert.True(device.TryReadPublicKey(0, publicKey));
        Assert.True(device.TrySign(0, Bench.Digest("x"), signature));
        Assert.True(Bench.Verifies(publicKey, Bench.Digest("x"), signature));
        Assert.Equal(publicKey, chip.FactoryPublicKey(0));
    }

    [Fact]
    public void The_identity_and_the_certificates_are_the_factorys()
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.TrustAndGo(3);
        ChipHost host = new(chip);
        byte[] certificate = Bench.Sequence(72, 1);
        foreach (int slot in new[] { 10, 11, 12 })
        {
            chip.FactoryWriteSlot(slot, certificate);
            Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Slots | 0x80, Zone.SlotAddress(slot, 0), new byte[32]));
            Assert.Equal(certificate[..32], host.Send(Opcode.Read, Zone.Slots | 0x80, Zone.SlotAddress(slot, 0)));
            Assert.Equal(certificate[64..68], host.Send(Opcode.Read, Zone.Slots, Zone.SlotAddress(slot, 64)));
        }

        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenKey, CommandMode.GenKeyPrivate, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenKey, CommandMode.GenKeyPrivate, 1));
        Assert.NotEqual(Convert.ToHexString(chip.FactoryPublicKey(2)), host.Status(Opcode.GenKey, CommandMode.GenKeyPrivate, 2));
        byte[] digest = Bench.Digest("certificate");
        Assert.True(Bench.Verifies(chip.FactoryPublicKey(1), digest, chip.FactorySign(1, digest)));
        Assert.Throws<InvalidOperationException>(() => chip.FactoryReadSlot(0));
    }

    [Fact]
    public void Seeds_make_different_chips_and_a_snapshot_keeps_one()
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.TrustAndGo(3);
        Assert.NotEqual(chip.FactoryPublicKey(0), SimulatedAtecc608.TrustAndGo(4).FactoryPublicKey(0));
        Assert.Equal(chip.FactoryPublicKey(0), SimulatedAtecc608.TrustAndGo(3).FactoryPublicKey(0));
        SimulatedAtecc608 restored = SimulatedAtecc608.Restore(chip.Snapshot());
        Assert.Equal(SimulatedAtecc608.TrustAndGoAddress, restored.Address);
        Assert.Equal(chip.FactoryPublicKey(0), restored.FactoryPublicKey(0));
    }

    [Fact]
    public void The_address_can_be_moved_once()
    {
        ChipHost host = new(SimulatedAtecc608.TrustAndGo(3));
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.UpdateExtra, CommandMode.UpdateUserExtraAdd, 0x70));
        Assert.Equal(0x35, host.Chip.Address);
        host.Sleep();
        Assert.Equal(0x38, host.Chip.Address);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.UpdateExtra, CommandMode.UpdateUserExtraAdd, 0x72));
        Assert.Equal(I2cStatus.NotAcknowledged, host.Bus.Read(0x35, new byte[4], 0, 4));
    }
}
