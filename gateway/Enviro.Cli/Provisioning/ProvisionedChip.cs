using Enviro.Devices.Atecc608;

namespace Enviro.Cli;

/// <summary>What became of one chip at the bench.</summary>
internal sealed record ProvisionedChip
{
    /// <summary>Where it was.</summary>
    internal required string Chip { get; init; }

    internal required ProvisioningOutcome Outcome { get; init; }

    /// <summary>The last step, in words.</summary>
    internal required string Step { get; init; }

    /// <summary>Why it ended as it did.</summary>
    internal string Detail { get; init; } = "";

    /// <summary>Serial number in hexadecimal; empty if it was not read.</summary>
    internal string SerialNumber { get; init; } = "";

    internal string Urn { get; init; } = "";

    /// <summary>COSE Key Thumbprint of its key, in hexadecimal; empty where there is none yet.</summary>
    internal string Thumbprint { get; init; } = "";

    internal string ShortAddress { get; init; } = "";

    /// <summary>Paths of its label; empty where none was written.</summary>
    internal string LabelSvg { get; init; } = "";

    internal string LabelPng { get; init; } = "";

    /// <summary>The outcome as scripts read it.</summary>
    internal string Result => ProvisioningWords.Of(Outcome);

    internal bool IsReady => Outcome is ProvisioningOutcome.Provisioned or ProvisioningOutcome.AlreadyProvisioned or ProvisioningOutcome.ProvisionedByVendor;

    internal int ExitCode => IsReady ? Cli.ExitCode.Done : Outcome == ProvisioningOutcome.Refused ? Cli.ExitCode.Refused : Cli.ExitCode.Usage;
}
