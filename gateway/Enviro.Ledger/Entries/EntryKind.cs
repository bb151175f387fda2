namespace Enviro.Ledger;

/// <summary>
/// What an entry is. Below 16: transactions of the registers, of which the chain's state is the fold; from 16: measurements. The numbers are
/// part of every leaf and never change their meaning; a kind that is not listed is refused.
/// </summary>
public enum EntryKind
{
    /// <summary>The genesis charter: names the chain and its operator.</summary>
    Charter = 0,

    /// <summary>A gateway's seal key and service key are enrolled.</summary>
    GatewayEnrolled = 1,

    /// <summary>A node is enrolled.</summary>
    NodeEnrolled = 2,

    /// <summary>A node's evidence was appraised and accepted.</summary>
    NodeAttested = 3,

    /// <summary>A node is suspended, resumed or revoked.</summary>
    NodeStatus = 4,

    /// <summary>The policy evidence is appraised by.</summary>
    Policy = 5,

    /// <summary>A sensor was calibrated: how its readings are to be corrected.</summary>
    Calibration = 6,

    /// <summary>A reading message signed by its node, byte for byte as received.</summary>
    Reading = 16,

    /// <summary>A reading message authenticated by a key that node and gateway share, byte for byte as received: nobody else can check it.</summary>
    MacReading = 17,
}

/// <summary>What kinds of entries have in common.</summary>
public static class EntryKindExtensions
{
    /// <summary>Whether entries of this kind hold a reading message, so that the store keeps each to once.</summary>
    public static bool IsReading(this EntryKind kind) => kind is EntryKind.Reading or EntryKind.MacReading;
}
