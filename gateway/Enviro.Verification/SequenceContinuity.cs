using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>How a kept message follows the node's message before it.</summary>
public enum Continuity
{
    /// <summary>The node's first message.</summary>
    First = 0,

    /// <summary>It names the message before as its previous one: nothing lies between.</summary>
    Continuous = 1,

    /// <summary>Sequence numbers were left out, but the previous message is the one kept: numbers were reserved and never used, nothing is missing.</summary>
    NumbersSkipped = 2,

    /// <summary>Messages are missing before it.</summary>
    Gap = 3,
}

/// <summary>Where a node stands after its last kept message.</summary>
/// <param name="Boot">Boot of the last kept message.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="MessageHash">Its SHA-256, which the next message must name.</param>
/// <param name="Envelope">The message itself, for its other signature; null where it is gone.</param>
public sealed record NodePosition(uint Boot, uint Sequence, byte[] MessageHash, CoseSign1? Envelope = null)
{
    /// <summary>Whether <paramref name="previous"/> is the hash of this message, under either of its two signatures.</summary>
    public bool IsNamedBy(byte[] previous) =>
        previous.AsSpan().SequenceEqual(MessageHash)
        || (Envelope is not null && previous.AsSpan().SequenceEqual(SignatureTwin.HashOf(Envelope)));
}

/// <summary>What the position check says of one message.</summary>
/// <param name="Result">Accepted, or why not.</param>
/// <param name="Continuity">How it follows; meaningful when accepted.</param>
/// <param name="Missing">Messages that are missing before it, at least; how many an earlier boot still had cannot be known.</param>
public readonly record struct SequenceVerdict(AppraisalResult Result, Continuity Continuity, uint Missing);

/// <summary>
/// Checks a message's place in its node's chain: (boot, seq) ascending, and prev the hash of the message before. The same rule judges a message
/// on arrival and a ledger afterwards.
/// </summary>
public static class SequenceContinuity
{
    /// <summary>
    /// Judges a message whose signature has been verified. <paramref name="last"/> is null before the node's first kept message. A message that is
    /// not newer than the last is <see cref="AppraisalResult.OutOfOrder"/> here; whoever holds the kept messages tells a replay from it.
    /// </summary>
    public static SequenceVerdict Check(NodePosition? last, ReadingHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (last is null)
        {
            bool fromTheStart = header.Sequence == 0 && header.Previous.AsSpan().IndexOfAnyExcept((byte)0) < 0;
            return fromTheStart
                ? new SequenceVerdict(AppraisalResult.Accepted, Continuity.First, 0)
                : new SequenceVerdict(AppraisalResult.Accepted, Continuity.Gap, Saturate(header.Sequence + 1UL));
        }

        bool chained = last.IsNamedBy(header.Previous);
        if (header.Boot > last.Boot)
        {
            if (chained)
            {
                return new SequenceVerdict(AppraisalResult.Accepted, header.Sequence == 0 ? Continuity.Continuous : Continuity.NumbersSkipped, 0);
            }

            // What the earlier boot still signed is unknown, hence "at least": this boot's own missing numbers and one that prev names.
            return new SequenceVerdict(AppraisalResult.Accepted, Continuity.Gap, Saturate(header.Sequence + 1UL));
        }

        if (header.Boot < last.Boot || header.Sequence <= last.Sequence)
        {
            return new SequenceVerdict(AppraisalResult.OutOfOrder, default, 0);
        }

        uint between = header.Sequence - last.Sequence - 1;
        if (chained)
        {
            return new SequenceVerdict(AppraisalResult.Accepted, between == 0 ? Continuity.Continuous : Continuity.NumbersSkipped, 0);
        }

        return between == 0
            ? new SequenceVerdict(AppraisalResult.BrokenChain, default, 0)
            : new SequenceVerdict(AppraisalResult.Accepted, Continuity.Gap, between);
    }

    private static uint Saturate(ulong value) => value > uint.MaxValue ? uint.MaxValue : (uint)value;
}
