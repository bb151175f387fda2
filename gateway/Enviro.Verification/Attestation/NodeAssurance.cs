using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Verification;

/// <summary>How far a reading's signer can be trusted, as the ledger shows it at the reading's place: part of the reading's context.</summary>
/// <param name="AssuranceLevel">0: a key in software, or one nobody vouched for. 1: a key in a secure element, vouched for. 2: and the node's state proven.</param>
/// <param name="Freshness">How recently the node was attested.</param>
public readonly record struct NodeAssurance(uint AssuranceLevel, Freshness Freshness)
{
    /// <summary>
    /// Of a reading of this node and boot, received at this time (Unix ms), at the point of the chain where the record stands. The gateway writes it,
    /// and whoever verifies the ledger comes to the same by this very rule.
    /// </summary>
    /// <remarks>
    /// Entries are in order, so a reading that seems to be from before the attestation only shows that the gateway's clock was set back meanwhile: the
    /// distance counts, either way.
    /// </remarks>
    public static NodeAssurance At(NodeRecord node, uint boot, long receivedAtMs)
    {
        ArgumentNullException.ThrowIfNull(node);
        Freshness freshness = node.Attestation is not { } last ? Freshness.Never
            : last.Boot == boot && Math.Abs(receivedAtMs - last.AtMs) <= AppraisalPolicy.FreshnessMs ? Freshness.Fresh
            : Freshness.Stale;
        return new NodeAssurance(node.AssuranceLevel, freshness);
    }
}
