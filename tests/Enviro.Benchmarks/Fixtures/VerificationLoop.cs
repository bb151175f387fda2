using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>
/// Verifies messages one after the other as a gateway does on arrival: parse, thumbprint look-up, ES256, times, continuity. At the end of the
/// messages it starts again with nodes never seen before.
/// </summary>
public sealed class VerificationLoop(LedgerState state, SampleMessage[] messages)
{
    private readonly Dictionary<string, NodePosition> _positions = [];
    private int _next;

    /// <summary>Verifies the next message; one that is not accepted as continuous would make the figure worthless and throws.</summary>
    public void VerifyNext()
    {
        SampleMessage message = messages[_next];
        ReadingAppraisal appraisal = ReadingAppraisal.Appraise(message.Bytes, message.Urn, message.TimeMs, state);
        if (appraisal.Result != AppraisalResult.Accepted)
        {
            throw new InvalidOperationException($"{appraisal.Result}: {appraisal.Detail}");
        }

        ReadingHeader header = appraisal.Header!;
        SequenceVerdict verdict = SequenceContinuity.Check(_positions.GetValueOrDefault(message.Urn), header);
        if (verdict.Result != AppraisalResult.Accepted || verdict.Continuity > Continuity.Continuous)
        {
            throw new InvalidOperationException($"{verdict}");
        }

        _positions[message.Urn] = new NodePosition(header.Boot, header.Sequence, appraisal.MessageHash!);
        if (++_next == messages.Length)
        {
            _next = 0;
            _positions.Clear();
        }
    }
}
