using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>Provisions one chip after the other: finds it, has the driver's provisioner do the steps, verifies a vendor's chain, writes the label.</summary>
/// <param name="directory">The data folder.</param>
/// <param name="authority">Its certificate authority.</param>
/// <param name="configuration">What chips are configured to.</param>
/// <param name="site">Where the nodes will stand, or null.</param>
/// <param name="labels">Folder for labels.</param>
/// <param name="progress">Told what is under way.</param>
internal sealed class ProvisioningBench(
    DirectoryInfo directory, CertificateAuthority authority, ChipConfiguration configuration, string? site, string labels, Action<string> progress)
{
    /// <summary>Provisions the chip at an address such as <c>kit:/dev/ttyACM0</c>. What goes wrong is in the result.</summary>
    internal ProvisionedChip Provision(string chip)
    {
        try
        {
            progress($"{chip}: opening");
            using ChipBus bus = ChipBus.Open(chip);
            return Provision(chip, bus);
        }
        catch (ChipBusException unreachable)
        {
            return Failed(chip, "open", unreachable.Message);
        }
    }

    /// <summary>As <see cref="Provision(string)"/>, over a bus that is open.</summary>
    internal ProvisionedChip Provision(string chip, II2cBus bus)
    {
        Atecc608Device device = Find(bus);
        Atecc608Provisioner provisioner = new(device, authority, configuration.Bytes, configuration.Mask)
        {
            Progress = step => progress($"{chip}: {ProvisioningWords.Of(step)}"),
        };
        ProvisioningOutcome outcome = ProvisioningOutcome.Failed;
        string detail;
        try
        {
            outcome = provisioner.Run();
            detail = provisioner.Detail;
            if (outcome == ProvisioningOutcome.ProvisionedByVendor)
            {
                progress($"{chip}: provisioned by its vendor, checking its certificates");
                (outcome, detail) = JudgeVendors(device, provisioner);
                device.TrySleep();
            }
        }
        catch (Exception failure) when (failure is IOException or LedgerException or GatewayConfigurationException or UnauthorizedAccessException)
        {
            detail = failure.Message;
        }

        ProvisionedChip result = new() { Chip = chip, Outcome = outcome, Step = ProvisioningWords.Of(provisioner.Step), Detail = detail };
        return provisioner.SerialNumber.Length == 0 ? result : Named(result, provisioner);
    }

    private static ProvisionedChip Failed(string chip, string step, string detail) =>
        new() { Chip = chip, Outcome = ProvisioningOutcome.Failed, Step = step, Detail = detail };

    // A chip at the factory's address is either ours or fresh; where none answers there may be a vendor's.
    private static Atecc608Device Find(II2cBus bus)
    {
        Atecc608Device device = new(bus);
        if (device.TryWake())
        {
            return device;
        }

        Atecc608Device vendors = new(bus, ChipProvisioner.VendorAddress, Atecc608ClockDivider.M0);
        return vendors.TryWake() ? vendors : device;
    }

    private (ProvisioningOutcome Outcome, string Detail) JudgeVendors(Atecc608Device device, Atecc608Provisioner provisioner)
    {
        if (TrustFolder.FindAuthority(directory.FullName, provisioner.Certificates, DateTimeOffset.UtcNow) is not string name)
        {
            return (
                ProvisioningOutcome.Refused,
                $"The chip was provisioned by its vendor, and its certificates lead to no certificate in {Path.Combine(directory.FullName, PolicyFile.TrustFolder)}. "
                + $"Get the vendor's root certificate \"{VendorCertificates.RootName}\" from the vendor, check its fingerprint, and put it there as a .pem file.");
        }

        byte[] digest = RandomNumberGenerator.GetBytes(Atecc608Device.DigestLength);
        byte[] signature = new byte[Atecc608Device.KeyLength];
        return !device.TrySign(Atecc608SecureElement.KeySlot, digest, signature) ? (ProvisioningOutcome.Failed, $"The chip did not sign ({device.LastStatus}).")
            : !Es256.Verify(provisioner.PublicKey, digest, signature) ? (ProvisioningOutcome.Refused, "The chip does not hold the key its certificate is for.")
            : (ProvisioningOutcome.ProvisionedByVendor, $"under {name}");
    }

    private ProvisionedChip Named(ProvisionedChip result, Atecc608Provisioner provisioner)
    {
        string urn = NodeUrn.OfSerialNumber(authority.Enterprise, provisioner.SerialNumber);
        result = result with { SerialNumber = Convert.ToHexStringLower(provisioner.SerialNumber), Urn = urn };
        if (provisioner.PublicKey.Length == 0)
        {
            return result;
        }

        result = result with
        {
            Thumbprint = Convert.ToHexStringLower(CoseKey.Thumbprint(provisioner.PublicKey)),
            ShortAddress = Ledger.ShortAddress.Of(provisioner.PublicKey),
        };
        if (!result.IsReady)
        {
            return result;
        }

        (string svg, string png) = NodeLabel.Of(urn, provisioner.PublicKey, site).Write(labels, urn);
        return result with { LabelSvg = svg, LabelPng = png };
    }
}
