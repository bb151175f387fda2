namespace Enviro.Ledger;

/// <summary>
/// A message that was refused. Kept beside the chain for whoever runs the gateway, and bounded; texts longer than their limit are cut when stored.
/// </summary>
public sealed class Refusal
{
    /// <summary>How many refusals are kept, and as many security events; older ones live on in the counts.</summary>
    public const int MaxKept = 10000;

    /// <summary>Longest text kept of <see cref="Source"/>, <see cref="Topic"/> and <see cref="ResultName"/>, in characters.</summary>
    public const int MaxTextLength = 256;

    /// <summary>Longest text kept of <see cref="Detail"/>, in characters.</summary>
    public const int MaxDetailLength = 1024;

    /// <summary>When, Unix ms.</summary>
    public required long AtMs { get; init; }

    /// <summary>Number of the appraisal result.</summary>
    public required uint Result { get; init; }

    /// <summary>Name of the appraisal result.</summary>
    public required string ResultName { get; init; }

    /// <summary>Where the message came from.</summary>
    public string Source { get; init; } = "";

    /// <summary>The topic it was sent to.</summary>
    public string Topic { get; init; } = "";

    /// <summary>What exactly was wrong.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Whether it belongs to the security log; told when it is stored, and only by <see cref="LedgerStore.SecurityLog"/> when it is read.</summary>
    public bool IsSecurityEvent { get; init; }
}
