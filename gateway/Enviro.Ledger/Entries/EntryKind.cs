namespace Enviro.Ledger;

/// <summary>
/// What an entry is. Below 16: transactions of the registers, of which the chain's state is the fold; from 16: measurements. The numbers are
/// part of every leaf and never change their meaning; a kind that is not listed is refused.
/// </summary>
public enum EntryKind
{
    /// <summary>The genesis charter: names the chain and its operator.</summary>
    Charter = 0,

    /// <summary>A gateway's seal key is enrolled.</summary>
    GatewayEnrolled = 1,

    /// <summary>A node is enrolled.</summary>
    NodeEnrolled = 2,

    /// <summary>A reading message of a node, byte for byte as received.</summary>
    Reading = 16,
}
