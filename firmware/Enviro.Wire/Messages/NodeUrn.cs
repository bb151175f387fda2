using System;

namespace Enviro.Wire;

/// <summary>
/// The name of a node: a device URN (RFC 9039 §4.4, subtype os) of an organisation's enterprise number and the secure element's serial number,
/// such as <c>urn:dev:os:32473-0123a1b2c3d4e5f6ee</c>. The chip's maker never gives a serial number twice, so neither does the deployment.
/// </summary>
public static class NodeUrn
{
    /// <summary>What every device URN begins with.</summary>
    public const string Prefix = "urn:dev:";

    /// <summary>Length of an ATECC608B's serial number in bytes.</summary>
    public const int SerialNumberLength = 9;

    /// <summary>Enterprise number for examples (RFC 5612); a deployment puts its own here.</summary>
    public const uint ExampleEnterprise = 32473;

    private const string Digits = "0123456789abcdef";

    /// <summary>The URN of the chip with this serial number (9 bytes) under an IANA enterprise number.</summary>
    public static string OfSerialNumber(uint enterprise, byte[] serialNumber)
    {
        if (serialNumber.Length != SerialNumberLength)
        {
            throw new ArgumentException("A serial number has 9 bytes.");
        }

        char[] hex = new char[SerialNumberLength * 2];
        for (int i = 0; i < SerialNumberLength; i++)
        {
            hex[2 * i] = Digits[serialNumber[i] >> 4];
            hex[(2 * i) + 1] = Digits[serialNumber[i] & 0x0F];
        }

        return Prefix + "os:" + enterprise.ToString() + "-" + new string(hex);
    }
}
