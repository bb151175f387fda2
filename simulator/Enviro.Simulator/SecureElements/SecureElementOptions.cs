namespace Enviro.Simulator;

/// <summary>How a secure element is to be served.</summary>
/// <param name="WithTerminal">Whether by the Kit Protocol on a pseudo-terminal.</param>
/// <param name="Link">Symbolic link to the pseudo-terminal; null for none.</param>
/// <param name="Port">TCP port for raw packets, 0 for a free one; null for none.</param>
/// <param name="Seed">What a new chip's serial number and keys follow from.</param>
/// <param name="Snapshot">File in which the chip outlives the process; null for none.</param>
/// <param name="VendorRoot">File for the test vendor's root certificate, where a new chip is one it provisioned; null for a factory-fresh chip.</param>
/// <param name="Json">Whether to say where it is served as JSON.</param>
internal sealed record SecureElementOptions(bool WithTerminal, string? Link, int? Port, ulong Seed, string? Snapshot, string? VendorRoot, bool Json)
{
    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal string? FindMistake() =>
        !WithTerminal && Port is null ? "Say how to serve the chip: --pty, --tcp PORT, or both."
        : Port is < 0 or > ushort.MaxValue ? "--tcp must be a port, 1 to 65535, or 0 for a free one."
        : null;
}
