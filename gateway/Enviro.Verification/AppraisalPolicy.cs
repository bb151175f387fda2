using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// What a message may claim beyond being signed (RFC 9334 §8.5: appraisal policy). The limits are fixed, not configured: a ledger is verified
/// years later by others, by the same rule.
/// </summary>
public static class AppraisalPolicy
{
    /// <summary>How far a node's clock may be ahead of the gateway's, in ms: one day covers a wrong time zone.</summary>
    public const long MaxAheadMs = 24L * 60 * 60 * 1000;

    /// <summary>How old a message may be when it arrives, in ms: 400 days, more than any outbox holds.</summary>
    public const long MaxBehindMs = 400L * 24 * 60 * 60 * 1000;

    /// <summary>How long an accepted attestation makes the readings of the same boot fresh, in ms: one day.</summary>
    public const long FreshnessMs = 24L * 60 * 60 * 1000;

    /// <summary>Says whether the times a message claims can be, for one received at <paramref name="receivedAtMs"/> (Unix ms).</summary>
    public static bool AllowsTimes(ReadingHeader header, SenmlPack pack, long receivedAtMs)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(pack);
        return (!header.HasIssuedAt || IsNear(header.IssuedAt, receivedAtMs)) && (!pack.HasTime || IsNear(pack.Time, receivedAtMs));
    }

    private static bool IsNear(long seconds, long receivedAtMs) =>
        seconds >= (receivedAtMs - MaxBehindMs) / 1000 && seconds <= (receivedAtMs + MaxAheadMs) / 1000;
}
