using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Makes a factory-fresh secure element a node's identity as the provisioning bench does, by the same steps and table, under a certificate authority
/// that ends with the process.
/// </summary>
public static class Atecc608Provisioning
{
    /// <summary>A new authority that keeps nothing, for the built-in configuration or another.</summary>
    public static CertificateAuthority CreateAuthority(ChipConfiguration? configuration = null, IIssuedRecords? records = null)
    {
        PassingKey key = new();
        X509Certificate2 certificate = CertificateAuthority.CreateCertificate(key, "Enviro simulator", DateTimeOffset.UtcNow);
        return new CertificateAuthority(
            key, certificate, NodeUrn.ExampleEnterprise, records ?? new PassingRecords(), configuration ?? ChipConfiguration.BuiltIn, TimeProvider.System);
    }

    /// <summary>
    /// Brings the chip to its final state from wherever an earlier attempt stopped, and returns the public key X‖Y of slot 0. Throws
    /// <see cref="InvalidOperationException"/> when the chip does not answer or was locked with another configuration.
    /// </summary>
    /// <param name="device">The chip.</param>
    /// <param name="authority">Who certifies it; a new one if left out, which then knows no chip that was certified before.</param>
    /// <param name="configuration">What its configuration zone is to be, as the authority has it.</param>
    public static byte[] Provision(Atecc608Device device, IDeviceAuthority? authority = null, ChipConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        using CertificateAuthority? own = authority is null ? CreateAuthority(configuration) : null;
        ChipConfiguration table = configuration ?? ChipConfiguration.BuiltIn;
        Atecc608Provisioner provisioner = new(device, authority ?? own!, table.Bytes, table.Mask);
        return provisioner.Run() is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned
            ? provisioner.PublicKey
            : throw new InvalidOperationException($"The secure element was not provisioned ({provisioner.Step}, {provisioner.Status}): {provisioner.Detail}");
    }
}
