using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// Verifies entries one after the other: commitments, register transactions, evidence, and readings by the very rules that judged them on arrival.
/// Folds the registers and every node's position on the way.
/// </summary>
internal sealed class EntryRules(VerificationReport report)
{
    private readonly Dictionary<byte[], NodePosition> _positions = new(ThumbprintComparer.Instance);

    internal LedgerState State { get; } = new();

    /// <summary>The calibrations of the whole ledger: one that was recorded later corrects what was measured before, too.</summary>
    internal CalibrationTable Calibrations { get; set; } = new();

    internal long? EarliestReadingMs { get; private set; }

    internal long? LatestReadingMs { get; private set; }

    internal void StartBlock()
    {
        EarliestReadingMs = null;
        LatestReadingMs = null;
    }

    /// <summary>Yields the entries prepared for <see cref="Check"/>. The consumer checks one before it asks for the next.</summary>
    internal IEnumerable<PreparedEntry> Prepare(IEnumerable<StoredEntry> entries) => new EntryPreparation(State).Prepare(entries);

    /// <summary>Checks one entry in its place.</summary>
    internal void Check(PreparedEntry prepared, long? height)
    {
        StoredEntry entry = prepared.Entry;
        report.Entries++;
        if (!prepared.MatchesLeaf)
        {
            report.Add(LedgerRule.EntryCommitment, height, entry.Index, "the message, context, salt or kind is not what the leaf commits to");
        }

        if (entry.Message is null || entry.Context is null)
        {
            report.Add(LedgerRule.EntryMissing, height, entry.Index, "the entry's content is gone");
        }
        else if (entry.Kind.IsReading())
        {
            report.ReadingMessages++;
            CheckReading(prepared, height);
        }
        else if (!State.IsTransaction(entry.Kind))
        {
            report.Add(LedgerRule.EntryFormat, height, entry.Index, $"the kind {(int)entry.Kind} is unknown");
        }
        else
        {
            CheckTransaction(prepared, entry.Message, height);
        }
    }

    private void CheckTransaction(PreparedEntry prepared, byte[] message, long? height)
    {
        StoredEntry entry = prepared.Entry;
        CheckTransactionContext(entry.Context!, height, entry.Index);
        RegisterResult result = State.Apply(entry.Kind, message);
        if (result != RegisterResult.Accepted)
        {
            report.Add(LedgerRule.RegisterEntry, height, entry.Index, $"{entry.Kind}: {result}");
        }
        else if (entry.Kind == EntryKind.NodeAttested)
        {
            CheckEvidence(prepared.Evidence, NodeAttestation.Parse(message).AssuranceLevel, height, entry.Index);
        }
        else if (entry.Kind == EntryKind.NodeEnrolled)
        {
            CheckEnrolment(NodeEnrolment.Parse(message), height, entry.Index);
        }
    }

    /// <summary>When and from where it came is all that the receiver says of a transaction; the rest is a reading's.</summary>
    private void CheckTransactionContext(byte[] encoded, long? height, long index)
    {
        try
        {
            EntryContext context = EntryContext.Parse(encoded);
            if ((context.Result | context.Missing | context.AssuranceLevel | context.Continuity | (uint)context.Freshness) != 0)
            {
                report.Add(LedgerRule.EntryContext, height, index, "the context of a transaction says what only a reading's can");
            }
        }
        catch (WireFormatException malformed)
        {
            report.Add(LedgerRule.EntryFormat, height, index, $"the context is not its format: {malformed.Message}");
        }
    }

    private void CheckEnrolment(NodeEnrolment enrolment, long? height, long index)
    {
        if (enrolment.Evidence is not { } evidence)
        {
            return;
        }

        EvidenceAppraisal? appraisal = EntryPreparation.Appraise(evidence, enrolment.Urn, enrolment.PublicKey, State.Policy, enrolment.EnrolledAtMs);
        CheckEvidence(appraisal, enrolment.AssuranceLevel, height, index);
        if (enrolment.Basis == EnrolmentBasis.Automatic && !(State.Policy?.Approval == ApprovalMode.Automatic && enrolment.AssuranceLevel > 0))
        {
            report.Add(LedgerRule.Attestation, height, index, $"{enrolment.Urn} was enrolled automatically, which the policy does not allow");
        }
    }

    private void CheckEvidence(EvidenceAppraisal? appraisal, uint recordedLevel, long? height, long index)
    {
        report.Attestations++;
        if (appraisal?.Result != AppraisalResult.Accepted)
        {
            report.Add(LedgerRule.Attestation, height, index, $"{appraisal?.Result ?? AppraisalResult.Malformed}: {appraisal?.Detail}");
        }
        else if (appraisal.AssuranceLevel != recordedLevel)
        {
            report.Add(LedgerRule.Attestation, height, index, $"the evidence gives AL{appraisal.AssuranceLevel}, recorded is AL{recordedLevel}");
        }
    }

    private void CheckReading(PreparedEntry prepared, long? height)
    {
        long index = prepared.Entry.Index;
        ReadingAppraisal appraisal = prepared.Reading!;
        if (prepared.Context is null)
        {
            report.Add(LedgerRule.EntryFormat, height, index, "the context is not its format");
            return;
        }

        if (appraisal.Result != AppraisalResult.Accepted)
        {
            report.Add(LedgerRule.ReadingMessage, height, index, $"{appraisal.Result}: {appraisal.Detail}");
            if (!appraisal.IsAuthentic)
            {
                return;
            }
        }

        if (appraisal.Header!.IsMac != (prepared.Entry.Kind == EntryKind.MacReading))
        {
            report.Add(LedgerRule.ReadingMessage, height, index, $"{AppraisalResult.Malformed}: not the proof an entry of kind {prepared.Entry.Kind} has");
        }

        NodeRecord node = appraisal.Node!;
        SequenceVerdict verdict = SequenceContinuity.Check(_positions.GetValueOrDefault(node.Thumbprint), appraisal.Header);
        if (verdict.Result != AppraisalResult.Accepted)
        {
            report.Add(
                LedgerRule.ReadingMessage, height, index, $"{verdict.Result}: boot {appraisal.Header.Boot}, seq {appraisal.Header.Sequence} of {node.Urn}");
        }
        else
        {
            CheckContext(prepared.Context, verdict, NodeAssurance.At(node, appraisal.Header.Boot, prepared.Context.ReceivedAtMs), height, index);
            report.MissingMessages += verdict.Missing;
        }

        _positions[node.Thumbprint] = new NodePosition(appraisal.Header.Boot, appraisal.Header.Sequence, appraisal.MessageHash!, appraisal.Envelope);
        Count(appraisal, prepared.Context);
    }

    private void CheckContext(EntryContext context, SequenceVerdict verdict, NodeAssurance assurance, long? height, long index)
    {
        bool agrees = context.Result == (uint)AppraisalResult.Accepted
            && context.Continuity == (uint)verdict.Continuity
            && context.Missing == verdict.Missing
            && context.AssuranceLevel == assurance.AssuranceLevel
            && context.Freshness == assurance.Freshness;
        if (!agrees)
        {
            report.Add(
                LedgerRule.EntryContext,
                height,
                index,
                $"the context does not agree with {verdict.Continuity}, {verdict.Missing} missing, AL{assurance.AssuranceLevel}, attestation {assurance.Freshness}");
        }
    }

    private void Count(ReadingAppraisal appraisal, EntryContext context)
    {
        NodeRecord node = appraisal.Node!;
        SenmlPack pack = appraisal.Pack!;
        report.CountReading(NodeAssurance.At(node, appraisal.Header!.Boot, context.ReceivedAtMs), node.Key is null);
        report.Quality.Add(appraisal.Header.Quality);
        long timeMs = pack.HasTime ? pack.Time * 1000 : context.ReceivedAtMs;
        if (Calibrations.All.Count > 0)
        {
            report.CorrectedReadings += pack.Readings.Count(reading => Calibrations.Find(node.Urn, reading.Name, timeMs) is not null);
        }

        if (pack.HasTime)
        {
            EarliestReadingMs = Math.Min(EarliestReadingMs ?? timeMs, timeMs);
            LatestReadingMs = Math.Max(LatestReadingMs ?? timeMs, timeMs);
        }
    }
}
