using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// Verifies entries one after the other: commitments, register transactions, and readings by the very rules that judged them on arrival.
/// Folds the registers and every node's position on the way.
/// </summary>
internal sealed class EntryRules(VerificationReport report)
{
    // Enough to keep many cores busy; more would only be alive longer, and every collection would stop them all to copy it.
    private const int RunLength = 1024;

    private readonly Dictionary<string, NodePosition> _positions = [];

    internal LedgerState State { get; } = new();

    internal long? EarliestReadingMs { get; private set; }

    internal long? LatestReadingMs { get; private set; }

    internal void StartBlock()
    {
        EarliestReadingMs = null;
        LatestReadingMs = null;
    }

    /// <summary>
    /// Yields the entries with all that can be checked of each alone, on all cores: runs of readings between two register entries, since a
    /// register entry changes who is enrolled for those behind it. The consumer checks one before it asks for the next.
    /// </summary>
    internal IEnumerable<PreparedEntry> Prepare(IEnumerable<StoredEntry> entries)
    {
        List<StoredEntry> run = new(RunLength);
        foreach (StoredEntry entry in entries)
        {
            if (entry.Kind == EntryKind.Reading)
            {
                run.Add(entry);
            }

            if (entry.Kind != EntryKind.Reading || run.Count == RunLength)
            {
                foreach (PreparedEntry prepared in PrepareRun(run))
                {
                    yield return prepared;
                }

                run.Clear();
            }

            if (entry.Kind != EntryKind.Reading)
            {
                yield return new PreparedEntry(entry, entry.MatchesLeaf(), null, null);
            }
        }

        foreach (PreparedEntry prepared in PrepareRun(run))
        {
            yield return prepared;
        }
    }

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
        else if (entry.Kind == EntryKind.Reading)
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
            RegisterResult result = State.Apply(entry.Kind, entry.Message);
            if (result != RegisterResult.Accepted)
            {
                report.Add(LedgerRule.RegisterEntry, height, entry.Index, $"{entry.Kind}: {result}");
            }
        }
    }

    private PreparedEntry[] PrepareRun(List<StoredEntry> run)
    {
        PreparedEntry[] prepared = new PreparedEntry[run.Count];
        Parallel.For(0, run.Count, i => prepared[i] = PrepareReading(run[i]));
        return prepared;
    }

    private PreparedEntry PrepareReading(StoredEntry entry)
    {
        bool matches = entry.MatchesLeaf();
        if (entry.Message is null || entry.Context is null)
        {
            return new PreparedEntry(entry, matches, null, null);
        }

        try
        {
            EntryContext context = EntryContext.Parse(entry.Context);
            return new PreparedEntry(entry, matches, context, ReadingAppraisal.Appraise(entry.Message, null, context.ReceivedAtMs, State));
        }
        catch (WireFormatException)
        {
            return new PreparedEntry(entry, matches, null, ReadingAppraisal.Appraise(entry.Message, null, 0, State));
        }
    }

    private void CheckReading(PreparedEntry prepared, long? height)
    {
        long index = prepared.Entry.Index;
        ReadingAppraisal appraisal = prepared.Appraisal!;
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

        NodeRecord node = appraisal.Node!;
        ReadingHeader header = appraisal.Message!.Header;
        SequenceVerdict verdict = SequenceContinuity.Check(_positions.GetValueOrDefault(node.Urn), header);
        if (verdict.Result != AppraisalResult.Accepted)
        {
            report.Add(LedgerRule.ReadingMessage, height, index, $"{verdict.Result}: boot {header.Boot}, seq {header.Sequence} of {node.Urn}");
        }
        else
        {
            CheckContext(prepared.Context, verdict, node, height, index);
            report.MissingMessages += verdict.Missing;
        }

        _positions[node.Urn] = new NodePosition(header.Boot, header.Sequence, appraisal.MessageHash!, appraisal.Message.Envelope);
        NoteTime(appraisal.Message.Pack);
    }

    private void CheckContext(EntryContext context, SequenceVerdict verdict, NodeRecord node, long? height, long index)
    {
        bool agrees = context.Result == (uint)AppraisalResult.Accepted
            && context.Continuity == (uint)verdict.Continuity
            && context.Missing == verdict.Missing
            && context.AssuranceLevel == node.AssuranceLevel;
        if (!agrees)
        {
            report.Add(LedgerRule.EntryContext, height, index, $"the context does not agree with {verdict.Continuity}, {verdict.Missing} missing, AL{node.AssuranceLevel}");
        }
    }

    private void NoteTime(SenmlPack pack)
    {
        if (pack.HasTime)
        {
            long timeMs = pack.Time * 1000;
            EarliestReadingMs = Math.Min(EarliestReadingMs ?? timeMs, timeMs);
            LatestReadingMs = Math.Max(LatestReadingMs ?? timeMs, timeMs);
        }
    }
}

/// <summary>An entry with what can be said of it alone.</summary>
/// <param name="Entry">The entry as stored.</param>
/// <param name="MatchesLeaf">Whether its content is what its leaf commits to.</param>
/// <param name="Context">A reading's parsed context; null when there is none or it is malformed.</param>
/// <param name="Appraisal">A reading's appraisal; null for other kinds.</param>
internal sealed record PreparedEntry(StoredEntry Entry, bool MatchesLeaf, EntryContext? Context, ReadingAppraisal? Appraisal);
