using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Simulator;

/// <summary>What somebody hostile on the network has: everything that was published so far, what everybody knows, and a stolen key or two.</summary>
public sealed class HostileView
{
    /// <summary>Now, Unix ms.</summary>
    public required long NowMs { get; init; }

    /// <summary>The enrolled nodes.</summary>
    public required IReadOnlyList<HostileTarget> Nodes { get; init; }

    /// <summary>What nodes published, as much as an eavesdropper kept.</summary>
    public required IReadOnlyList<CapturedMessage> Captured { get; init; }

    /// <summary>What the gateway published to nodes; the source of these does not matter.</summary>
    public IReadOnlyList<CapturedMessage> CapturedDownlink { get; init; } = [];

    /// <summary>
    /// Whether the ledger has the reading message of this key. One that was lost on its way is not there, and who brings a copy of it delivers it: that is no
    /// attack.
    /// </summary>
    public required Func<ReadingKey, bool> IsKept { get; init; }

    /// <summary>The key of a node that has been revoked since; null where there is none.</summary>
    public StolenKey? RevokedKey { get; init; }

    /// <summary>The key of an enrolled, active node, copied and now at two places; null where there is none.</summary>
    public StolenKey? ActiveKey { get; init; }
}

/// <summary>An enrolled node, as everybody knows it.</summary>
/// <param name="Urn">Its URN.</param>
/// <param name="Thumbprint">Thumbprint of its key, 32 bytes.</param>
/// <param name="Status">Its status now.</param>
public sealed record HostileTarget(string Urn, byte[] Thumbprint, NodeStatus Status);

/// <summary>A node's key in the wrong hands, and where the node's chain stands.</summary>
/// <param name="Urn">The node's URN.</param>
/// <param name="Key">The key.</param>
/// <param name="Boot">Boot of its last kept reading.</param>
/// <param name="Sequence">Sequence number of its last kept reading.</param>
public sealed record StolenKey(string Urn, ISigningKey Key, uint Boot, uint Sequence);
