using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What the board runs and is, as it claims in evidence; the board's main program knows it, no settings document does.</summary>
public sealed class FirmwareIdentity
{
    /// <summary>Name of the firmware, 1 to 32 characters of printable ASCII.</summary>
    public string Name { get; set; } = "enviro-node";

    /// <summary>Version of the firmware, 1 to 32 characters.</summary>
    public string Version { get; set; } = "";

    /// <summary>SHA-256 of the firmware's image, 32 bytes. A claim: without secure boot nothing but the firmware itself vouches for it.</summary>
    public byte[] Digest { get; set; } = new byte[Sha256.DigestLength];

    /// <summary>Board, 1 to 32 characters.</summary>
    public string HardwareModel { get; set; } = "";

    /// <summary>Version of the board, 1 to 32 characters.</summary>
    public string HardwareVersion { get; set; } = "";

    /// <summary>IANA enterprise number of the board's maker.</summary>
    public uint OemId { get; set; } = NodeUrn.ExampleEnterprise;

    /// <summary>Whether the board can be debugged: dbgstat of RFC 9711 §4.2.9, 0 enabled … 4 fully and permanently disabled.</summary>
    public uint DebugStatus { get; set; } = EvidenceClaims.DebugEnabled;
}
