namespace Enviro.Ledger;

/// <summary>
/// A node that presented itself with authentic evidence and is not enrolled: what the operator decides on. Kept beside the chain, and bounded; texts longer
/// than their limit are cut when stored.
/// </summary>
public sealed class PendingNode
{
    /// <summary>How many nodes may wait.</summary>
    public const int MaxKept = 1000;

    /// <summary>Thumbprint of its key, 32 bytes.</summary>
    public required byte[] Thumbprint { get; init; }

    /// <summary>The URN it goes by.</summary>
    public required string Urn { get; init; }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The boot it was in.</summary>
    public required uint Boot { get; init; }

    /// <summary>When it first presented itself, Unix ms; kept when it does so again.</summary>
    public required long FirstMs { get; init; }

    /// <summary>When it last did, Unix ms.</summary>
    public required long LastMs { get; init; }

    /// <summary>Where it came from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Number of the verdict on its last evidence.</summary>
    public required uint Result { get; init; }

    /// <summary>Name of that verdict.</summary>
    public required string ResultName { get; init; }

    /// <summary>What exactly was found.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Thumbprint of another key that goes by the same URN, 32 bytes; null where nobody contests it. Once contested it stays so.</summary>
    public byte[]? ContestedBy { get; init; }

    /// <summary>Its evidence, byte for byte; null where none was kept.</summary>
    public byte[]? Evidence { get; init; }

    /// <summary>The nonce that evidence answered, 32 bytes.</summary>
    public byte[]? Nonce { get; init; }
}
