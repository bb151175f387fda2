namespace Enviro.Cli;

/// <summary>What became of one board.</summary>
internal sealed record FlashedBoard
{
    /// <summary>Where it was.</summary>
    internal required string Port { get; init; }

    /// <summary>The outcome as scripts read it: <c>ready</c>, <c>unchecked</c> (ready but for the live check, which was not wanted), <c>refused</c>, <c>failed</c>.</summary>
    internal string Result { get; init; } = "failed";

    /// <summary>The last step, in words.</summary>
    internal string Step { get; init; } = "";

    /// <summary>Why it ended as it did, and what to do.</summary>
    internal string Detail { get; init; } = "";

    /// <summary>Whether its firmware was written this time.</summary>
    internal bool IsFlashed { get; init; }

    /// <summary>Outcome of provisioning its chip, a word of <c>node provision</c>; empty where it did not come to that.</summary>
    internal string Provisioning { get; init; } = "";

    /// <summary>Serial number of its chip in hexadecimal.</summary>
    internal string SerialNumber { get; init; } = "";

    internal string Urn { get; init; } = "";

    /// <summary>COSE Key Thumbprint of its key, in hexadecimal.</summary>
    internal string Thumbprint { get; init; } = "";

    internal string ShortAddress { get; init; } = "";

    /// <summary>Version of its settings; 0 where it has none.</summary>
    internal uint SettingsVersion { get; init; }

    /// <summary>Index of the ledger's entry with a reading of this node; null where none was seen.</summary>
    internal long? Entry { get; init; }

    /// <summary>Paths of its label; empty where none was written.</summary>
    internal string LabelSvg { get; init; } = "";

    internal string LabelPng { get; init; } = "";

    internal bool IsReady => Result is "ready" or "unchecked";

    internal int ExitCode => IsReady ? Cli.ExitCode.Done : Result == "refused" ? Cli.ExitCode.Refused : Cli.ExitCode.Usage;
}
