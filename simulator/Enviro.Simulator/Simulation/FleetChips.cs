using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Secure elements as they leave the provisioning bench, certified by one authority: made once in a process, the same in every process. A simulation
/// starts from a copy, so that a run of thousands of seeds provisions each chip once.
/// </summary>
internal static class FleetChips
{
    private const ulong AuthoritySeed = 0xA57EC608;
    private const ulong FirstChipSeed = 608_000;

    private static readonly Lock Making = new();
    private static readonly List<FleetChip> Chips = [];
    private static readonly BenchTime Bench = new();
    private static readonly SimulatedSigningKey AuthorityKey = new(new SimulationRandom(AuthoritySeed));
    private static readonly X509Certificate2 Certificate = CertificateAuthority.CreateCertificate(
        AuthorityKey, "Enviro simulation", Bench.GetUtcNow(), new SimulationRandom(AuthoritySeed).Fork("certificate"));

    /// <summary>The authority's certificate, DER.</summary>
    internal static byte[] AuthorityCertificate => Certificate.RawData;

    /// <summary>The chip of a node, by its number in the fleet.</summary>
    internal static FleetChip Get(int index)
    {
        lock (Making)
        {
            while (Chips.Count <= index)
            {
                Chips.Add(Make(FirstChipSeed + (ulong)Chips.Count));
            }

            return Chips[index];
        }
    }

    private static FleetChip Make(ulong seed)
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(seed);
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Atecc608Device device = new(bus);
        using CertificateAuthority authority = new(
            new SimulatedSigningKey(new SimulationRandom(AuthoritySeed)), X509CertificateLoader.LoadCertificate(Certificate.RawData), NodeUrn.ExampleEnterprise, new PassingRecords(), ChipConfiguration.BuiltIn, Bench);
        Atecc608Provisioner provisioner = new(device, authority, ChipConfiguration.BuiltIn.Bytes, ChipConfiguration.BuiltIn.Mask);
        if (provisioner.Run() != ProvisioningOutcome.Provisioned)
        {
            throw new InvalidOperationException($"The simulated chip {seed} cannot be provisioned: {provisioner.Step}: {provisioner.Detail}");
        }

        device.TrySleep();
        chip.CutPower();
        string urn = NodeUrn.OfSerialNumber(NodeUrn.ExampleEnterprise, provisioner.SerialNumber);
        return new FleetChip(chip.Snapshot(), urn, provisioner.PublicKey, CoseKey.Thumbprint(provisioner.PublicKey));
    }

    /// <summary>All chips were certified the day before the simulations start.</summary>
    private sealed class BenchTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(SimulationPlan.StartMs).AddDays(-1);
    }
}

/// <summary>A provisioned secure element.</summary>
/// <param name="Snapshot">All that it keeps without power, see <see cref="SimulatedAtecc608.Restore"/>.</param>
/// <param name="Urn">The node's URN.</param>
/// <param name="PublicKey">Its identity key X‖Y, 64 bytes.</param>
/// <param name="Thumbprint">Thumbprint of that key, 32 bytes.</param>
internal sealed record FleetChip(byte[] Snapshot, string Urn, byte[] PublicKey, byte[] Thumbprint);
