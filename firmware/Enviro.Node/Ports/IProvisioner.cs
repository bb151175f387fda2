using Enviro.Wire;

namespace Enviro.Node;

/// <summary>Told of each step of provisioning as it begins, by its name in provisioning.md.</summary>
public delegate void ProvisionerProgress(string step);

/// <summary>
/// Makes the board's secure element the node's identity, with an authority behind the console. A chip that is finished is checked and nothing on it changes,
/// so this is safe to offer to whoever holds the cable.
/// </summary>
public interface IProvisioner
{
    /// <summary>Serial number of the chip in use, 9 bytes; false when it did not answer.</summary>
    bool TryGetSerialNumber(out byte[] serialNumber);

    /// <summary>
    /// Does what is still to be done, whatever state an earlier attempt left. Returns the outcome in one word of provisioning.md (<c>provisioned</c>,
    /// <c>already-provisioned</c>, <c>provisioned-by-vendor</c>, <c>refused</c>, <c>failed</c>).
    /// </summary>
    /// <param name="authority">Who certifies the key.</param>
    /// <param name="configuration">The configuration zone as it is to be, 128 bytes.</param>
    /// <param name="mask">1 for each bit of it that must be so, 128 bytes.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="detail">Why it ended so, in words for a technician, in lines of their own where there are several.</param>
    /// <param name="certificates">The certificate chain in DER, leaf first, where it succeeded.</param>
    string Run(IDeviceAuthority authority, byte[] configuration, byte[] mask, ProvisionerProgress progress, out string detail, out byte[][] certificates);
}
