namespace Enviro.Simulator;

/// <summary>How a board is to be served.</summary>
/// <param name="Link">Symbolic link to its console's pseudo-terminal.</param>
/// <param name="Variant">Board variant, <see cref="DevKitC"/> or <see cref="Core2"/>.</param>
/// <param name="Seed">What a new chip's serial number and keys follow from, and what there is to measure.</param>
/// <param name="State">Folder that keeps flash and chip; null for none.</param>
/// <param name="GatewayPort">Port of 127.0.0.1 where the gateway is, whatever the settings say; null for the settings' host and port.</param>
/// <param name="VendorRoot">File for the test vendor's root certificate, of a variant whose chip its vendor provisioned; null for none.</param>
/// <param name="Json">Whether to say where it is served as JSON.</param>
internal sealed record BoardOptions(string Link, string Variant, ulong Seed, string? State, int? GatewayPort, string? VendorRoot, bool Json)
{
    /// <summary>An ESP32 DevKitC with a blank chip and 4 MB of flash.</summary>
    internal const string DevKitC = "devkitc";

    /// <summary>An M5Stack Core2 for AWS with a chip that its vendor provisioned and 16 MB of flash.</summary>
    internal const string Core2 = "core2-aws";

    /// <summary>Whether the board's chip comes provisioned.</summary>
    internal bool HasVendorChip => Variant == Core2;

    /// <summary>How its flash is divided.</summary>
    internal BoardGeometry Geometry => Variant == Core2 ? BoardGeometry.Flash16Megabytes : BoardGeometry.Flash4Megabytes;

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        Variant is not (DevKitC or Core2) ? $"--board is {DevKitC} or {Core2}, not {Variant}."
        : GatewayPort is < 1 or > ushort.MaxValue ? "--gateway-port must be a port, 1 to 65535."
        : VendorRoot is not null && !HasVendorChip ? $"--vendor-root goes with --board {Core2}: the other board's chip is blank."
        : null;
}
