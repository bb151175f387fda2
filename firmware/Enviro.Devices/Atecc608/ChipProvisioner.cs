using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// The board's own ATECC608B behind <see cref="IProvisioner"/>: found anew each time, for a chip may be configured to another address than the
/// factory's, and one that its vendor provisioned has a third.
/// </summary>
public sealed class ChipProvisioner : IProvisioner
{
    /// <summary>7-bit address of chips that their vendor provisioned (Trust&amp;GO).</summary>
    public const int VendorAddress = 0x35;

    private readonly II2cBus _bus;

    /// <summary>Looks for chips on a bus of 100 kHz.</summary>
    public ChipProvisioner(II2cBus bus)
    {
        _bus = bus;
    }

    /// <summary>
    /// Finds the chip: at the factory's address, at one it may be configured to, at the vendors'. False when none answers; it may be waking still, so
    /// that asking again helps.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="configuredAddress">7-bit address of the configuration in use; <see cref="Atecc608Device.DefaultAddress"/> where there is no other.</param>
    /// <param name="address">The 7-bit address at which it answered.</param>
    public static bool TryFind(II2cBus bus, int configuredAddress, out int address)
    {
        int[] addresses = [Atecc608Device.DefaultAddress, configuredAddress, VendorAddress];
        for (int i = 0; i < addresses.Length; i++)
        {
            address = addresses[i];
            if (i == 1 && address == addresses[0])
            {
                continue;
            }

            Atecc608Device device = new Atecc608Device(bus, address, Atecc608ClockDivider.M0);
            if (device.TryWake())
            {
                device.TrySleep();
                return true;
            }
        }

        address = Atecc608Device.DefaultAddress;
        return false;
    }

    /// <inheritdoc/>
    public bool TryGetSerialNumber(out byte[] serialNumber)
    {
        serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        if (!TryFind(_bus, Atecc608Device.DefaultAddress, out int address))
        {
            return false;
        }

        Atecc608Device device = new Atecc608Device(_bus, address, Atecc608ClockDivider.M0);
        bool done = device.TryReadSerialNumber(serialNumber);
        device.TrySleep();
        return done;
    }

    /// <inheritdoc/>
    /// <remarks>What the authority throws passes through, with the chip asleep; it is then as if its power had been cut.</remarks>
    public string Run(
        IDeviceAuthority authority, byte[] configuration, byte[] mask, ProvisionerProgress progress, out string detail, out byte[][] certificates)
    {
        // Where none answers the provisioner itself says so, in words.
        TryFind(_bus, configuration[ConfigurationZone.I2cAddressOffset] >> 1, out int address);
        Atecc608Device device = new Atecc608Device(_bus, address, Atecc608ClockDivider.M0);
        Atecc608Provisioner provisioner = new Atecc608Provisioner(device, authority, configuration, mask);
        provisioner.Progress = step => progress(ProvisioningWords.Of(step));
        try
        {
            ProvisioningOutcome outcome = provisioner.Run();
            detail = provisioner.Detail;
            certificates = provisioner.Certificates;
            return ProvisioningWords.Of(outcome);
        }
        finally
        {
            device.TrySleep();
        }
    }
}
