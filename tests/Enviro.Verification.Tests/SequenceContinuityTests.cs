using CsCheck;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

public sealed class SequenceContinuityTests
{
    private static readonly byte[] s_last = [.. Enumerable.Repeat((byte)0xA5, 32)];
    private static readonly byte[] s_other = [.. Enumerable.Repeat((byte)0x5A, 32)];
    private static readonly byte[] s_zeros = new byte[32];

    public static TheoryData<uint, bool, Continuity, uint> FirstMessages => new()
    {
        { 0, true, Continuity.First, 0 },
        { 0, false, Continuity.Gap, 1 },
        { 1, true, Continuity.Gap, 2 },
        { 5, false, Continuity.Gap, 6 },
        { uint.MaxValue - 1, false, Continuity.Gap, uint.MaxValue },
        { uint.MaxValue, false, Continuity.Gap, uint.MaxValue },
    };

    // Boot and sequence number after (boot 3, seq 10); chained; verdict; missing.
    public static TheoryData<uint, uint, bool, AppraisalResult, Continuity, uint> LaterMessages => new()
    {
        { 3, 11, true, AppraisalResult.Accepted, Continuity.Continuous, 0 },
        { 3, 11, false, AppraisalResult.BrokenChain, default, 0 },
        { 3, 12, true, AppraisalResult.Accepted, Continuity.NumbersSkipped, 0 },
        { 3, 12, false, AppraisalResult.Accepted, Continuity.Gap, 1 },
        { 3, 111, true, AppraisalResult.Accepted, Continuity.NumbersSkipped, 0 },
        { 3, 111, false, AppraisalResult.Accepted, Continuity.Gap, 100 },
        { 3, uint.MaxValue, false, AppraisalResult.Accepted, Continuity.Gap, uint.MaxValue - 11 },
        { 3, 10, true, AppraisalResult.OutOfOrder, default, 0 },
        { 3, 10, false, AppraisalResult.OutOfOrder, default, 0 },
        { 3, 0, false, AppraisalResult.OutOfOrder, default, 0 },
        { 2, 11, true, AppraisalResult.OutOfOrder, default, 0 },
        { 2, uint.MaxValue, false, AppraisalResult.OutOfOrder, default, 0 },
        { 0, 0, false, AppraisalResult.OutOfOrder, default, 0 },
        { 4, 0, true, AppraisalResult.Accepted, Continuity.Continuous, 0 },
        { 4, 0, false, AppraisalResult.Accepted, Continuity.Gap, 1 },
        { 4, 7, true, AppraisalResult.Accepted, Continuity.NumbersSkipped, 0 },
        { 4, 7, false, AppraisalResult.Accepted, Continuity.Gap, 8 },
        { 9, 0, true, AppraisalResult.Accepted, Continuity.Continuous, 0 },
        { ReadingHeader.MaxBoot, uint.MaxValue, false, AppraisalResult.Accepted, Continuity.Gap, uint.MaxValue },
    };

    [Theory]
    [MemberData(nameof(FirstMessages))]
    public void A_first_message_tells_what_came_before_it(uint sequence, bool namesNothing, Continuity continuity, uint missing)
    {
        SequenceVerdict verdict = SequenceContinuity.Check(null, Header(1, sequence, namesNothing ? s_zeros : s_other));

        Assert.Equal(new SequenceVerdict(AppraisalResult.Accepted, continuity, missing), verdict);
    }

    [Theory]
    [MemberData(nameof(LaterMessages))]
    public void A_later_message_is_judged_by_its_place(uint boot, uint sequence, bool chained, AppraisalResult result, Continuity continuity, uint missing)
    {
        SequenceVerdict verdict = SequenceContinuity.Check(new NodePosition(3, 10, s_last), Header(boot, sequence, chained ? s_last : s_other));

        Assert.Equal(new SequenceVerdict(result, continuity, missing), verdict);
    }

    [Fact]
    public void A_previous_hash_that_differs_in_one_bit_does_not_chain()
    {
        for (int bit = 0; bit < 256; bit++)
        {
            byte[] previous = [.. s_last];
            previous[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Equal(AppraisalResult.BrokenChain, SequenceContinuity.Check(new NodePosition(3, 10, s_last), Header(3, 11, previous)).Result);
        }
    }

    [Fact]
    public void Of_two_places_only_one_can_follow_the_other() =>
        Gen.Select(Gen.UInt[0, 5], Gen.UInt[0, 5], Gen.UInt[0, 5], Gen.UInt[0, 5], Gen.Bool).Sample((boot, seq, nextBoot, nextSeq, chained) =>
        {
            SequenceVerdict verdict = SequenceContinuity.Check(new NodePosition(boot, seq, s_last), Header(nextBoot, nextSeq, chained ? s_last : s_other));
            bool newer = nextBoot > boot || (nextBoot == boot && nextSeq > seq);
            return verdict.Result == AppraisalResult.OutOfOrder == !newer && (!chained || verdict.Missing == 0);
        });

    private static ReadingHeader Header(uint boot, uint sequence, byte[] previous) => new() { Boot = boot, Sequence = sequence, Previous = previous };
}
